"""A person of the shop in a shopper's conversation, as the shopper sees it: who joined, what they said, who left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from interfaces.api.transcripts import PersonWords
from interfaces.ui.staff.staff_names import StaffNames
from records.nouns import Conversation, HandOff, StaffMessage, Turn

if TYPE_CHECKING:
    from interfaces.ui.shopfront import Shopfront
    from records.desk.staff_messages import StaffMessages
    from records.desk.taking_over import TakingOver

_AT_ONCE = timedelta(seconds=5)
"""Whoever takes a conversation has all its hand-offs: those that were taken so close together are one arrival."""


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """One thing that a person did; `id` is the same whenever it is told, `name` empty for an account that is gone."""

    id: str
    at: datetime
    kind: Literal["joined", "said", "left"]
    name: str
    text: str = ""

    def as_json(self) -> dict[str, str]:
        """For the page; plain texts."""
        return {"id": self.id, "at": self.at.isoformat(), "kind": self.kind, "name": self.name, "text": self.text}


@dataclass(frozen=True, slots=True)
class Persons:
    """Looks up who was, and is, in a conversation; `taking_over` is None in a shop where nobody takes over."""

    taking_over: Callable[[], TakingOver | None]
    messages: Callable[[], StaffMessages]
    hand_offs: Callable[[str], tuple[HandOff, ...]]
    names: StaffNames

    @classmethod
    def of(cls, shop: Shopfront) -> Persons:
        """Those of an opened shop."""

        def hand_offs(conversation_id: str) -> tuple[HandOff, ...]:
            return shop.ledger.hand_offs(None, conversation_id) if shop.ledger else ()

        names = StaffNames(lambda: shop.people)
        return cls(lambda: shop.taking_over, lambda: shop.staff_messages, hand_offs, names)

    def now(self, conversation: Conversation, after: str | None) -> dict[str, Any]:
        """Who has the conversation, and what was said after the message of the id `after`; JSON-ready.

        `staffed` False: it is of no use to ask again. `waiting` is the hand-off that nobody has taken yet, or None.
        """
        if (taking_over := self.taking_over()) is None:
            return {"staffed": False, "person": None, "said": [], "waiting": None}
        taken = taking_over.person_in(conversation.id)
        person = {"id": taken.id, "name": self.names.for_shoppers(taken.taken_by)} if taken else None
        said = [self._said(one).as_json() for one in self.messages().of(conversation.id, after)]
        asked = next((one for one in self.hand_offs(conversation.id) if one.status == "open"), None)
        waiting = {"id": asked.id, "since": asked.at.isoformat()} if asked else None
        return {"staffed": True, "person": person, "said": said, "waiting": waiting}

    def events(self, conversation: Conversation) -> tuple[PersonEvent, ...]:
        """All that persons did in the conversation, in order."""
        if self.taking_over() is None:
            return ()
        stays = self._stays(self.hand_offs(conversation.id))
        said = [self._said(one) for one in self.messages().of(conversation.id)]
        return tuple(sorted([*stays, *said], key=lambda event: event.at))

    def words(self, conversation: Conversation) -> tuple[PersonWords, ...]:
        """What they said, for a file."""
        told = (one for one in self.events(conversation) if one.kind == "said")
        return tuple(PersonWords(one.at, one.name, one.text) for one in told)

    def _said(self, message: StaffMessage) -> PersonEvent:
        return PersonEvent(message.id, message.at, "said", self.names.for_shoppers(message.by), message.text)

    def _stays(self, hand_offs: Sequence[HandOff]) -> Iterator[PersonEvent]:
        last: HandOff | None = None
        for one in hand_offs:
            if one.taken_at is None or (last and _is_same_stay(last, one)):
                continue
            last = one
            name = self.names.for_shoppers(one.taken_by)
            yield PersonEvent(f"{one.id}-joined", one.taken_at, "joined", name)
            if one.closed_at is not None:
                yield PersonEvent(f"{one.id}-left", one.closed_at, "left", name)


def placed(
    events: Sequence[PersonEvent], turns: Sequence[Turn], until: datetime | None = None
) -> Mapping[str, list[dict[str, str]]]:
    """The events by the turn (of `turns`, oldest first) that they came after; under "" those before all turns.

    Those from `until` on belong to later turns and are left out.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for event in events:
        if until is None or event.at < until:
            before = next((turn.id for turn in reversed(turns) if turn.at <= event.at), "")
            found.setdefault(before, []).append(event.as_json())
    return found


def _is_same_stay(one: HandOff, other: HandOff) -> bool:
    if one.taken_at is None or other.taken_at is None:
        return False
    return one.taken_by == other.taken_by and abs(other.taken_at - one.taken_at) < _AT_ONCE
