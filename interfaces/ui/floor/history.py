"""A conversation from the log, drawn as it was: the same events as then, folded into the same frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ConstraintsChanged,
    Language,
    OrdersTold,
    ProductsCompared,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnStarted,
)
from assistant.agent.language import language_of
from assistant.agent.pending_action import PendingAction
from interfaces.ui.floor.cards import ImageUrl
from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.drawing import Drawing, DrawnEvent
from interfaces.ui.floor.persons import PersonEvent, placed
from interfaces.ui.floor.shopper_words import without_ids
from interfaces.ui.floor.sources import SourceWriter
from interfaces.ui.floor.turn_view import TurnView
from records.nouns import Conversation, ReceivedMessage, Turn
from records.redaction.placeholders import in_words
from retrieval.catalog import Product
from retrieval.query import SearchHit

if TYPE_CHECKING:
    from records.conversation_log import ConversationLog

PAGE_TURNS = 30
"""How many turns are drawn at once."""
ASKED_TURNS = 8
"""Earlier turns of which nothing is suggested that the shopper has asked."""


@dataclass(frozen=True, slots=True)
class History:
    """Draws conversations; `find` gives a product as it is today, `thoughts` what the owner thought of which turn."""

    log: Callable[[], ConversationLog]
    find: Callable[[str], Product | None]
    image_url: ImageUrl
    chip_writer: ChipWriter
    source_writer: SourceWriter = field(default_factory=SourceWriter)
    thoughts: Callable[[Conversation], Mapping[str, Any]] = lambda conversation: {}
    persons: Callable[[Conversation], Sequence[PersonEvent]] = lambda conversation: ()
    drawing: Drawing | None = None

    def drawn(
        self, events: Iterator[ChatEvent], conversation_id: str, customer_id: str | None, *, is_last: bool = True
    ) -> Iterator[DrawnEvent]:
        """A turn's events with what they make the page draw; what to ask next only where it is the last turn."""
        if self.drawing is None:
            return events

        def asked() -> list[str]:
            return [turn.text for turn in self.log().turns(conversation_id, last=ASKED_TURNS)]

        return self.drawing.over(events, customer_id, asked if is_last else None)

    def view(self, turn_id: str) -> TurnView:
        """What a turn looks like before anything happened in it."""
        return TurnView(turn_id, self.image_url, self.chip_writer, self.source_writer)

    def page(
        self, conversation: Conversation, is_live: Callable[[str], bool], before: int | None = None
    ) -> dict[str, Any]:
        """The last turns of a conversation, or those before position `before`; JSON-ready.

        `visitor` is the demo customer whom a guest tried it as, or None. `turns` are frames, each with the shopper's
        `words`, the `feedback` they gave, or None, and what `persons` of the shop did after it, as `PersonEvent` tells
        it (beside the turns: what they did before all of them); `earlier` is the position before which more stand, or
        None; `waiting` are the messages without an answer, of which `live` says that one is being made.
        """
        # The messages first: one that is answered between the two questions is in both answers rather than in none.
        received = [] if before is not None else self.log().unanswered(conversation.id)
        turns, earlier = self._slice(conversation.id, before)
        answered = {turn.id for turn in turns}
        waiting = [message for message in received if message.turn_id not in answered]
        thoughts, persons = self.thoughts(conversation), self._persons(conversation, turns, before)
        return {
            "conversation": conversation.id,
            "visitor": conversation.customer_id if conversation.guest_id is not None else None,
            "turns": [
                {
                    **self._drawn(turn, conversation, turn is turns[-1] and not waiting),
                    "feedback": thoughts.get(turn.id),
                    "persons": persons.get(turn.id, []),
                }
                for turn in turns
            ],
            "persons": persons.get("", []) if earlier is None else [],
            "earlier": earlier,
            "chips": self._chips(turns) if before is None else [],
            "waiting": [self._waiting(message, is_live) for message in waiting],
        }

    def frame(self, turn: Turn, *, is_last: bool, customer_id: str | None) -> dict[str, Any]:
        """One logged turn as the page draws it; buttons only where its question still waits for this customer."""
        view = self.view(turn.id)
        events = self._events(turn, waits=is_last and _asked_of(turn, customer_id))
        for event in self.drawn(events, turn.conversation_id, customer_id, is_last=is_last):
            view.take(event)
        gone = len(turn.shown_product_ids) - len(view.shown)
        return {
            **view.frame(),
            "conversation": turn.conversation_id,
            "words": self.words(turn.text, view.language),
            "gone": gone,
        }

    def words(self, text: str, language: Language) -> str:
        """The shopper's words as they may read them: what a card's button asks comes without the product's id.

        What was taken out before the message was kept is named in words.
        """
        return in_words(without_ids(text, self.find), language, of_shopper=True)

    def _slice(self, conversation_id: str, before: int | None) -> tuple[tuple[Turn, ...], int | None]:
        turns = self.log().turns(conversation_id, last=PAGE_TURNS, before=before)
        return turns, turns[0].position if turns and turns[0].position > 0 else None

    def _persons(
        self, conversation: Conversation, turns: Sequence[Turn], before: int | None
    ) -> Mapping[str, list[dict[str, str]]]:
        events = self.persons(conversation)
        if not events or before is None:
            return placed(events, turns)
        later = self.log().turns(conversation.id, last=1, before=before + 1)
        return placed(events, turns, until=later[0].at if later else None)

    def _drawn(self, turn: Turn, conversation: Conversation, is_last: bool) -> dict[str, Any]:
        return self.frame(turn, is_last=is_last, customer_id=conversation.customer_id)

    def _events(self, turn: Turn, *, waits: bool) -> Iterator[ChatEvent]:
        yield TurnStarted(turn.conversation_id, turn.id, "zh" if turn.language == "zh" else "en")
        yield ConstraintsChanged(turn.constraints)
        drawn: Mapping[str, Any] = turn.trace.get("drawn", {})
        found = [product for product in map(self.find, turn.shown_product_ids) if product is not None]
        if found:
            yield ProductsShown(tuple(SearchHit(product, 0.0) for product in found), drawn.get("reasons", {}))
        compared = [product for product in map(self.find, drawn.get("compared", ())) if product is not None]
        if len(compared) > 1:
            yield ProductsCompared(tuple(compared))
        if orders := drawn.get("orders", ()):
            yield OrdersTold(tuple(orders))
        if waits and (asked := PendingAction.from_json(turn.pending)) is not None:
            yield ConfirmationAsked(asked.id, asked.tool, asked.text, asked.arguments)
        yield TextDelta(in_words(turn.answer, "zh" if turn.language == "zh" else "en"))
        yield TurnEnded(turn)

    def _chips(self, turns: Sequence[Turn]) -> list[dict[str, Any]]:
        if not turns:
            return []
        language: Language = "zh" if turns[-1].language == "zh" else "en"
        return [chip.frame(language) for chip in self.chip_writer.chips(turns[-1].constraints, language)]

    def _waiting(self, message: ReceivedMessage, is_live: Callable[[str], bool]) -> dict[str, Any]:
        language = language_of(message.text)
        return {
            "turn": message.turn_id,
            "words": self.words(message.text, language),
            "text": message.text,
            "language": language,
            "live": is_live(message.turn_id),
        }


def _asked_of(turn: Turn, customer_id: str | None) -> bool:
    """Whether the turn asked something that this customer, or this guest, may still say yes to."""
    return turn.pending.get("customer_id") == customer_id
