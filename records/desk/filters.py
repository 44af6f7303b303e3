"""What conversations are searched by, and what of it the database can answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, false, or_, select

from records.desk.taking_over import HandOffStatus
from records.learned.tables import ConversationReadingRow
from records.nouns import Outcome
from records.rows import storable
from records.tables import (
    CLAIMS_CHANGED,
    NOT_ANSWERED,
    ConversationLabelRow,
    ConversationRow,
    FeedbackRow,
    HandOffRow,
    TurnRow,
)

Mood = Literal["unhappy", "neutral", "happy"]
MOODS: Final[tuple[Mood, ...]] = ("unhappy", "neutral", "happy")
HAPPY_FROM: Final = 0.2
"""A conversation's mood, -1 to 1, is happy from here on, unhappy from as far below 0 down."""


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a conversation must be like, all of it together; what is empty, None or False asks for nothing.

    `text`: each of its words, in capitals or not, in what either side or a person of the shop said, or in the title;
    or the whole of it is the id of the conversation, of a turn or of a hand-off. `outcome` and `language`: of any turn.
    `prompt`: a version of either prompt of any turn. `claims_changed`: some claim was repaired or dropped. `refused`,
    `fallback`: some turn was. `unhelpful`: some turn was said to be. `label`: as `folded_label` writes it. `since`
    and `until` are when it began, the latter not included; both aware.
    """

    text: str = ""
    customer_id: str | None = None
    mood: Mood | None = None
    outcome: Outcome | None = None
    prompt: str = ""
    claims_changed: bool = False
    refused: bool = False
    fallback: bool = False
    hand_off: HandOffStatus | Literal["any"] | None = None
    label: str | None = None
    unhelpful: bool = False
    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """One thing that the rows of a conversation in another table must be like: `rows` are the ids of those that are.

    `indexed` tells whether those can be listed without looking at any others.
    """

    column: Any
    conditions: tuple[Any, ...]
    indexed: bool = True
    also: tuple[Where, ...] = field(default=())
    """Other ways to be so."""

    @property
    def holds(self) -> ColumnElement[bool]:
        """The condition on `ConversationRow`."""
        there = select(self.column).where(self.column == ConversationRow.id, *self.conditions).exists()
        return or_(there, *(other.holds for other in self.also))

    def ids(self, most: int) -> Iterator[Select[str]]:
        """Statements that together list the conversations, each at most `most` rows, one conversation perhaps twice."""
        yield select(self.column).where(*self.conditions).limit(most)
        for other in self.also:
            yield from other.ids(most)


def own_conditions(filters: SearchFilters) -> list[ColumnElement[bool]]:
    """What the row of a conversation itself must be like."""
    found: list[ColumnElement[bool]] = []
    if filters.customer_id is not None:
        found.append(ConversationRow.customer_id == storable(filters.customer_id))
    if filters.since is not None:
        found.append(ConversationRow.started_at >= filters.since)
    if filters.until is not None:
        found.append(ConversationRow.started_at < filters.until)
    return found


def conditions(filters: SearchFilters) -> Iterator[Where]:
    """What must stand of a conversation in other tables."""
    yield from _of_turns(filters)
    if filters.mood is not None:
        yield Where(ConversationReadingRow.conversation_id, (_mood(filters.mood),))
    if filters.hand_off == "any":
        yield Where(HandOffRow.conversation_id, ())
    elif filters.hand_off is not None:
        yield Where(HandOffRow.conversation_id, (HandOffRow.status == filters.hand_off,))
    if filters.label is not None:
        yield Where(ConversationLabelRow.conversation_id, (ConversationLabelRow.label == storable(filters.label),))
    if filters.unhelpful:
        yield Where(FeedbackRow.conversation_id, (FeedbackRow.helpful == false(),))


def _of_turns(filters: SearchFilters) -> Iterator[Where]:
    turn = TurnRow.conversation_id
    wanted = {filters.outcome, "refused" if filters.refused else None, "fallback" if filters.fallback else None}
    for outcome in sorted(one for one in wanted if one is not None):
        is_rare = outcome != "answered"
        yield Where(turn, (TurnRow.outcome == outcome, *((NOT_ANSWERED,) if is_rare else ())), indexed=is_rare)
    if filters.prompt:
        version = storable(filters.prompt)
        yield Where(turn, (TurnRow.prompt == version,), also=(Where(turn, (TurnRow.replies_prompt == version,)),))
    if filters.claims_changed:
        yield Where(turn, (CLAIMS_CHANGED,))
    if filters.language is not None:
        yield Where(turn, (TurnRow.language == storable(filters.language),), indexed=False)


def _mood(mood: Mood) -> ColumnElement[bool]:
    column = ConversationReadingRow.mood
    if mood == "happy":
        return column >= HAPPY_FROM
    return column <= -HAPPY_FROM if mood == "unhappy" else (column > -HAPPY_FROM) & (column < HAPPY_FROM)
