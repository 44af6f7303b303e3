"""A turn that waits in its middle until a test lets it go."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from assistant.agent.events import ChatEvent, TextDelta

PATIENCE_SECONDS = 10


class HeldStream:
    """Says one word, waits to be let go, says two more; knows whether it was closed before its end."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.closed = threading.Event()

    def __call__(self) -> Iterator[ChatEvent]:
        try:
            yield TextDelta("one ")
            assert self.let_go.wait(PATIENCE_SECONDS)
            yield TextDelta("two ")
            yield TextDelta("three")
        except GeneratorExit:
            self.closed.set()
            raise
