"""Keeps what Daogou writes for the eyes of the user it runs as: files 0600, folders 0700."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

UMASK = 0o077
NAMES = (
    "index",
    "evaluation",
    "models",
    "catalog.json",
    "site.secret",
    "records.sqlite",
    "records.sqlite-wal",
    "records.sqlite-shm",
)
"""What versions that did not see to it wrote into the home folder; what else lies there is nobody's business."""


@contextmanager
def for_the_owner_only() -> Iterator[None]:
    """Inside the block this process makes every new file and folder for its user alone, whoever writes it."""
    before = os.umask(UMASK)
    try:
        yield
    finally:
        os.umask(before)


def shut_others_out(home: Path) -> int:
    """Takes away what group and others may do with the home folder and its old files; how many that changed.

    Links are not followed, and what belongs to another user stays as it is.
    """
    return sum(_shut(path) for path in [home, *_written(home)])


def _written(home: Path) -> Iterator[Path]:
    for name in NAMES:
        yield home / name
        if (home / name).is_symlink():
            continue
        for folder, folders, files in os.walk(home / name):
            yield from (Path(folder, inside) for inside in (*folders, *files))


def _shut(path: Path) -> bool:
    with suppress(OSError):  # it is gone meanwhile, or on a disk that may only be read
        found = path.lstat()
        mode = stat.S_IMODE(found.st_mode)
        if mode & UMASK and not stat.S_ISLNK(found.st_mode) and found.st_uid == os.geteuid():
            path.chmod(mode & ~UMASK)
            return True
    return False
