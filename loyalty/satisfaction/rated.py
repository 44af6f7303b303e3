"""Conversations that somebody rated, read from the forms they come in.

A line (or an element of one JSON array) is one conversation: either `turns` with `text` and `answer`, as in
`data/conversations.jsonl`, or `messages` with `role` and `content`, as chat logs have them. The rating, 1 to 5, is in
`rating`, `stars`, `csat`, `satisfaction`, or in `post_task_answers` under `q1`. What is asked after the end (comments,
questionnaires) is never read.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from loyalty.errors import TrainingDataError
from loyalty.nouns import SaidConversation
from loyalty.satisfaction.said import said_conversation

_RATINGS: Final = ("rating", "stars", "csat", "satisfaction", "overall")


@dataclass(frozen=True, slots=True)
class RatedConversations:
    """Conversations with their ratings, 1 to 5, in the order of the files; `left_out` counts the others by reason."""

    conversations: tuple[SaidConversation, ...]
    ratings: tuple[float, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_rated(files: Sequence[Path], ratings: Path | None = None) -> RatedConversations:
    """The rated conversations of the files, gzipped or not.

    `ratings` names a file of lines with `id` and `rating`, for conversations that do not carry their own.

    Raises:
        TrainingDataError: a file cannot be read, or no conversation in them is rated.
    """
    by_id = _by_id(ratings) if ratings else {}
    said: list[SaidConversation] = []
    rated: list[float] = []
    left_out: Counter[str] = Counter()
    for file in files:
        for row in _rows(file):
            conversation = said_conversation(row, f"{file.name} {len(said) + sum(left_out.values()) + 1}")
            rating = _rating(row)
            if conversation is not None and rating is None:
                rating = by_id.get(conversation.id)
            if conversation is None:
                left_out["not a conversation"] += 1
            elif rating is None:
                left_out["not rated 1 to 5"] += 1
            elif not any(turn.text.strip() for turn in conversation.turns):
                left_out["without a word of the shopper's"] += 1
            else:
                said.append(conversation)
                rated.append(rating)
    if not said:
        names = ", ".join(map(str, files))
        raise TrainingDataError(
            f"{names}: no conversation has a rating of 1 to 5; give lines with turns and a rating.", names
        )
    return RatedConversations(tuple(said), tuple(rated), dict(left_out))


def _by_id(file: Path) -> dict[str, float]:
    found = ((row.get("id"), _rating(row)) for row in _rows(file) if isinstance(row, dict))
    return {str(name): rating for name, rating in found if name is not None and rating is not None}


def _rating(row: Any) -> float | None:
    """The first rating that is a number from 1 to 5."""
    if not isinstance(row, dict):
        return None
    answers = row.get("post_task_answers")
    candidates = [row.get(name) for name in _RATINGS] + [answers.get("q1") if isinstance(answers, dict) else None]
    for candidate in candidates:
        try:
            value = float(candidate) if not isinstance(candidate, bool) else None  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
        if value is not None and 1 <= value <= 5:
            return value
    return None


def _rows(file: Path) -> Iterator[Any]:
    """What the file holds, one value a line or an element; a line that is no JSON is None."""
    text = _text(file)
    if text.lstrip().startswith("["):
        try:
            yield from json.loads(text)
            return
        except (ValueError, RecursionError) as error:
            raise TrainingDataError(f"{file} is no JSON array; give JSON lines or one array.", str(file)) from error
    for line in text.splitlines():
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrainingDataError(f"{file} is not UTF-8 text; save it as UTF-8.", str(file)) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TrainingDataError(f"{file} cannot be read ({reason}); give rated conversations.", str(file)) from error
