"""Index folders that are whole or not there: each build writes its own, and one small file says which one counts.

A folder in the making is called `unfinished-*` and, once whole, `generation-*`. `CURRENT` holds the name of the one
that counts and is replaced by an atomic rename. Readers hold a shared lock on their folder, a writer an exclusive one
on the index; both end with the process, however it ends. What a killed writer leaves is kept for the next one to take
vectors from, and removed once an index is whole.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from retrieval.errors import IndexBusyError, RetrievalError

POINTER: Final = "CURRENT"
PREFIX: Final = "generation-"
UNFINISHED: Final = "unfinished-"
HOLD_ATTEMPTS: Final = 50


def current_folder(index_dir: Path) -> Path | None:
    """The folder of the finished index, or None where there is none."""
    try:
        name = (index_dir / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = index_dir / name
    return folder if name.startswith(PREFIX) and folder.is_dir() else None


def hold_current(index_dir: Path) -> tuple[Path, IO[str]] | None:
    """The folder of the finished index and what keeps it from being removed until it is closed; None where none is."""
    for _ in range(HOLD_ATTEMPTS):
        folder = current_folder(index_dir)
        if folder is None:
            return None
        with contextlib.suppress(FileNotFoundError):  # it was just replaced and removed
            held = (folder / "in_use.lock").open("a")
            if _lock(held, shared=True) and current_folder(index_dir) == folder:  # else it is being removed
                return folder, held
            held.close()
    return None


class GenerationWriter:
    """The one writer of an index: makes folders, and publishes one of them."""

    def __init__(self, index_dir: Path, before_removal: Callable[[Path], None]) -> None:
        """Use `writing`."""
        self.index_dir, self._before_removal = index_dir, before_removal

    def fresh(self) -> Path:
        """A new, empty, unfinished folder."""
        folder = self.index_dir / f"{UNFINISHED}{secrets.token_hex(6)}"
        folder.mkdir()
        return folder

    def unfinished(self) -> list[Path]:
        """The folders that writers before this one, or this one, have left unfinished; the newest first."""
        return sorted(self.index_dir.glob(f"{UNFINISHED}*"), key=lambda folder: -folder.stat().st_mtime)

    def publish(self, folder: Path) -> Path:
        """Make `folder`, which is whole and closed, the current one, and remove the others that nobody reads.

        All of it is on disk before it counts, so that a power cut leaves this index or the one before.
        """
        _onto_disk(folder)
        whole = folder.with_name(PREFIX + folder.name.removeprefix(UNFINISHED))
        folder.rename(whole)
        pending = self.index_dir / f"{POINTER}.new"
        with pending.open("w", encoding="utf-8") as file:
            file.write(whole.name)
            file.flush()
            os.fsync(file.fileno())
        _onto_disk(self.index_dir, deep=False)
        pending.replace(self.index_dir / POINTER)
        _onto_disk(self.index_dir, deep=False)
        self.sweep()
        for left in self.unfinished():
            self.remove(left)
        return whole

    def sweep(self) -> None:
        """Remove the generations that are not current and that nobody reads."""
        kept = current_folder(self.index_dir)
        for folder in self.index_dir.glob(f"{PREFIX}*"):
            if folder != kept:
                with _held_alone(folder) as alone:
                    if alone:
                        self.remove(folder)

    def remove(self, folder: Path) -> None:
        """Remove a folder with all that belongs to it."""
        self._before_removal(folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def writing(index_dir: Path, before_removal: Callable[[Path], None] = lambda _: None) -> Iterator[GenerationWriter]:
    """The right to write the index, which one process has at a time.

    `before_removal` is called with each folder that is about to be removed.

    Raises:
        IndexBusyError: another process is writing this index.
        RetrievalError: the folder cannot be written.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        building = (index_dir / "build.lock").open("w")
    except OSError as error:
        raise RetrievalError(f"The index folder {index_dir} cannot be written ({error.strerror}).") from error
    with building:
        if not _lock(building, shared=False):
            raise IndexBusyError(f"Another process is building the index in {index_dir}; wait until it is done.")
        writer = GenerationWriter(index_dir, before_removal)
        writer.sweep()
        yield writer


@contextlib.contextmanager
def _held_alone(folder: Path) -> Iterator[bool]:
    """Whether nobody reads `folder`; until the block ends nobody can begin to."""
    try:
        file = (folder / "in_use.lock").open("a")
    except OSError:
        yield True
        return
    with file:
        yield _lock(file, shared=False)


def _onto_disk(folder: Path, *, deep: bool = True) -> None:
    """Wait until the entries of `folder` are written and, if `deep`, all that stands below it."""
    for entry in sorted(folder.rglob("*")) if deep else ():
        _flush(entry)
    _flush(folder)


def _flush(path: Path) -> None:
    """Wait until a file or folder is written; where the system opens no folders, theirs is left to it."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(file: IO[str], *, shared: bool) -> bool:
    """Take the lock without waiting; where the system has no such locks, as if it were free."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
