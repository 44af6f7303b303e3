"""What the conversation desk does, for a visitor that the site's gate has recognised. Every reading is noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.agent.events import Language
from interfaces.ui.conversations.answers import gone, told_in_words
from interfaces.ui.conversations.evaluation_sets import EvaluationSets
from interfaces.ui.conversations.turn_story import StoryTeller, totals
from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_names import StaffNames
from records.access.rules import Action, Visitor, require_role
from records.nouns import Conversation, HandOff, StaffMessage, Turn
from records.redaction.placeholders import in_words

if TYPE_CHECKING:
    from records.desk.taking_over import TakingOver

PAGE_TURNS = 40
"""How many turns are told at once."""
LIVE_TURNS = 12
"""How many turns can have come since the page asked last."""
ONE_READING = timedelta(minutes=10)
"""A page that follows a conversation reads it once in so long, as far as the audit trail is concerned."""


@dataclass
class _Readings:
    """Who is reading what, so that a page which asks every few seconds is noted as one reader and not as a hundred."""

    since: dict[tuple[str, str], datetime] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def is_new(self, actor: str, conversation_id: str, now: datetime) -> bool:
        with self.lock:
            self.since = {key: at for key, at in self.since.items() if now - at < ONE_READING}
            known = (actor, conversation_id) in self.since
            self.since.setdefault((actor, conversation_id), now)
        return not known


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """One desk for all its readers; the shop's parts are opened at the first request."""

    shop: Shopfront
    teller: Callable[[], StoryTeller]
    sets: EvaluationSets
    names: StaffNames
    _readings: _Readings = field(default_factory=_Readings)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def read(self, visitor: Visitor, id: str, language: Language, before: int | None = None) -> dict[str, Any]:
        """The conversation with its last turns, or those before position `before`, and all that is noted of it."""
        conversation = self._opened(visitor, "desk.open", id)
        shop, log = self.shop, self.shop.log
        stories, first = self._stories(conversation, language, before)
        customer = shop.ledger.customer(conversation.customer_id) if shop.ledger and conversation.customer_id else None
        return {
            "id": conversation.id,
            "title": in_words(conversation.title, language),
            "started_at": conversation.started_at.isoformat(),
            "customer_id": conversation.customer_id,
            "customer_name": customer.name if customer else "",
            "is_guest": conversation.customer_id is None,
            "turns": stories,
            "earlier": first if first else None,
            "totals": totals(stories),
            "messages": [self._message(one, visitor) for one in shop.staff_messages.of(id)],
            "waiting": [
                {"id": one.turn_id, "at": one.at.isoformat(), "text": in_words(one.text, language, of_shopper=True)}
                for one in log.unanswered(id)
            ],
            "person": self._person(self.taking.person_in(id), visitor),
            "hand_offs": [self.hand_off(one, visitor) for one in self._hand_offs(id)],
            "notes": [
                {"id": one.id, "at": one.at.isoformat(), "by": self.names.login(one.by), "text": one.text}
                for one in shop.notes.of(id)
            ],
            "labels": [one.label for one in shop.labels.of(id)],
        }

    def live(self, visitor: Visitor, id: str, language: Language, position: int, after: str | None) -> dict[str, Any]:
        """What came since: turns from `position` on, messages after the one of the id `after`, who has it now."""
        require_role(visitor, "desk.open")
        conversation = self._there(id)
        if self._readings.is_new(visitor.account_id or "", id, self.shop.now()):
            self._note(visitor, "desk.open", id)
        turns = self.shop.log.turns(id, last=LIVE_TURNS)
        new = [turn for turn in turns if turn.position >= position]
        return {
            "turns": self._told(conversation, turns, new, language) if new else [],
            "messages": [self._message(one, visitor) for one in self.shop.staff_messages.of(id, after)],
            "waiting": [
                {"id": one.turn_id, "at": one.at.isoformat(), "text": in_words(one.text, language, of_shopper=True)}
                for one in self.shop.log.unanswered(id)
            ],
            "person": self._person(self.taking.person_in(id), visitor),
        }

    # ---- a person in the conversation -------------------------------------------------------------------------------

    def take(self, visitor: Visitor, id: str) -> dict[str, Any]:
        """The conversation is the visitor's to answer; asked again it changes nothing."""
        self._opened(visitor, "desk.take_over", id)
        with told_in_words(self.names.login):
            taken = self.taking.take_conversation(id, visitor.account_id or "")
        return {"person": self._person(taken, visitor)}

    def give_back(self, visitor: Visitor, id: str) -> dict[str, Any]:
        """The assistant answers again, whoever of the staff had it."""
        self._opened(visitor, "desk.take_over", id)
        with told_in_words(self.names.login):
            self.taking.give_back(id, visitor.account_id or "")
        return {"person": None}

    def say(self, visitor: Visitor, id: str, text: str, key: str) -> dict[str, Any]:
        """The message as it stands; the same `key` again is the same message."""
        self._opened(visitor, "desk.take_over", id)
        with told_in_words(self.names.login):
            said = self.shop.staff_messages.say(id, visitor.account_id or "", text, key=key)
        return self._message(said, visitor)

    # ---- notes, labels, sets ----------------------------------------------------------------------------------------

    def note(self, visitor: Visitor, id: str, text: str) -> dict[str, Any]:
        """The note as it stands, for colleagues only."""
        self._opened(visitor, "desk.annotate", id)
        with told_in_words(self.names.login):
            kept = self.shop.notes.add(id, visitor.account_id or "", text)
        return {"id": kept.id, "at": kept.at.isoformat(), "by": self.names.login(kept.by), "text": kept.text}

    def unnote(self, visitor: Visitor, id: str, note_id: str) -> None:
        """Takes a note away; one that is gone already is gone."""
        self._opened(visitor, "desk.annotate", id)
        self.shop.notes.remove(id, note_id)

    def label(self, visitor: Visitor, id: str, label: str, on: bool) -> dict[str, Any]:
        """All labels of the conversation, with or without this one."""
        self._opened(visitor, "desk.annotate", id)
        with told_in_words(self.names.login):
            if on:
                self.shop.labels.put(id, label, visitor.account_id or "")
            else:
                self.shop.labels.take_off(id, label)
        return {"labels": [one.label for one in self.shop.labels.of(id)]}

    def sets_of(self, visitor: Visitor, id: str) -> dict[str, Any]:
        """The sets there are, and which have the conversation."""
        require_role(visitor, "desk.annotate")
        self._there(id)
        return {"sets": self.sets.listed(id)}

    def add_to_set(self, visitor: Visitor, id: str, name: str) -> dict[str, Any]:
        """Where it went and how the set is replayed."""
        conversation = self._opened(visitor, "desk.annotate", id)
        with told_in_words(self.names.login):
            added = self.sets.add(name, conversation, self.shop.log.turns(id), self.shop.staff_messages.of(id))
        if self.shop.log.conversation(id) is None:  # deleted meanwhile: it must not outlive that in a file
            self.sets.remove(id)
            raise gone()
        return added

    # ---- parts ------------------------------------------------------------------------------------------------------

    def hand_off(self, hand_off: HandOff, visitor: Visitor) -> dict[str, Any]:
        """A request for a person, with who has it."""
        return {
            "id": hand_off.id,
            "conversation_id": hand_off.conversation_id,
            "customer_id": hand_off.customer_id,
            "at": hand_off.at.isoformat(),
            "reason": in_words(hand_off.reason, "en", of_shopper=True),
            "summary": in_words(hand_off.summary, "en", of_shopper=True),
            "mood": hand_off.mood,
            "status": hand_off.status,
            "taken_by": self.names.login(hand_off.taken_by),
            "mine": bool(hand_off.taken_by) and hand_off.taken_by == visitor.account_id,
            "taken_at": hand_off.taken_at.isoformat() if hand_off.taken_at else None,
            "closed_at": hand_off.closed_at.isoformat() if hand_off.closed_at else None,
        }

    @property
    def taking(self) -> TakingOver:
        """Who answers which conversation."""
        taking_over = self.shop.taking_over
        assert taking_over is not None  # a shop with accounts of staff has records, and so a desk
        return taking_over

    def _there(self, id: str) -> Conversation:
        conversation = self.shop.log.conversation(id)
        if conversation is None:
            raise gone()
        return conversation

    def _opened(self, visitor: Visitor, action: Action, id: str) -> Conversation:
        """The conversation, where the visitor may do that; that they did is noted."""
        require_role(visitor, action)
        conversation = self._there(id)
        self._note(visitor, action, id)
        return conversation

    def _note(self, visitor: Visitor, action: Action, id: str) -> None:
        self.shop.audit.note(visitor.account_id or "unknown", visitor.role, action, f"conversation:{id}")

    def _hand_offs(self, id: str) -> tuple[HandOff, ...]:
        return self.shop.ledger.hand_offs(None, id) if self.shop.ledger else ()

    def _stories(
        self, conversation: Conversation, language: Language, before: int | None
    ) -> tuple[list[dict[str, Any]], int | None]:
        """The turns told, and the position of the first of them."""
        turns = self.shop.log.turns(conversation.id, last=PAGE_TURNS + 1, before=before)
        told = turns[-PAGE_TURNS:]
        return self._told(conversation, turns, told, language), told[0].position if told else None

    def _told(
        self, conversation: Conversation, turns: tuple[Turn, ...], told: Any, language: Language
    ) -> list[dict[str, Any]]:
        """The turns `told`, each against the one before it among `turns`."""
        feedback = self.shop.feedback.of_conversation(conversation.id)
        before = {turn.position + 1: turn for turn in turns}
        teller = self.teller()
        return [teller.story(turn, before.get(turn.position), feedback, language) for turn in told]

    def _message(self, message: StaffMessage, visitor: Visitor) -> dict[str, Any]:
        return {
            "id": message.id,
            "at": message.at.isoformat(),
            "by": self.names.login(message.by),
            "mine": message.by == visitor.account_id,
            "text": message.text,
        }

    def _person(self, hand_off: HandOff | None, visitor: Visitor) -> dict[str, Any] | None:
        if hand_off is None:
            return None
        since = hand_off.taken_at.isoformat() if hand_off.taken_at else None
        return {
            "name": self.names.login(hand_off.taken_by),
            "mine": hand_off.taken_by == visitor.account_id,
            "since": since,
        }
