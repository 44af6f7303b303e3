"""Keeps a trained model in its folder, whole or not at all: until the new one is complete, the old one stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import Final

from loyalty.errors import TrainingDataError

CARD_FILE: Final = "card.json"
"""Marks a folder as written by training: nothing else is ever replaced."""


def check_place(out: Path) -> None:
    """Refuses a place that holds something else, before anything long is done.

    Raises:
        TrainingDataError: `out` is a file, or a folder with something in it that training did not write.
    """
    if not out.exists() or (out / CARD_FILE).is_file():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise TrainingDataError(f"{out} holds something that training did not write; give another --out.")


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A folder beside `out` to write into, which takes its place when the block ends well and goes away otherwise.

    Of a process killed in the middle a hidden folder is left, which the next training into the same place takes away.

    Raises:
        TrainingDataError: `out` holds something else, or cannot be written.
    """
    check_place(out)
    fresh = out.parent / f".{out.name}.{os.getpid()}.partial"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _tidy(out)
        fresh.mkdir()
    except OSError as error:
        raise TrainingDataError(f"{out} cannot be written ({error.strerror}); give another --out.") from error
    try:
        yield fresh
        _exchange(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(fresh: Path, out: Path) -> None:
    """Two renames: but for the instant between them `out` is the old model or the new one."""
    old = fresh.with_suffix(".old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _tidy(out: Path) -> None:
    """Takes away what killed trainings left, and puts back a model killed between the two renames."""
    for left in sorted(out.parent.glob(f".{escape(out.name)}.*")):
        writer = left.stem.rpartition(".")[2]
        if left.suffix not in (".partial", ".old") or (writer.isdigit() and _runs(int(writer))):
            continue
        if left.suffix == ".old" and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so it runs
        return True
    return process != os.getpid()
