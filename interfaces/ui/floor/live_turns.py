"""The turns being answered at this moment. Whoever opens one's page, first or anew, is given its frames."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from interfaces.ui.floor.running_turn import OpenStream, RunningTurn
from interfaces.ui.floor.turn_view import TurnView
from records.access.rules import Visitor

log = logging.getLogger(__name__)
ALONE_SECONDS = 5.0
"""How long an answer goes on that no page looks at: a reload takes less, and who has left needs no answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A turn, its conversation and whose that is, as `records.access.rules.Owned`."""

    conversation_id: str
    turn_id: str
    customer_id: str | None
    guest_id: str | None


class LiveTurn:
    """One turn; made, followed and stopped on the event loop's thread. It goes on while a page of its owner follows."""

    def __init__(self, place: Place, view: TurnView, open_stream: OpenStream, alone_seconds: float) -> None:
        self.place = place
        self.view = view
        self.over = False
        self._turn = RunningTurn(open_stream)
        self._alone_seconds = alone_seconds
        self._followers = 0
        self._changed = asyncio.Event()

    async def frames(self) -> AsyncIterator[dict[str, Any]]:
        """Its frame as it is now and after each event that changes it, the last one when it is over."""
        self._followers += 1
        told: dict[str, Any] = {}
        try:
            while True:
                changed, over = self._changed, self.over
                frame = {**self.view.frame(), "conversation": self.place.conversation_id}
                if frame != told:
                    told = frame
                    yield frame
                if over:
                    return
                await changed.wait()
        finally:
            self._followers -= 1
            asyncio.get_running_loop().call_later(self._alone_seconds, self._stop_if_alone)

    def stop(self) -> None:
        """Ends it because the shopper asked to; the log gets what was said so far."""
        self._turn.stop()

    async def read(self) -> None:
        """Takes in the turn's events, whoever follows."""
        try:
            async for event in self._turn.events():
                self.view.take(event)
                self._tell()
            self.view.stop() if self._turn.stopped else self.view.close()
        except Exception:  # the page's outermost edge: the shopper gets a sentence, the operator the traceback
            log.exception("A chat turn failed")
            self.view.fail()
        finally:
            self._turn.stop()
            self.over = True
            self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _stop_if_alone(self) -> None:
        if not self._followers and not self.over:
            self.stop()


@dataclass(slots=True)
class LiveTurns:
    """The turns being answered, by turn id."""

    alone_seconds: float = ALONE_SECONDS
    _turns: dict[str, LiveTurn] = field(default_factory=dict)
    _reading: set[asyncio.Task[None]] = field(default_factory=set)

    def turn(self, turn_id: str) -> LiveTurn | None:
        """The turn of that id, while it is being answered."""
        return self._turns.get(turn_id)

    def begin(self, place: Place, view: TurnView, open_stream: OpenStream) -> LiveTurn:
        """Begins to answer; the turn is forgotten here once it is over."""
        turn = self._turns[place.turn_id] = LiveTurn(place, view, open_stream, self.alone_seconds)
        task = asyncio.create_task(turn.read())
        self._reading.add(task)  # the event loop itself would let go of it
        task.add_done_callback(lambda done: self._forget(place.turn_id, done))
        return turn

    def stop_all(self, conversation_id: str) -> None:
        """Stops what is being answered in a conversation."""
        for turn in self._turns.values():
            if turn.place.conversation_id == conversation_id:
                turn.stop()

    def stop_of(self, visitor: Visitor) -> None:
        """Stops what is being answered to somebody."""
        for turn in self._turns.values():
            if visitor.owns(turn.place):
                turn.stop()

    def _forget(self, turn_id: str, done: asyncio.Task[None]) -> None:
        self._reading.discard(done)
        self._turns.pop(turn_id, None)
