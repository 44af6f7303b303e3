"""What reviews are and what is found in them, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Side = Literal["pro", "con"]
Tone = Literal["positive", "neutral", "negative"]
LatentReason = Literal["hidden", "over_represented", "rising", "safety"]
"""Why a problem may be missed: good stars hide it, others of its kind do not have it, it is new, or it may hurt."""


@dataclass(frozen=True, slots=True)
class ReviewText:
    """One review; `stars` 1 to 5, `language` as the shop says or empty, `at` None where nobody says."""

    id: str
    product_id: str
    stars: int
    language: str
    title: str
    text: str
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One clause of a review that is about an aspect; `quote` is its letters, `score` -1 (blame) to 1 (praise)."""

    review_id: str
    aspect: str
    tone: Tone
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class ReviewQuote:
    """Words of a review, letter for letter, and whose they are."""

    review_id: str
    stars: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """What `count` of `of` reviews praise or blame; `low` to `high` is Wilson's 95 % interval of `share`.

    `names` are the aspect in English and Chinese; `found` says that it is a word of the reviews, not of the list.
    `strength`, 0 to 1, is how clearly the clearest of its quotes praises or blames.
    """

    aspect: str
    side: Side
    count: int
    of: int
    share: float
    low: float
    high: float
    reviews: tuple[str, ...]
    quotes: tuple[ReviewQuote, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    found: bool = False
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class LatentProblem:
    """A con that is easily missed, with the reasons.

    `elsewhere` is the share of the reviews of the department's other products that name it, None where there are none;
    `hidden` counts the reviews of 4 and 5 stars that name it, `recent` those of the last 90 days.
    """

    point: ReviewPoint
    reasons: tuple[LatentReason, ...]
    elsewhere: float | None
    hidden: int
    recent: int


@dataclass(frozen=True, slots=True)
class ReviewAnalysis:
    """Everything the reviews of one product say; empty lists where there is nothing to say.

    `read` of `reviews` have words in a language that is read; `stars_only` have none, `other_language` others, and
    `repeated` say letter for letter what another review of the product says and are left out. `contradictory` are
    reviews whose words say the opposite of their stars.
    """

    product_id: str
    reviews: int
    read: int
    mean_stars: float | None
    stars: Mapping[int, int]
    pros: tuple[ReviewPoint, ...] = ()
    cons: tuple[ReviewPoint, ...] = ()
    latent: tuple[LatentProblem, ...] = ()
    contradictory: tuple[str, ...] = ()
    stars_only: tuple[str, ...] = ()
    other_language: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
