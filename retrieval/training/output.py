"""Keeps a trained model in its folder, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import Final

from retrieval.training.recipe import TrainingError

REPORT_FILE: Final = "report.json"
"""Marks a folder as written by training, so that `--force` never takes away anything else."""


@contextmanager
def new_folder(out: Path, force: bool) -> Iterator[Path]:
    """A folder beside `out` to write into, which becomes `out` when the block ends well and goes away when it does not.

    What stands at `out` stays until then. Of a process killed in the middle a hidden `.partial` folder is left, which
    the next training into the same place takes away.

    Raises:
        TrainingError: `out` exists and `force` is false, or it exists and is no trained model, or cannot be written.
    """
    check_free(out, force)
    partial = out.parent / f".{out.name}.{os.getpid()}.partial"
    try:
        _remove_abandoned(out)
        partial.mkdir(parents=True)
    except OSError as error:
        raise TrainingError(f"{out} cannot be written ({error.strerror}); give another --out.") from error
    try:
        yield partial
        _put_in_place(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def check_free(out: Path, force: bool) -> None:
    """Refuse a place that is taken, before anything long is done.

    Raises:
        TrainingError: `out` exists and `force` is false, or it is no folder that training wrote.
    """
    if not out.exists():
        return
    if not force:
        raise TrainingError(f"{out} exists; give another --out, or --force to replace the model there.")
    if not (out / REPORT_FILE).is_file():
        raise TrainingError(f"{out} is not a folder that training wrote, so it is left alone; give another --out.")


def _remove_abandoned(out: Path) -> None:
    for folder in out.parent.glob(f".{escape(out.name)}.*.partial"):
        writer = folder.name.removesuffix(".partial").rpartition(".")[2]
        if not (writer.isdigit() and _is_running(int(writer))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so it runs
        return True
    return True


def _put_in_place(partial: Path, out: Path) -> None:
    """Two renames, so that `out` is the old model or the new one but for an instant."""
    before = partial.with_suffix(".before")
    if out.exists():
        out.rename(before)
    partial.rename(out)
    shutil.rmtree(before, ignore_errors=True)
