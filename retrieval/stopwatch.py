"""Wall time a stage, in milliseconds."""

from __future__ import annotations

import time


class Stopwatch:
    """Runs from its making; `lap` closes a stage, `read` gives all of them and the whole."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Book the time since the last lap under `stage`."""
        now = time.perf_counter()
        self._laps[stage] = (now - self._last) * 1000
        self._last = now

    def read(self) -> dict[str, float]:
        """Milliseconds a stage, in order, and since the start under `total`."""
        return {**self._laps, "total": (time.perf_counter() - self._started) * 1000}
