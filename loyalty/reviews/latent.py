"""Latent problems: cons that the stars do not tell.

A con is latent where at least `FEWEST` reviews and at most `MOST_SHARE` of all name it, and one of these holds:

- **hidden**: at least `FEWEST` of the reviews that name it have 4 or 5 stars;
- **over_represented**: the department's other products are blamed for it significantly less (one-sided Fisher test,
  p below `LEVEL`);
- **rising**: at least `FEWEST` of the reviews of the last `RECENT_DAYS` days name it, a larger share than before.

A con about safety is latent with one review already: **safety**.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from loyalty.reviews.aspects import OVERALL
from loyalty.reviews.nouns import LatentProblem, LatentReason, ReviewPoint, ReviewText

FEWEST: Final = 2
MOST_SHARE: Final = 0.6
LEVEL: Final = 0.05
RECENT_DAYS: Final = 90
_GOOD_STARS: Final = 4


def latent_problems(
    cons: Iterable[ReviewPoint],
    reviews: Mapping[str, ReviewText],
    elsewhere: Mapping[str, int],
    others: int,
    as_of: date | None,
) -> list[LatentProblem]:
    """The cons that are latent, those with most reasons first.

    `elsewhere` counts, by aspect, the reviews of the department's other products that blame it; `others` are those
    reviews in all. `as_of` is the day the last 90 days end; None: nothing is called rising.
    """
    found = []
    for con in cons:
        if con.aspect == OVERALL:
            continue
        hidden = sum(reviews[name].stars >= _GOOD_STARS for name in con.reviews)
        recent, rising = _rising(con, reviews, as_of)
        reasons = _reasons(con, hidden, rising, elsewhere.get(con.aspect, 0), others)
        if reasons:
            share = elsewhere.get(con.aspect, 0) / others if others else None
            found.append(LatentProblem(con, reasons, share, hidden, recent))
    return sorted(found, key=lambda one: (-len(one.reasons), -one.point.count, one.point.aspect))


def fisher_greater(count: int, of: int, elsewhere: int, others: int) -> float:
    """The probability of at least `count` of `of` where both shares are one (one-sided Fisher exact test)."""
    total, named = of + others, count + elsewhere
    ways = math.comb(total, of)
    return sum(math.comb(named, k) * math.comb(total - named, of - k) for k in range(count, min(of, named) + 1)) / max(
        ways, 1
    )


def _reasons(con: ReviewPoint, hidden: int, rising: bool, elsewhere: int, others: int) -> tuple[LatentReason, ...]:
    if con.aspect == "safety":
        return ("safety",)
    if con.count < FEWEST or con.share > MOST_SHARE:
        return ()
    over = others > 0 and fisher_greater(con.count, con.of, elsewhere, others) < LEVEL
    told: list[tuple[LatentReason, bool]] = [
        ("hidden", hidden >= FEWEST),
        ("over_represented", over),
        ("rising", rising),
    ]
    return tuple(reason for reason, holds in told if holds)


def _rising(con: ReviewPoint, reviews: Mapping[str, ReviewText], as_of: date | None) -> tuple[int, bool]:
    """How many recent reviews name it, and whether that is a larger share than before."""
    if as_of is None:
        return 0, False
    start = as_of - timedelta(days=RECENT_DAYS)
    recent = {name for name, one in reviews.items() if one.at is not None and start < one.at <= as_of}
    earlier = {name for name, one in reviews.items() if one.at is not None and one.at <= start}
    now = len(recent.intersection(con.reviews))
    before = len(earlier.intersection(con.reviews))
    larger = bool(recent) and (not earlier or now / len(recent) > before / len(earlier))
    return now, now >= FEWEST and bool(earlier) and larger
