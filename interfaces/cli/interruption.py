"""Ctrl-C at a verb that keeps what it has: the first ends it after what is under way, the second at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from interfaces.cli.desk import Desk

INTERRUPTED: Final = 130
"""The exit code of a process that Ctrl-C ended, as shells have it."""


@contextmanager
def interruptible(here: Desk) -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl-C, to be asked now and then; outside the main thread nobody can."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        asked.set()
        here.note("stopping when the answers under way are there; Ctrl-C once more stops at once")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
