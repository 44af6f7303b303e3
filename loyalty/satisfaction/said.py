"""One conversation from a row of a file, in either of the two forms that `rated.py` describes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from loyalty.nouns import SaidConversation, SaidTurn

_SHOPPER: Final = frozenset({"user", "human", "customer", "shopper", "client", "visitor"})
_ASSISTANT: Final = frozenset({"assistant", "ai", "bot", "agent", "seller", "model"})
_UNKNOWN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SPACING: Final = timedelta(minutes=1)
"""Between turns where nobody says when they were."""
_PRESSED: Final = re.compile(r"\s*(?:yes, i want this one|let me think about it)\.?\s*$", re.IGNORECASE)
"""What a button of a shopping page writes in the shopper's name."""
_PROMPTED: Final = re.compile(
    r"\s*(?:great! you've selected|great! before we finali[sz]e|i see you're interested in)", re.IGNORECASE
)
"""What such a page writes itself when a button was pressed."""


def said_conversation(row: Any, name: str) -> SaidConversation | None:
    """The conversation of a row, called `name` where it has no id; None where it is none.

    In a list of messages a turn is what the shopper wrote and all that was answered before they wrote again; what was
    said before their first word is left out, and so is what the page's own buttons wrote. Roles that are neither the
    shopper's nor the assistant's are left out. Moments that are missing lie a minute apart.
    """
    if not isinstance(row, dict):
        return None
    if isinstance(row.get("turns"), list):
        said = [(_text(turn.get("text")), _text(turn.get("answer"))) for turn in row["turns"] if isinstance(turn, dict)]
        details = [turn for turn in row["turns"] if isinstance(turn, dict)]
    elif isinstance(row.get("messages"), list):
        said = list(_paired(_spoken(row["messages"])))
        details = [{} for _ in said]
    else:
        return None
    started = _moment(row.get("started_at")) or _UNKNOWN
    identity = str(row.get("id") or row.get("file") or name)
    turns = tuple(
        _turn(identity, position, text, answer, detail, started)
        for position, ((text, answer), detail) in enumerate(zip(said, details, strict=True))
    )
    customer = row.get("customer_id")
    return SaidConversation(identity, str(customer) if customer else None, started, turns)


def _turn(
    conversation: str, position: int, text: str, answer: str, detail: dict[str, Any], started: datetime
) -> SaidTurn:
    shown = detail.get("shown_product_ids")
    return SaidTurn(
        id=str(detail.get("id") or f"{conversation}-{position + 1}"),
        position=position,
        at=_moment(detail.get("at")) or started + position * _SPACING,
        text=text,
        answer=answer,
        language=_text(detail.get("language")),
        outcome=_text(detail.get("outcome")),
        shown_product_ids=tuple(map(str, shown)) if isinstance(shown, list) else (),
    )


def _spoken(messages: list[Any]) -> Iterator[tuple[bool, str]]:
    """Whether the shopper speaks, and what is said; buttons and other roles left out."""
    for message in messages:
        if not isinstance(message, dict):
            continue
        role, text = _text(message.get("role")).lower(), _text(message.get("content"))
        if role in _SHOPPER and not _PRESSED.match(text):
            yield True, text
        elif role in _ASSISTANT:
            yield False, text


def _paired(spoken: Iterable[tuple[bool, str]]) -> Iterator[tuple[str, str]]:
    """Each message of the shopper's with its answer; the page's prompts count where nothing else was answered."""
    said = list(spoken)
    asked = [at for at, (shopper, _) in enumerate(said) if shopper]
    for at, end in pairwise([*asked, len(said)]):
        answers = [text for _, text in said[at + 1 : end]]
        written = [text for text in answers if not _PROMPTED.match(text)]
        yield said[at][1], "\n".join(written or answers[:1])


def _text(value: Any) -> str:
    """A text, or the texts of a list of parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_text(part.get("text") if isinstance(part, dict) else part) for part in value)
    return ""


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
