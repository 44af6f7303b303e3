"""How fast somebody may write: a limit a minute, per conversation and per customer, that slows nobody else."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from assistant.errors import ShopperError

WINDOW_SECONDS = 60.0
CONVERSATIONS_AT_ONCE = 3
"""A customer may write as much as so many conversations at full pace."""
_SWEEP_AT = 5_000


class Pace:
    """Counts messages of the last minute; holds nothing longer."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` messages are taken in one conversation, three times as many of one customer; 0 is no limit."""
        self._limit = per_minute
        self._clock = clock
        self._taken: dict[tuple[str, str], deque[float]] = {}
        self._lock = Lock()

    def admit(self, conversation_id: str | None, customer_id: str | None) -> None:
        """Count one message; a message that is not taken does not count.

        Raises:
            ShopperError: `too_fast`.
        """
        if not self._limit:
            return
        limits = {
            ("conversation", conversation_id): self._limit,
            ("customer", customer_id): self._limit * CONVERSATIONS_AT_ONCE,
        }
        with self._lock:
            now = self._clock()
            self._sweep(now)
            known = [(self._recent((kind, name), now), most) for (kind, name), most in limits.items() if name]
            if any(len(times) >= most for times, most in known):
                raise ShopperError("More messages came in a minute than are taken.", "too_fast")
            for times, _ in known:
                times.append(now)

    def _recent(self, who: tuple[str, str], now: float) -> deque[float]:
        times = self._taken.setdefault(who, deque())
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        return times

    def _sweep(self, now: float) -> None:
        """Forget who has been silent for a minute, now and then."""
        if len(self._taken) >= _SWEEP_AT:
            self._taken = {
                who: times for who, times in self._taken.items() if times and now - times[-1] < WINDOW_SECONDS
            }
