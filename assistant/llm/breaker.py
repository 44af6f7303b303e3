"""A circuit breaker: a language model that keeps failing is left alone for a while instead of making everybody wait.

Twenty lines of our own: the libraries for it wrap a function call, while a streamed answer fails long after its call
returned, and they read the real clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Breaker:
    """Open after `failures` failed calls in a row; every `seconds` one caller may then try; a success closes it."""

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = failures, seconds, clock
        self._failed = 0
        self._try_at = 0.0
        self._lock = Lock()

    def allows(self) -> bool:
        """Whether to call now; while open, true for one caller every `seconds`."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if self._clock() < self._try_at:
                return False
            self._try_at = self._clock() + self._seconds
            return True

    def failed(self) -> None:
        """The call failed."""
        with self._lock:
            self._failed += 1
            self._try_at = self._clock() + self._seconds

    def succeeded(self) -> None:
        """The call was answered."""
        with self._lock:
            self._failed = 0

    @property
    def is_open(self) -> bool:
        """Whether the model is left alone at the moment."""
        with self._lock:
            return self._failed >= self._limit
