"""The columns of each kind of export: their names, what they hold, and how a row is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from loyalty.features.history import CustomerFeatures
from loyalty.features.names import FEATURES
from records.learned.nouns import KeptReading, KeptScore

What: TypeAlias = Literal["scores", "signals", "readings", "features"]
WHAT: Final[tuple[What, ...]] = ("scores", "signals", "readings", "features")
Kind: TypeAlias = Literal["text", "number", "whole", "truth", "moment"]
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `says` is what stands in it, with unit and range. Any cell may be empty where `optional`."""

    name: str
    kind: Kind
    says: str


COLUMNS: Final[Mapping[What, tuple[Column, ...]]] = {
    "scores": (
        Column("customer", "text", "id of the customer"),
        Column("as_of", "moment", "the day, from its start, UTC"),
        Column("tier", "text", "platinum, gold, silver, bronze, new, prospect, at_risk or lapsed"),
        Column("loyalty", "number", "loyalty score, 0 to 100"),
        Column("loyalty_low", "number", "lower end of its interval"),
        Column("loyalty_high", "number", "upper end of its interval"),
        Column("value", "number", "value score, 0 to 100"),
        Column("risk", "number", "probability of leaving, 0 to 1"),
        Column("again", "number", "probability of buying again within the horizon, 0 to 1"),
        Column("purchases", "number", "expected purchases within the horizon"),
        Column("spend", "number", "expected spend within the horizon, in major units"),
        Column("recommender", "text", "promoter, passive, detractor or unknown, from what they wrote"),
        Column("action", "text", "suggested: repair, win_back, offer, thank or leave_alone"),
        Column("scorer", "text", "what computed it, with its version"),
    ),
    "signals": (
        Column("conversation", "text", "id of the conversation"),
        Column("customer", "text", "id of the customer; empty for a guest"),
        Column("turn", "text", "id of the turn"),
        Column("at", "moment", "when it was written, UTC"),
        Column("kind", "text", "praise, complaint, buy_again, leave, recommend, price_sensitive, urgent, …"),
        Column("aspect", "text", "product, price, delivery, service or returns; empty where none is named"),
        Column("product", "text", "id of the product; empty where it is not clear"),
        Column("strength", "number", "how much is said, 0 to 1"),
        Column("confidence", "number", "how sure it is that it is said, 0 to 1"),
        Column("quote", "text", "the shopper's own words, redacted as they were logged"),
    ),
    "readings": (
        Column("conversation", "text", "id of the conversation"),
        Column("customer", "text", "id of the customer; empty for a guest"),
        Column("started_at", "moment", "when it began, UTC"),
        Column("ended_at", "moment", "when its last turn was said, UTC"),
        Column("turns", "whole", "turns that were read"),
        Column("mood", "number", "mean mood, -1 to 1; empty where it could not be told"),
        Column("course", "text", "steady, better, worse, mixed or unknown"),
        Column("satisfaction", "number", "predicted satisfaction, 1 to 5; empty without a prediction"),
        Column("satisfaction_low", "number", "lower end of its interval"),
        Column("satisfaction_high", "number", "upper end of its interval"),
        Column("unhappy", "number", "probability of a rating of 2 or less, 0 to 1"),
        Column("contact_reason", "text", "why they wrote"),
        Column("unresolved", "truth", "whether it was left unresolved"),
        Column("signals", "whole", "signals that were found"),
        Column("reader", "text", "what read it, with its version"),
    ),
    "features": (
        Column("customer", "text", "id of the customer"),
        Column("as_of", "moment", "the moment that nothing in it is later than, UTC"),
        Column("orders", "whole", "orders that count as purchases"),
        Column("words", "whole", "conversations in which something could be read"),
        Column("later", "whole", "what is dated after the moment and was left out"),
        *(Column(name, "number", says) for name, says in FEATURES.items()),
    ),
}
"""One row a customer in scores and features, one a signal in signals, one a conversation in readings."""


def score_rows(scores: Iterator[KeptScore]) -> Iterator[Row]:
    """A row a customer, without the words of the explanation."""
    names = [column.name for column in COLUMNS["scores"][1:]]
    for one in scores:
        yield {"customer": one.customer_id, **{name: getattr(one, name) for name in names}}


def signal_rows(readings: Iterator[KeptReading]) -> Iterator[Row]:
    """A row a signal."""
    for reading in readings:
        for one in reading.signals:
            yield {
                "conversation": reading.conversation_id,
                "customer": reading.customer_id,
                "turn": one.turn_id,
                "at": one.at,
                "kind": one.kind,
                "aspect": one.aspect,
                "product": one.product_id,
                "strength": one.strength,
                "confidence": one.confidence,
                "quote": one.quote,
            }


def reading_rows(readings: Iterator[KeptReading]) -> Iterator[Row]:
    """A row a conversation."""
    same = (
        "started_at",
        "ended_at",
        "turns",
        "mood",
        "course",
        "satisfaction",
        "contact_reason",
        "unresolved",
        "reader",
    )
    for one in readings:
        told = one.details.get("satisfaction") or {}
        yield {
            "conversation": one.conversation_id,
            "customer": one.customer_id,
            **{name: getattr(one, name) for name in same},
            "satisfaction_low": told.get("low"),
            "satisfaction_high": told.get("high"),
            "unhappy": told.get("unhappy"),
            "signals": len(one.signals),
        }


def feature_rows(features: Iterator[CustomerFeatures]) -> Iterator[Row]:
    """A row a customer; a missing feature is an empty cell."""
    for one in features:
        counts = {"orders": one.orders, "words": one.words, "later": one.later}
        figures = {name: one.value(name) for name in FEATURES}
        yield {"customer": one.customer_id, "as_of": one.as_of, **counts, **figures}


@dataclass(frozen=True, slots=True)
class ExportSources:
    """Where the rows of each kind come from; each is asked when its file is written."""

    scores: Callable[[], Iterator[KeptScore]]
    readings: Callable[[], Iterator[KeptReading]]
    features: Callable[[], Iterator[CustomerFeatures]]

    def rows(self, what: What) -> Iterator[Row]:
        """All rows of a kind."""
        if what == "scores":
            return score_rows(self.scores())
        if what == "features":
            return feature_rows(self.features())
        return signal_rows(self.readings()) if what == "signals" else reading_rows(self.readings())


def moments_as_text(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    """A row with its moments as ISO 8601 text and its truths as `true` and `false`."""
    told: dict[str, Any] = {}
    for column in columns:
        value = row[column.name]
        if isinstance(value, datetime):
            value = value.isoformat()
        told[column.name] = str(value).lower() if isinstance(value, bool) else value
    return told
