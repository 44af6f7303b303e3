"""What a judge may say of a claim, and what it knows of the sentence around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from assistant.agent.claims.mentions import Mention
from retrieval.catalog import Product

Rows = tuple[Product, ...]
SMALL_COUNT = 10
"""Whole numbers up to this may count things ("these 3") without a row that states them."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands at `start:end` of a sentence is to be `text`."""

    start: int
    end: int
    text: str


class _Wrong(Enum):
    WRONG = "wrong"


WRONG = _Wrong.WRONG
Verdict = Replacement | _Wrong | None
"""None when the claim holds, a replacement when it can be put right, WRONG when nothing backs it."""


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence around a claim: folded text with names hidden, the products, whether it is about one at all."""

    text: str
    mentions: Sequence[Mention]
    names_product: bool
    topic: Rows = ()

    def about_one(self, rows: Rows) -> bool:
        """Whether the sentence is about this one product; with two, a repair could make a value false."""
        return len(rows) == 1 and all(mention.rows == rows for mention in self.mentions)
