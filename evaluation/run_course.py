"""How a run of many conversations goes, shared by its workers: what it has spent, and when it has to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

Progress = Callable[[str, int, int], None]

FAULTS_IN_A_ROW: Final = 5
"""So many conversations one after another that the endpoint spoiled end a run: what follows would be spoiled too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: so many US dollars spent, so many minutes passed; None is no limit."""

    max_usd: float | None = None
    max_minutes: float | None = None


@dataclass
class RunCourse:
    """The course of a run of `total` conversations, or of `what` else; `stopped` is why it ends early, else empty.

    Hold `lock` while a conversation is kept and counted.
    """

    limits: Limits
    cancelled: Callable[[], bool]
    total: int
    progress: Progress | None
    what: str = "conversations"
    stopped: str = ""
    usd: float = 0.0
    spoiled: int = 0
    done: int = 0
    lock: Lock = field(default_factory=Lock)
    began: float = field(default_factory=time.monotonic)

    def over(self) -> bool:
        """Whether no further message may be sent."""
        if not self.stopped:
            self.stopped = self._reason()
        return bool(self.stopped)

    def spent(self, usd: float | None) -> None:
        """Count what a conversation cost, US dollars, whether or not it came to its end."""
        self.usd += usd or 0.0

    def finished(self, spoiled: bool) -> None:
        """Count a conversation that came to its end; `spoiled` says that an endpoint was at fault in it."""
        self.spoiled = self.spoiled + 1 if spoiled else 0
        self.done += 1
        if self.progress is not None:
            self.progress(self.what, self.done, self.total)
            if self.usd:
                self.progress("US cents spent", round(self.usd * 100), 0)

    def _reason(self) -> str:
        minutes = (time.monotonic() - self.began) / 60
        if self.cancelled():
            return "it was cancelled"
        if self.limits.max_minutes is not None and minutes >= self.limits.max_minutes:
            return f"{self.limits.max_minutes:g} minutes are over"
        if self.limits.max_usd is not None and self.usd >= self.limits.max_usd:
            return f"{self.usd:.4f} of {self.limits.max_usd:g} US dollars are spent"
        if self.spoiled >= FAULTS_IN_A_ROW:
            return "the language model's endpoint does not answer"
        return ""
