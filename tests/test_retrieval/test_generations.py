"""An index folder is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import RetrievalError
from retrieval.generations import POINTER, current_folder, hold, new_generation


def build(index_dir: Path, text: str) -> Path:
    with new_generation(index_dir) as folder:
        (folder / "x").write_text(text)
    return folder


def test_a_build_becomes_current_and_replaces_the_one_before(tmp_path: Path) -> None:
    assert current_folder(tmp_path / "index") is None
    first = build(tmp_path / "index", "1")
    assert current_folder(tmp_path / "index") == first
    second = build(tmp_path / "index", "2")
    assert current_folder(tmp_path / "index") == second
    assert not first.exists()


def test_a_failed_build_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    first = build(tmp_path, "1")
    with pytest.raises(KeyboardInterrupt), new_generation(tmp_path) as folder:
        raise KeyboardInterrupt
    assert current_folder(tmp_path) == first
    assert not folder.exists()


def test_what_a_killed_build_left_is_swept_by_the_next(tmp_path: Path) -> None:
    rest = tmp_path / "generation-killed"
    rest.mkdir()
    (rest / "half").write_text("…")
    (tmp_path / f"{POINTER}.new").write_text("generation-")
    assert current_folder(tmp_path) is None
    build(tmp_path, "1")
    assert not rest.exists()


def test_a_generation_in_use_stays_until_it_is_let_go(tmp_path: Path) -> None:
    first = build(tmp_path, "1")
    held = hold(first)
    build(tmp_path, "2")
    assert first.exists()
    held.close()
    build(tmp_path, "3")
    assert not first.exists()


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with new_generation(tmp_path), pytest.raises(RetrievalError, match="Another process is building"):
        build(tmp_path, "2")


@pytest.mark.parametrize("content", [b"", b"../elsewhere", b"generation-gone", b"\xff\xfe"])
def test_a_pointer_to_nowhere_is_no_index(tmp_path: Path, content: bytes) -> None:
    (tmp_path / POINTER).write_bytes(content)
    assert current_folder(tmp_path) is None


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RetrievalError, match="cannot be written"):
        build(tmp_path / "file" / "index", "1")
