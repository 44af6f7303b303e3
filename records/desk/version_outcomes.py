"""What came of conversations under each version of a prompt, for all of them together and one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Float, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.database import Database
from records.learned.tables import ConversationReadingRow
from records.nouns import Outcome
from records.rows import storable
from records.tables import NOT_COUNTED, FeedbackRow, HandOffRow, TurnRow

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_Key = tuple[str, str]
"""A version and a conversation."""


@dataclass(frozen=True, slots=True)
class ConversationFigures:
    """What came of those turns of one conversation that one version had; `version` is as a turn writes it, `name@3`.

    `repaired` and `dropped` are claims, of the `counted` turns whose claims could be counted. `helpful` and `unhelpful`
    are words of feedback on these turns. `hand_offs` and `mood` (-1 to 1, None where nobody read it) are the whole
    conversation's, also where it went on under another version. `tokens` and `total_ms` are sums over the turns that
    say them, `told_tokens` and `timed` of them; `total_ms` in milliseconds.
    """

    version: str
    conversation_id: str
    turns: int
    outcomes: Mapping[str, int]
    counted: int
    repaired: int
    dropped: int
    tokens: float
    told_tokens: int
    total_ms: float
    timed: int
    helpful: int = 0
    unhelpful: int = 0
    hand_offs: int = 0
    mood: float | None = None


@dataclass(slots=True)
class VersionFigures:
    """The same of all conversations of one version together; means are None where there is nothing to take them of."""

    version: str
    conversations: int = 0
    turns: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    repaired: int = 0
    dropped: int = 0
    helpful: int = 0
    unhelpful: int = 0
    hand_offs: int = 0
    moods: int = 0
    mean_mood: float | None = None
    mean_tokens: float | None = None
    mean_total_ms: float | None = None


class VersionOutcomes:
    """Counts in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, name: str, since: datetime, until: datetime) -> tuple[VersionFigures, ...]:
        """What came of each version of a prompt (`shopping_agent`) in the turns of a span, by version.

        `until` is not included; both are aware. A version without turns in the span is left out.
        """
        found: dict[str, list[ConversationFigures]] = defaultdict(list)
        for one in self._figures(name, since, until):
            found[one.version].append(one)
        return tuple(_together(version, found[version]) for version in sorted(found, key=_by_number))

    def conversations(self, version: str, since: datetime, until: datetime) -> tuple[ConversationFigures, ...]:
        """What came of each conversation under one version (`shopping_agent@3`), by id; versions are compared by it."""
        name = version.partition("@")[0]
        rows = (one for one in self._figures(name, since, until, version))
        return tuple(sorted(rows, key=lambda one: one.conversation_id))

    def _figures(
        self, name: str, since: datetime, until: datetime, version: str | None = None
    ) -> Iterator[ConversationFigures]:
        rows: list[dict[str, Any]] = []
        liked: Counter[tuple[_Key, bool]] = Counter()
        with self._database.reading() as session:
            for column in (TurnRow.prompt, TurnRow.replies_prompt):
                under = [*_under(column, name, version), TurnRow.at >= since, TurnRow.at < until]
                rows += _counted(session, column, under)
                liked.update(_liked(session, column, under))
            moods = _moods(session, since) if rows else {}
            handed = _handed(session, since, until) if rows else {}
        for row in rows:
            key = (row["version"], row["conversation_id"])
            outcomes: dict[str, int] = {one: row[f"was_{one}"] for one in _OUTCOMES if row[f"was_{one}"]}
            yield ConversationFigures(
                **{name: value for name, value in row.items() if not name.startswith("was_")},
                outcomes=outcomes,
                helpful=liked[key, True],
                unhelpful=liked[key, False],
                hand_offs=handed.get(key[1], 0),
                mood=moods.get(key[1]),
            )


def _under(column: InstrumentedAttribute[str], name: str, version: str | None) -> list[Any]:
    # As the result of an operation, so that the span is found by the index of `at`: the column's own index leads to
    # all that a version ever had.
    written = column.concat("")
    if version is not None:
        return [written == storable(version)]
    return [written.startswith(f"{storable(name)}@", autoescape=True)]


def _counted(session: Session, column: InstrumentedAttribute[str], under: list[Any]) -> list[dict[str, Any]]:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    tokens = _number(TurnRow.usage, "prompt_tokens", is_sqlite) + _number(TurnRow.usage, "completion_tokens", is_sqlite)
    total = _number(TurnRow.timings_ms, "total", is_sqlite)
    was_counted = TurnRow.claims_repaired != NOT_COUNTED
    found = select(
        column.label("version"),
        TurnRow.conversation_id,
        func.count().label("turns"),
        *(func.sum(case((TurnRow.outcome == one, 1), else_=0)).label(f"was_{one}") for one in _OUTCOMES),
        func.sum(case((was_counted, 1), else_=0)).label("counted"),
        func.sum(case((was_counted, TurnRow.claims_repaired), else_=0)).label("repaired"),
        func.sum(case((was_counted, TurnRow.claims_dropped), else_=0)).label("dropped"),
        func.coalesce(func.sum(tokens), 0).label("tokens"),
        func.count(tokens).label("told_tokens"),
        func.coalesce(func.sum(total), 0).label("total_ms"),
        func.count(total).label("timed"),
    )
    rows = session.execute(found.where(*under).group_by(column, TurnRow.conversation_id)).mappings()
    return [dict(row) for row in rows]


def _number(column: Any, key: str, is_sqlite: bool) -> Any:
    """The number under a key of a JSON column; NULL where there is none: an imported log may have anything there."""
    if is_sqlite:
        path = f"$.{key}"
        is_number = func.json_type(column, path).in_(("integer", "real"))
        return case((is_number, cast(func.json_extract(column, path), Float)))
    return case((func.json_typeof(column[key]) == "number", cast(column[key].as_string(), Float)))


def _liked(session: Session, column: InstrumentedAttribute[str], under: list[Any]) -> dict[tuple[_Key, bool], int]:
    found = select(column, TurnRow.conversation_id, FeedbackRow.helpful, func.count())
    found = found.join(FeedbackRow, FeedbackRow.turn_id == TurnRow.id).where(*under)
    rows = session.execute(found.group_by(column, TurnRow.conversation_id, FeedbackRow.helpful))
    return {((version, id), bool(helpful)): count for version, id, helpful, count in rows}


def _moods(session: Session, since: datetime) -> dict[str, float]:
    reading = ConversationReadingRow
    found = select(reading.conversation_id, reading.mood).where(reading.ended_at >= since, reading.mood.is_not(None))
    return {id: mood for id, mood in session.execute(found) if mood is not None}


def _handed(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    found = select(HandOffRow.conversation_id, func.count()).where(HandOffRow.at >= since, HandOffRow.at < until)
    return {id: count for id, count in session.execute(found.group_by(HandOffRow.conversation_id))}  # noqa: C416


def _together(version: str, rows: Iterable[ConversationFigures]) -> VersionFigures:
    whole = VersionFigures(version)
    moods: list[float] = []
    tokens = told_tokens = total_ms = timed = 0.0
    for one in rows:
        whole.conversations += 1
        whole.outcomes.update(one.outcomes)
        for name in ("turns", "counted", "repaired", "dropped", "helpful", "unhelpful", "hand_offs"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        moods += [] if one.mood is None else [one.mood]
        tokens, told_tokens = tokens + one.tokens, told_tokens + one.told_tokens
        total_ms, timed = total_ms + one.total_ms, timed + one.timed
    whole.moods = len(moods)
    whole.mean_mood = sum(moods) / len(moods) if moods else None
    whole.mean_tokens = tokens / told_tokens if told_tokens else None
    whole.mean_total_ms = total_ms / timed if timed else None
    return whole


def _by_number(version: str) -> tuple[int, str]:
    """Versions that are numbers come in their order."""
    number = version.rpartition("@")[2]
    return (int(number) if number.isdecimal() else 0, version)
