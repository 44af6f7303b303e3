"""Reads and scores when somebody presses the button, one round at a time, behind the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, Literal

from assistant.errors import OperatorError
from loyalty.errors import OperatorLoyaltyError
from loyalty.mining.shop_loyalty import ShopLoyalty
from records.errors import RecordsError

logger = logging.getLogger(__name__)
State = Literal["idle", "running", "done", "failed"]


@dataclass(slots=True)
class RoundNow:
    """One round at a time; the site's own rounds may run beside it, since both keep the same."""

    opened: Callable[[], ShopLoyalty]
    _lock: Lock = field(default_factory=Lock)
    _told: dict[str, Any] = field(default_factory=lambda: {"state": "idle"})
    _thread: Thread | None = None

    def told(self) -> dict[str, Any]:
        """`state` is idle, running (`what` is `done` of `total`), done (how much was read and scored) or failed."""
        with self._lock:
            return dict(self._told)

    def begin(self) -> dict[str, Any]:
        """Begins a round unless one is running; what `told` says then."""
        with self._lock:
            if self._told["state"] != "running":
                self._told = {"state": "running", "what": "opening", "done": 0, "total": 0}
                self._thread = Thread(target=self._run, name="loyalty-now", daemon=True)
                self._thread.start()
            return dict(self._told)

    def wait(self) -> None:
        """Returns when no round is running."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            work = self.opened()
            mined = work.mine(self._progress)
            scored = work.score(self._progress)
        except (RecordsError, OperatorLoyaltyError, OperatorError) as fault:
            logger.warning("What was said could not be read: %s", fault)
            self._tell({"state": "failed"})
        # Whatever else went wrong is a mistake of ours, and the button must be there for another try.
        except Exception:
            logger.exception("What was said could not be read")
            self._tell({"state": "failed"})
        else:
            self._tell({"state": "done", "conversations": mined.conversations, "customers": scored})

    def _progress(self, what: str, done: int, total: int) -> None:
        self._tell({"state": "running", "what": what, "done": done, "total": total})

    def _tell(self, told: dict[str, Any]) -> None:
        with self._lock:
            self._told = told
