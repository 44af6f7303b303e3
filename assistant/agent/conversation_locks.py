"""Lets the turns of one conversation go one after another, while different conversations run at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary


class _ConversationLock:
    """A lock that can be weakly referenced, so that idle conversations cost nothing."""

    def __init__(self) -> None:
        self.lock = Lock()


class ConversationLocks:
    """One lock for each conversation that somebody is in."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, _ConversationLock] = WeakValueDictionary()
        self._guard = Lock()

    @contextmanager
    def alone_in(self, conversation_id: str) -> Iterator[None]:
        """Waits until nobody else in this process is in the conversation, and keeps others out."""
        with self._guard:
            holder = self._locks.setdefault(conversation_id, _ConversationLock())
        with holder.lock:
            yield
