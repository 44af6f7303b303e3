"""A person of the shop's staff in a conversation: while they have it the assistant is silent, afterwards it knows.

What a person said is data: redacted and cleaned as a tool's result is before a language model reads it, and no evidence
for the claim check. Only rows, rules and records back what the assistant states.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from assistant.agent.events import Language
from assistant.agent.language import language_of
from assistant.agent.rails.data_rail import neutral
from prompts.prompt import Prompt
from records.actions import utc_now
from records.carts import cart_owner
from records.nouns import StaffMessage, Turn
from records.redaction.placeholders import without_placeholders
from records.redaction.redactor import Redactor

if TYPE_CHECKING:
    from records.desk.staff_messages import StaffMessages
    from records.desk.taking_over import TakingOver

MOST_MESSAGES = 12
MOST_CHARS = 600
"""Of what a person said, the latest messages and the beginning of each is told to a language model."""


class StaffTalk(Protocol):
    """Knows where a person has the conversation, and what was said by them."""

    def has(self, conversation_id: str) -> bool:
        """Whether a person has the conversation now."""
        ...

    def told(self, conversation_id: str, customer_id: str | None, past: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns `past`, oldest first, as a language model may read them: with what a person said in its place."""
        ...


class NobodyTalks:
    """The desk of a shop, or of a try-out, where no person takes over."""

    def has(self, conversation_id: str) -> bool:
        """Never."""
        return False

    def told(self, conversation_id: str, customer_id: str | None, past: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns as they are."""
        return tuple(past)


@dataclass(frozen=True, slots=True)
class ShopStaffTalk:
    """The shop's desk; its records are opened when the first message comes.

    `words` are the prompt `take_over`; `brands` are nobody's names, in small letters.
    """

    taking_over: Callable[[], TakingOver]
    messages: Callable[[], StaffMessages]
    redactor: Redactor
    words: Prompt
    brands: Callable[[], Collection[str]] = tuple

    def has(self, conversation_id: str) -> bool:
        """See `StaffTalk.has`."""
        return self.taking_over().is_taken(conversation_id)

    def told(self, conversation_id: str, customer_id: str | None, past: Sequence[Turn]) -> tuple[Turn, ...]:
        """See `StaffTalk.told`."""
        if not past:
            return ()
        said = self.messages().of(conversation_id)
        if not said and not any(turn.outcome == "with_person" for turn in past):
            return tuple(past)
        owner = cart_owner(customer_id, conversation_id)
        after: dict[str, list[str]] = {}
        for message in said[-MOST_MESSAGES:]:
            if (turn := turn_before(message, past)) is not None:
                after.setdefault(turn.id, []).append(self._for_model(message, owner))
        return tuple(self._with(turn, after.get(turn.id, [])) for turn in past)

    def _for_model(self, message: StaffMessage, owner: str) -> str:
        text = neutral(self.redactor.redact(message.text, owner, keep=set(self.brands())).text).strip()
        return text[:MOST_CHARS]

    def _with(self, turn: Turn, said: Sequence[str]) -> Turn:
        told = [self.words.render("said", text=text) for text in said if text]
        if turn.outcome == "with_person" and not told:
            told = [self.words.render("unanswered")]
        return replace(turn, answer="\n\n".join([*([turn.answer] if turn.answer else []), *told])) if told else turn


def turn_before(message: StaffMessage, turns: Sequence[Turn]) -> Turn | None:
    """The last of `turns`, oldest first, that came before the message; None where all came after it."""
    return next((turn for turn in reversed(turns) if turn.at <= message.at), None)


def left_to_person(message: str, turn_id: str, conversation_id: str, past: Sequence[Turn]) -> Turn:
    """The turn of a message that a person answers: the assistant says nothing, and what was asked for goes on to hold.

    A question of the assistant's that waited for a yes waits no longer: a yes that is said now is said to the person.
    """
    before: Language = "zh" if past and past[-1].language == "zh" else "en"
    return Turn(
        id=turn_id,
        conversation_id=conversation_id,
        position=past[-1].position + 1 if past else 0,
        at=utc_now(),
        text=message,
        answer="",
        language=language_of(without_placeholders(message), before),
        outcome="with_person",
        constraints=past[-1].constraints if past else {},
        trace={"path": "person"},
    )


def is_imitated(sentence: str) -> bool:
    """Whether a sentence of the assistant's poses as a person's, in the form in which the history tells those."""
    return "from a person of our staff" in sentence.lower()
