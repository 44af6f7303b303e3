"""An index folder is whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import generations
from retrieval.errors import IndexBusyError, RetrievalError
from retrieval.generations import POINTER, current_folder, hold_current, writing


def build(index_dir: Path, text: str) -> Path:
    with writing(index_dir) as writer:
        folder = writer.fresh()
        (folder / "x").write_text(text)
        return writer.publish(folder)


def folders(index_dir: Path) -> set[Path]:
    return {path for path in index_dir.iterdir() if path.is_dir()}


def test_a_build_becomes_current_and_replaces_the_one_before(tmp_path: Path) -> None:
    assert current_folder(tmp_path / "index") is None
    first = build(tmp_path / "index", "1")
    assert current_folder(tmp_path / "index") == first
    second = build(tmp_path / "index", "2")
    assert current_folder(tmp_path / "index") == second
    assert (second / "x").read_text() == "2"
    assert folders(tmp_path / "index") == {second}


def test_a_build_that_publishes_nothing_leaves_the_old_one_current(tmp_path: Path) -> None:
    first = build(tmp_path, "1")
    with writing(tmp_path) as writer:
        writer.fresh()
    assert current_folder(tmp_path) == first


def test_what_killed_builds_left_is_there_until_an_index_is_whole(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        left = {writer.fresh(), writer.fresh()}
    with writing(tmp_path) as writer:
        assert set(writer.unfinished()) == left
        whole = writer.publish(writer.fresh())
    assert folders(tmp_path) == {whole}


def test_what_goes_with_a_folder_is_removed_before_it(tmp_path: Path) -> None:
    first, removed = build(tmp_path, "1"), []
    with writing(tmp_path, lambda folder: removed.append((folder, folder.is_dir()))) as writer:
        writer.publish(writer.fresh())
    assert removed == [(first, True)]


def test_a_rest_of_the_pointer_or_of_a_generation_harms_nothing(tmp_path: Path) -> None:
    rest = tmp_path / "generation-killed"
    rest.mkdir()
    (tmp_path / f"{POINTER}.new").write_text("generation-")
    assert current_folder(tmp_path) is None
    assert hold_current(tmp_path) is None
    built = build(tmp_path, "1")
    assert folders(tmp_path) == {built}


def test_a_generation_in_use_stays_until_it_is_let_go(tmp_path: Path) -> None:
    first = build(tmp_path, "1")
    standing = hold_current(tmp_path)
    assert standing is not None
    assert standing[0] == first
    second = build(tmp_path, "2")
    assert folders(tmp_path) == {first, second}
    standing[1].close()
    third = build(tmp_path, "3")
    assert folders(tmp_path) == {third}


def test_all_is_on_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        flushed.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        assert current_folder(tmp_path) is None or flushed[-1] == tmp_path.name
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    with writing(tmp_path) as writer:
        folder = writer.fresh()
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("1")
        writer.publish(folder)
    assert {"file", "deep", folder.name, f"{POINTER}.new"} <= set(flushed)


def test_a_folder_that_is_being_removed_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, real = build(tmp_path, "1"), generations.current_folder
    second = build(tmp_path, "2")
    first.mkdir()  # half removed: its lock file is gone already
    looked = iter([first])
    monkeypatch.setattr(generations, "current_folder", lambda folder: next(looked, None) or real(folder))
    standing = hold_current(tmp_path)
    assert standing is not None
    assert standing[0] == second
    standing[1].close()


def test_readers_in_other_processes_are_respected(tmp_path: Path) -> None:
    first = build(tmp_path, "1")
    reading = (
        "import sys; from pathlib import Path; from retrieval.generations import hold_current\n"
        "held = hold_current(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reading, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "held\n"
        build(tmp_path, "2")
        assert first.exists()
        reader.communicate()
    build(tmp_path, "3")
    assert not first.exists()


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(IndexBusyError, match="Another process is building"):
        build(tmp_path, "2")


@pytest.mark.parametrize("content", [b"", b"../elsewhere", b"generation-gone", b"\xff\xfe"])
def test_a_pointer_to_nowhere_is_no_index(tmp_path: Path, content: bytes) -> None:
    (tmp_path / POINTER).write_bytes(content)
    assert current_folder(tmp_path) is None
    assert hold_current(tmp_path) is None


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RetrievalError, match="cannot be written"):
        build(tmp_path / "file" / "index", "1")
