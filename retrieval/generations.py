"""Index folders that are whole or not there: each build writes its own, and one small file says which one counts.

`CURRENT` holds the folder's name and is replaced by an atomic rename. Readers hold a shared lock on their folder, a
builder an exclusive one on the index; both end with the process, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from retrieval.errors import RetrievalError

POINTER: Final = "CURRENT"
PREFIX: Final = "generation-"


def current_folder(index_dir: Path) -> Path | None:
    """The folder of the finished index, or None where there is none."""
    try:
        name = (index_dir / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = index_dir / name
    return folder if name.startswith(PREFIX) and folder.is_dir() else None


@contextlib.contextmanager
def new_generation(index_dir: Path) -> Iterator[Path]:
    """A fresh folder to build in; it becomes the current one when the block ends well and is removed when it does not.

    Whatever killed builds left behind, and generations that nobody reads any more, are removed too.

    Raises:
        RetrievalError: another process is building this index, or the folder cannot be written.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        building = (index_dir / "build.lock").open("w")
    except OSError as error:
        raise RetrievalError(f"The index folder {index_dir} cannot be written ({error.strerror}).") from error
    with building:
        if not _lock(building, shared=False):
            raise RetrievalError(f"Another process is building the index in {index_dir}; wait until it is done.")
        _sweep(index_dir)
        folder = index_dir / f"{PREFIX}{secrets.token_hex(6)}"
        folder.mkdir()
        try:
            yield folder
            _publish(index_dir, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _sweep(index_dir)


def hold(folder: Path) -> IO[str]:
    """Keep `folder` from being removed until the file returned is closed."""
    held = (folder / "in_use.lock").open("a")
    _lock(held, shared=True)
    return held


def _publish(index_dir: Path, folder: Path) -> None:
    pending = index_dir / f"{POINTER}.new"
    with pending.open("w", encoding="utf-8") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    pending.replace(index_dir / POINTER)


def _sweep(index_dir: Path) -> None:
    kept = current_folder(index_dir)
    for folder in index_dir.glob(f"{PREFIX}*"):
        if folder != kept and not _is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    try:
        with (folder / "in_use.lock").open("a") as file:
            return not _lock(file, shared=False)
    except OSError:
        return False


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
