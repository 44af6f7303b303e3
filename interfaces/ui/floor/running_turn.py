"""Reads a turn's events in a thread of its own, so that stopping one never waits for the language model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from interfaces.ui.floor.drawing import DrawnEvent

OpenStream = Callable[[], Iterator[DrawnEvent]]


class RunningTurn:
    """One turn; made, read and stopped on the event loop's thread."""

    def __init__(self, open_stream: OpenStream) -> None:
        self._open_stream = open_stream
        self._loop = asyncio.get_running_loop()
        self._arrived: asyncio.Queue[DrawnEvent | BaseException | None] = asyncio.Queue()
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ends `events` at once; the stream itself is closed as soon as it gives its next event."""
        self._stopped.set()
        self._arrived.put_nowait(None)

    async def events(self) -> AsyncIterator[DrawnEvent]:
        """The stream's events, once; raises what the stream raises."""
        threading.Thread(target=self._read, name="chat-turn", daemon=True).start()
        while not self.stopped:
            item = await self._arrived.get()
            if item is None or self.stopped:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def _read(self) -> None:
        """Runs in the reading thread; whatever goes wrong is handed to the reader of `events`."""
        try:
            self._pass_on()
        except BaseException as error:  # it crosses to the thread that can report it
            self._send(error)
        else:
            self._send(None)

    def _pass_on(self) -> None:
        stream = self._open_stream()
        try:
            for event in stream:
                if self.stopped:
                    return
                self._send(event)
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()

    def _send(self, item: DrawnEvent | BaseException | None) -> None:
        with suppress(RuntimeError):  # the site has been shut down in the meantime
            self._loop.call_soon_threadsafe(self._arrived.put_nowait, item)
