"""The conversation log that lives as long as its process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from threading import Lock

from records.log_rules import check_message, check_owner, check_position, is_repeat, unknown
from records.nouns import Conversation, ReceivedMessage, Turn
from records.rows import (
    conversation_from,
    conversation_row,
    message_from,
    message_row,
    storable,
    turn_from,
    turn_row,
)


class MemoryConversationLog:
    """Keeps conversations until the process ends; for tests and for a shop that must not keep them."""

    def __init__(self) -> None:
        self._conversations: dict[str, Conversation] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._by_id: dict[str, Turn] = {}
        self._received: dict[str, ReceivedMessage] = {}
        self._lock = Lock()

    def start(self, conversation: Conversation) -> None:
        """See `ConversationLog.start`."""
        conversation = conversation_from(conversation_row(conversation))
        with self._lock:
            known = self._conversations.setdefault(conversation.id, conversation)
        check_owner(known, conversation)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """See `ConversationLog.conversation`."""
        return self._conversations.get(storable(conversation_id))

    def receive(self, message: ReceivedMessage) -> bool:
        """See `ConversationLog.receive`."""
        message = message_from(message_row(message))
        with self._lock:
            logged = self._by_id.get(message.turn_id)
            check_message(logged or self._received.get(message.turn_id), message)
            if message.conversation_id not in self._conversations:
                raise unknown(message.conversation_id)
            if logged is None:
                self._received.setdefault(message.turn_id, message)
            return logged is None

    def append(self, turn: Turn) -> None:
        """See `ConversationLog.append`."""
        turn = turn_from(turn_row(turn))
        with self._lock:
            if is_repeat(self._by_id.get(turn.id), turn):
                return
            if turn.conversation_id not in self._conversations:
                raise unknown(turn.conversation_id)
            kept = self._turns.setdefault(turn.conversation_id, [])
            check_position(turn, len(kept))
            kept.append(turn)
            self._by_id[turn.id] = turn
            self._received.pop(turn.id, None)

    def turn(self, turn_id: str) -> Turn | None:
        """See `ConversationLog.turn`."""
        return self._by_id.get(storable(turn_id))

    def turns(self, conversation_id: str, last: int | None = None, *, before: int | None = None) -> tuple[Turn, ...]:
        """See `ConversationLog.turns`."""
        said = self._turns.get(storable(conversation_id), ())
        kept = tuple(one for one in said if before is None or one.position < before)
        return kept if last is None else kept[max(len(kept) - last, 0) :]

    def unanswered(self, conversation_id: str) -> tuple[ReceivedMessage, ...]:
        """See `ConversationLog.unanswered`."""
        with self._lock:
            waiting = [m for m in self._received.values() if m.conversation_id == storable(conversation_id)]
        return tuple(sorted(waiting, key=lambda message: (message.at, message.turn_id)))

    def first_turns(self, conversation_ids: Collection[str]) -> Mapping[str, Turn]:
        """See `ConversationLog.first_turns`."""
        kept = {id: self._turns.get(storable(id)) for id in conversation_ids}
        return {storable(id): turns[0] for id, turns in kept.items() if turns}

    def conversations(
        self,
        customer_id: str | None = None,
        limit: int = 50,
        *,
        guest_id: str | None = None,
        before: Conversation | None = None,
    ) -> tuple[Conversation, ...]:
        """See `ConversationLog.conversations`."""
        with self._lock:
            kept = list(self._conversations.values())
        kept = [c for c in kept if customer_id in (None, c.customer_id) and guest_id in (None, c.guest_id)]
        if before is not None:
            kept = [c for c in kept if (c.started_at, c.id) < (before.started_at, before.id)]
        return tuple(sorted(kept, key=lambda c: (c.started_at, c.id), reverse=True)[:limit])

    def rename(self, conversation_id: str, title: str) -> None:
        """See `ConversationLog.rename`."""
        with self._lock:
            known = self._conversations.get(storable(conversation_id))
            if known is None:
                raise unknown(conversation_id)
            self._conversations[known.id] = replace(known, title=storable(title))

    def delete(self, conversation_id: str) -> bool:
        """See `ConversationLog.delete`."""
        with self._lock:
            gone = self._conversations.pop(storable(conversation_id), None)
            if gone is None:
                return False
            for turn in self._turns.pop(gone.id, ()):
                del self._by_id[turn.id]
            self._received = {id: m for id, m in self._received.items() if m.conversation_id != gone.id}
            return True

    def adopt(self, guest_id: str, customer_id: str) -> int:
        """See `ConversationLog.adopt`."""
        with self._lock:
            theirs = [
                c for c in self._conversations.values() if (c.customer_id, c.guest_id) == (None, storable(guest_id))
            ]
            for known in theirs:
                adopted = replace(known, customer_id=storable(customer_id), guest_id=None)
                self._conversations[known.id] = adopted
            return len(theirs)
