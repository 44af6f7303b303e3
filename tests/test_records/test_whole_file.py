"""Files that are complete or not there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from records.whole_file import written_whole


def test_a_file_appears_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    with written_whole(file) as stream:
        stream.write(b"one")
        assert not file.exists()
        (beside,) = tmp_path.iterdir()
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert file.read_bytes() == b"one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_the_older_file_stays_where_writing_fails(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    file.write_bytes(b"older")
    with pytest.raises(TypeError), written_whole(file) as stream:
        stream.write("no bytes")  # type: ignore[arg-type]
    assert file.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_is_replaced_and_what_it_points_to_is_left_alone(tmp_path: Path) -> None:
    other, file = tmp_path / "other", tmp_path / "told.json"
    other.write_bytes(b"theirs")
    file.symlink_to(other)
    with written_whole(file) as stream:
        stream.write(b"mine")
    assert other.read_bytes() == b"theirs"
    assert file.read_bytes() == b"mine"
    assert not file.is_symlink()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), written_whole(tmp_path / "none" / "told.json"):
        pass
