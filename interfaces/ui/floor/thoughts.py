"""What a shopper thinks of an answer: thumbs, clicked reasons and words of their own, kept as one readable text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from assistant.agent.events import Language
from interfaces.ui.floor.texts import all_texts
from records.access.rules import AccessRefused, Visitor, require, require_role
from records.carts import cart_owner
from records.errors import TurnNotTheirs
from records.nouns import Conversation, Feedback
from records.redaction.placeholders import in_words

if TYPE_CHECKING:
    from records.conversation_log import ConversationLog
    from records.redaction.redactor import Redactor

_LANGUAGES: tuple[Language, ...] = ("en", "zh")


class FeedbackStore(Protocol):
    """Keeps one word for each turn and owner; see `records.feedback.FeedbackBox`."""

    def give(self, turn_id: str, owner: str, helpful: bool, reason: str = "") -> Feedback:
        """Keeps it in the place of what was said before."""
        ...

    def take_back(self, turn_id: str, owner: str) -> bool:
        """Forgets it."""
        ...

    def of_conversation(self, conversation_id: str) -> Sequence[Feedback]:
        """All that was said of a conversation's turns."""
        ...


@dataclass(frozen=True, slots=True)
class Thoughts:
    """Takes feedback for a visitor that the site's gate has recognised; parts are opened at the first request."""

    log: Callable[[], ConversationLog]
    box: Callable[[], FeedbackStore]
    redactor: Callable[[], Redactor]

    def give(
        self, visitor: Visitor, turn_id: str, helpful: bool, reasons: Sequence[str], words: str, language: Language
    ) -> dict[str, Any]:
        """Keeps it, without the personal data in the words, and gives it back as `of` does.

        Raises:
            AccessRefused: the turn is not theirs, or there is none.
        """
        owner = self._owner(visitor, turn_id)
        clean = self.redactor().redact(words.strip(), owner).text
        try:
            given = self.box().give(turn_id, owner, helpful, as_text(helpful, reasons, clean, language))
        except TurnNotTheirs as error:  # deleted a moment ago
            raise AccessRefused("feedback.give", visitor.role, "unknown") from error
        return as_data(given, language)

    def take_back(self, visitor: Visitor, turn_id: str) -> None:
        """Forgets what they thought of the turn.

        Raises:
            AccessRefused: the turn is not theirs, or there is none.
        """
        self.box().take_back(turn_id, self._owner(visitor, turn_id))

    def of(self, conversation: Conversation) -> Mapping[str, dict[str, Any]]:
        """What the conversation's owner thought of its turns, by turn id."""
        owner = cart_owner(conversation.customer_id, conversation.id)
        given = self.box().of_conversation(conversation.id)
        return {one.turn_id: as_data(one) for one in given if one.owner == owner}

    def _owner(self, visitor: Visitor, turn_id: str) -> str:
        require_role(visitor, "feedback.give")
        turn = self.log().turn(turn_id)
        conversation = self.log().conversation(turn.conversation_id) if turn else None
        require(visitor, "feedback.give", conversation)
        assert conversation is not None  # nothing is nobody's, which `require` refuses
        return cart_owner(conversation.customer_id, conversation.id)


def as_text(helpful: bool, reasons: Sequence[str], words: str, language: Language) -> str:
    """A line for each known reason as the shopper read it, then their own words: staff read it as it stands."""
    offered = _offered(helpful, language)
    clicked = [told for key, told in offered.items() if key in reasons]
    return "\n".join([*clicked, words] if words else clicked)


def as_data(given: Feedback, language: Language = "en") -> dict[str, Any]:
    """JSON-ready: `helpful`, the keys of the clicked `reasons`, and the `words`, what was taken out named in words."""
    keys = {told: key for one in _LANGUAGES for key, told in _offered(given.helpful, one).items()}
    lines = given.reason.split("\n") if given.reason else []
    clicked = 0
    while clicked < len(lines) and lines[clicked] in keys:
        clicked += 1
    words = in_words("\n".join(lines[clicked:]), language, of_shopper=True)
    return {"helpful": given.helpful, "reasons": [keys[line] for line in lines[:clicked]], "words": words}


def _offered(helpful: bool, language: Language) -> Mapping[str, str]:
    found: Mapping[str, str] = all_texts()[language]["feedback_reasons_up" if helpful else "feedback_reasons_down"]
    return found
