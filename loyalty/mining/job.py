"""Reads what was said and not read yet, a page at a time: read this first.

A page is kept in one transaction, so that a job that is killed has read some conversations whole and others not at all,
and the next job goes on with those. Reading the same conversation again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from loyalty.mining.keeping import kept_reading
from loyalty.nouns import ConversationReading, SaidConversation
from records.learned.readings import Readings
from records.learned.unread import UnreadConversations

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""
CONVERSATIONS_A_PAGE = 200


class ConversationReader(Protocol):
    """Whatever can say what conversations say."""

    @property
    def name(self) -> str:
        """Which reader it is, with its version: what another read is read again."""
        ...

    def read_conversations(self, conversations: Sequence[SaidConversation]) -> list[ConversationReading]:
        """One reading a conversation, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Mined:
    """What a job did: conversations and turns that were read, and the signals in them."""

    conversations: int = 0
    turns: int = 0
    signals: int = 0


def mine(
    unread: UnreadConversations,
    readings: Readings,
    reader: ConversationReader,
    progress: Progress | None = None,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Mined:
    """Reads every conversation that `reader` has not read as it stands; memory does not grow with their number.

    `stop` is asked before each page; what was read until then stays.

    Raises:
        DatabaseFault: the records cannot be used.
    """
    total = unread.count(reader.name) if progress is not None else 0
    done, last = Mined(), ""
    while not stop() and (page := unread.page(reader.name, last, CONVERSATIONS_A_PAGE)):
        kept = [kept_reading(one, reader.name) for one in reader.read_conversations(page)]
        readings.keep(kept)
        last = page[-1].id
        done = Mined(
            done.conversations + len(kept),
            done.turns + sum(one.turns for one in kept),
            done.signals + sum(len(one.signals) for one in kept),
        )
        if progress is not None:
            progress("conversations", done.conversations, max(total, done.conversations))
    return done
