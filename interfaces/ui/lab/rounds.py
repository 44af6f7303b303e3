"""One question put to every column at once: each answers in a thread of its own, one stream of frames tells of all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from interfaces.ui.floor.running_turn import OpenStream, RunningTurn
from interfaces.ui.lab.column_view import ColumnView
from interfaces.ui.lab.marking import marks

log = logging.getLogger(__name__)
FRAME_SECONDS = 0.06
"""At least so much time lies between two frames: four columns that stream at once would otherwise flood the page."""


class Round:
    """One question; made, followed and stopped on the event loop's thread.

    It goes on when nobody follows, so that a page which is opened anew finds the answers; `stop` ends it.
    """

    def __init__(self, id: str, text: str, views: Sequence[ColumnView]) -> None:
        self.id = id
        self.text = text
        self.over = False
        self._views = tuple(views)
        self._turns: list[RunningTurn] = []
        self._changed = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._marks: dict[str, Any] | None = None

    def begin(self, streams: Sequence[OpenStream]) -> None:
        """Lets every column answer; `streams` has one for each."""
        self._turns = [RunningTurn(stream) for stream in streams]
        self._reading = asyncio.create_task(self._read_all())

    def frame(self) -> dict[str, Any]:
        """The question and what each column shows; `marks` once all are over."""
        columns = [view.frame() for view in self._views]
        if self.over and self._marks is None:
            self._marks = marks(columns)
        return {"round": self.id, "text": self.text, "columns": columns, "over": self.over, "marks": self._marks}

    async def frames(self) -> AsyncIterator[dict[str, Any]]:
        """The frame as it is now and after changes, the last one when all columns are over."""
        while True:
            changed, over = self._changed, self.over
            yield self.frame()
            if over:
                return
            await changed.wait()
            await asyncio.sleep(0 if self.over else FRAME_SECONDS)

    def stop(self) -> None:
        """Ends what is still being answered."""
        for turn in self._turns:
            turn.stop()

    async def _read_all(self) -> None:
        try:
            await asyncio.gather(*map(self._read, self._views, self._turns))
        finally:
            self.over = True
            self._tell()

    async def _read(self, view: ColumnView, turn: RunningTurn) -> None:
        """One column's events; what breaks is that column's alone."""
        try:
            async for event in turn.events():
                view.take(event)
                self._tell()
            view.stop() if turn.stopped and view.state not in ("done", "failed") else view.close()
        except Exception as error:  # a column that breaks says so, and the others go on
            log.exception("A column of the prompt lab failed")
            view.fail(getattr(error, "code", "") or "failed", _sentence(error))
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def _sentence(error: Exception) -> str:
    """What an error that is meant for the operator says; others say nothing that staff could use."""
    from assistant.errors import LanguageModelError, OperatorError

    return str(error) if isinstance(error, OperatorError | LanguageModelError) else ""
