"""A conversation with its turns and tool calls in one row of JSON, and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final, get_args

from records.importing.customer_rows import LANGUAGES
from records.importing.fields import Fields
from records.nouns import Conversation, Outcome, ToolCall, Turn

_OWN: Final = ("id", "customer_id", "guest_id", "started_at", "outcome", "title", "language", "turns")
_TURN: Final = tuple(field.name for field in fields(Turn) if field.name not in ("conversation_id", "position"))
_CALL: Final = tuple(field.name for field in fields(ToolCall))
_OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class PastConversation:
    """A conversation of the past with its turns, in order."""

    conversation: Conversation
    turns: tuple[Turn, ...]

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.conversation.id


def conversation_of(row: Fields) -> PastConversation:
    """The conversation in a row.

    Needed are `id`, `started_at` and `turns` with `text`, `answer` and `at`; a turn's `language` may stand once for all
    of them, its `id` is made of the conversation's where it is not given.

    Raises:
        RowFault: a field is missing, wrong or not known.
    """
    row.only(*_OWN)
    conversation = Conversation(
        id=row.text("id"),
        started_at=row.moment("started_at"),
        customer_id=row.text("customer_id") if row.has("customer_id") else None,
        outcome=row.text("outcome", empty=True) if row.has("outcome") else "",
        guest_id=row.text("guest_id") if row.has("guest_id") else None,
        title=row.text("title", empty=True) if row.has("title") else "",
    )
    turns = tuple(_turn(turn, row, position) for position, turn in enumerate(row.rows("turns", empty=True)))
    if len({turn.id for turn in turns}) < len(turns):
        raise row.fault("turns", "has two turns of the same id")
    return PastConversation(conversation, turns)


def conversation_fields(past: PastConversation) -> dict[str, Any]:
    """The row that `conversation_of` reads the same conversation from."""
    own = {**asdict(past.conversation), "started_at": past.conversation.started_at.isoformat()}
    return {**own, "turns": [_turn_fields(turn) for turn in past.turns]}


def _turn_fields(turn: Turn) -> dict[str, Any]:
    values = {name: getattr(turn, name) for name in _TURN}
    calls = [{name: getattr(call, name) for name in _CALL} for call in turn.tool_calls]
    return {**values, "at": turn.at.isoformat(), "tool_calls": calls}


def _turn(row: Fields, whole: Fields, position: int) -> Turn:
    row.only(*_TURN)
    conversation_id = whole.text("id")
    given = {
        name: row.json_object(name) for name in ("constraints", "claims", "usage", "timings_ms", "pending", "trace")
    }
    return Turn(
        id=row.text("id") if row.has("id") else f"{conversation_id}/{position}",
        conversation_id=conversation_id,
        position=position,
        at=row.moment("at"),
        text=row.text("text", empty=True),
        answer=row.text("answer", empty=True),
        language=(row if row.has("language") else whole).one_of("language", LANGUAGES),
        outcome=_outcome(row),
        prompt=_text(row, "prompt"),
        prompt_hash=_text(row, "prompt_hash"),
        replies_prompt=_text(row, "replies_prompt"),
        model=_text(row, "model"),
        tool_calls=tuple(map(_call, row.rows("tool_calls", empty=True))) if row.has("tool_calls") else (),
        shown_product_ids=row.texts("shown_product_ids") if row.has("shown_product_ids") else (),
        **given,
    )


def _call(row: Fields) -> ToolCall:
    row.only(*_CALL)
    if not isinstance(row.data.get("ok"), bool):
        raise row.fault("ok", "must be true or false")
    return ToolCall(
        name=row.text("name"),
        arguments=row.json_object("arguments"),
        result=row.text("result", empty=True),
        ok=row.data["ok"],
        duration_ms=row.duration("duration_ms"),
    )


def _outcome(row: Fields) -> Outcome:
    if not row.has("outcome"):
        return "answered"
    named = row.one_of("outcome", _OUTCOMES)
    return next(outcome for outcome in _OUTCOMES if outcome == named)


def _text(row: Fields, field: str) -> str:
    return row.text(field, empty=True) if row.has(field) else ""
