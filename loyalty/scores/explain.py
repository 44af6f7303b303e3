"""A customer's scores in words: every contribution with the quotes and orders behind it, in two languages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from loyalty.scores.logits import rounded, secant
from loyalty.scores.nouns import TIER_NAMES, Contribution, CustomerScores, Explanation, Reason
from loyalty.scores.wording import (
    TONGUES,
    Tongue,
    aspects_in_words,
    date_in_words,
    plural,
    share_in_words,
    source_in_words,
    span_in_words,
    texts,
)


def explain(scores: CustomerScores) -> Explanation:
    """The scores in words; `base` and the points of `reasons` add up to `score`, the rounded loyalty score.

    The reasons for leaving are in percentage points: together they are how far what was written moves the probability
    from what purchases alone forecast. A feature that moves nothing is not listed.
    """
    score, base = round(scores.loyalty.value), round(scores.loyalty.base)
    worth, worth_base = round(scores.value.value), round(scores.value.base)
    headlines = {tongue: _headline(scores, score, tongue) for tongue in TONGUES}
    caveats = {tongue: _caveats(scores, tongue) for tongue in TONGUES}
    return Explanation(
        customer_id=scores.customer_id,
        score=score,
        base=base,
        headline_en=headlines["en"],
        headline_zh=headlines["zh"],
        reasons=_reasons(scores.loyalty.contributions, score - base, scores),
        leaving=_leaving(scores),
        caveats_en=caveats["en"],
        caveats_zh=caveats["zh"],
        value_score=worth,
        value_base=worth_base,
        value=_reasons(scores.value.contributions, worth - worth_base, scores),
    )


def contribution_in_words(one: Contribution, scores: CustomerScores, tongue: Tongue, speaks_for: bool) -> str:
    """What a feature says of this customer, without points; empty for a feature that there are no words for.

    `speaks_for` says whether it speaks for the customer's loyalty, which some features are worded by.
    """
    words: Mapping[str, Any] | None = texts()["reasons"].get(one.feature)
    if words is None or one.value is None:
        return ""
    days = scores.features.value("recency_days") if one.feature == "overdue" else one.value
    number = round(one.value)
    said = str(_form(words, one.value, number, speaks_for)[tongue]).format(
        n=number,
        s=plural(number),
        span=span_in_words(days or 0.0, tongue),
        percent=share_in_words(one.value, tongue),
        times=f"{one.value:.1f}".removesuffix(".0"),
        horizon=scores.forecast.horizon_days,
        stars=f"{one.value:.1f}",
        about=aspects_in_words(one.sources, tongue),
    )
    return said.strip()


def _form(words: Mapping[str, Any], value: float, number: int, speaks_for: bool) -> Mapping[str, str]:
    named = {0: "zero", 1: "one"}.get(number, "any") if value == number else "any"
    found: Mapping[str, str] = words.get(named) or words.get("up" if speaks_for else "down") or words["any"]
    return found


def _reasons(
    contributions: Sequence[Contribution], total: int, scores: CustomerScores, good: int = 1
) -> tuple[Reason, ...]:
    """`good` is the sign of points that speak for loyalty."""
    whole = rounded((one.points for one in contributions), total)
    told = [
        _reason(one, points, scores, points * good > 0)
        for one, points in zip(contributions, whole, strict=True)
        if points
    ]
    exact = {one.feature: abs(one.points) for one in contributions}
    return tuple(sorted(told, key=lambda one: (-abs(one.points), -exact[one.feature])))


def _reason(one: Contribution, points: int, scores: CustomerScores, speaks_for: bool) -> Reason:
    evidence = {
        tongue: tuple(dict.fromkeys(source_in_words(source, scores.as_of, tongue) for source in one.sources))
        for tongue in TONGUES
    }
    said = {tongue: contribution_in_words(one, scores, tongue, speaks_for) for tongue in TONGUES}
    return Reason(one.feature, points, said["en"], said["zh"], evidence["en"], evidence["zh"], one.sources)


def _leaving(scores: CustomerScores) -> tuple[Reason, ...]:
    forecast, *said = scores.leaving.contributions
    start = scores.leaving.base + forecast.points
    total = math.fsum(one.points for one in said)
    slope = 100 * secant(start, total)
    points = [Contribution(one.feature, one.points * slope, one.value, one.sources) for one in said]
    return _reasons(points, round(total * slope), scores, good=-1)


def _headline(scores: CustomerScores, score: int, tongue: Tongue) -> str:
    words = texts()
    return str(words["headline"][tongue]).format(
        score=score,
        low=math.floor(scores.loyalty.low),
        high=math.ceil(scores.loyalty.high),
        tier=TIER_NAMES[scores.tier][TONGUES.index(tongue)],
        days=scores.forecast.horizon_days,
        again=share_in_words(scores.leaving.again, tongue, sure=False),
        value=round(scores.value.value),
        group=words["groups"][scores.group][tongue],
    )


def _caveats(scores: CustomerScores, tongue: Tongue) -> tuple[str, ...]:
    return tuple(
        str(texts()["caveats"][name][tongue]).format(**values) for name, values in _which_caveats(scores, tongue)
    )


def _which_caveats(scores: CustomerScores, tongue: Tongue) -> list[tuple[str, dict[str, Any]]]:
    known = scores.coverage
    found: list[tuple[str, dict[str, Any]]] = []
    if not known.orders and not known.conversations:
        found.append(("nothing", {}))
    elif not known.orders:
        found.append(("no_orders", {}))
    elif not known.conversations:
        found.append(("no_words", {}))
    if known.orders == 1:
        found.append(("one_order", {}))
    if known.conversations == 1:
        found.append(("one_talk", {}))
    if known.later:
        found.append(
            ("later", {"n": known.later, "s": plural(known.later), "date": date_in_words(scores.as_of, None, tongue)})
        )
    if known.refunds_exceed:
        found.append(("refunds", {}))
    return found
