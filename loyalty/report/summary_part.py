"""What the report says before anything else: five figures and a few sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from loyalty.report.contents import ReportContents
from loyalty.report.customers_part import risk_in_words
from loyalty.report.markup import Html, joined, tag
from loyalty.report.reviews_part import point_name
from loyalty.report.weeks import TalkSum, summed
from loyalty.report.words import NOTHING, Words
from records.learned.score_overview import BINS

LATELY: Final = timedelta(weeks=4)
_STARS_THAT_COUNT: Final = 0.1
_FEWEST: Final = 20
"""Conversations on either side: means of fewer go up and down by themselves."""
GONE: Final = ("at_risk", "lapsed")


def tiles(told: ReportContents, words: Words) -> Html:
    """The five figures."""
    summary, talks = told.summary, summed(told.talks)
    leaving = sum(summary.risk[BINS // 2 :])
    satisfaction = NOTHING if talks.satisfaction is None else f"{talks.satisfaction:.1f}"
    of_talks = words("tiles.of_talks", n=words.count(talks.conversations))
    share = words("tiles.of_customers", share=words.share(leaving / (summary.customers or 1)))
    shown = (
        ("customers", words.count(summary.customers), ""),
        ("loyalty", f"{summary.loyalty_mean:.0f}", words("tiles.usual_width", n=f"{summary.width_mean:.0f}")),
        ("leaving", words.count(leaving), share),
        ("satisfaction", satisfaction, _lately(told, words)),
        ("unresolved", words.count(talks.unresolved), of_talks),
    )
    made = [
        tag("li", tag("b", figure), tag("span", words(f"tiles.{name}")), tag("small", more) if more else None)
        for name, figure, more in shown
    ]
    return tag("ul", made, cls="tiles")


def in_short(told: ReportContents, words: Words) -> Html:
    """The sentences that somebody with half a minute reads."""
    return joined(tag("h2", words("short.title")), tag("ul", [tag("li", line) for line in sentences(told, words)]))


def sentences(told: ReportContents, words: Words) -> Iterator[str]:
    """What is most worth knowing, a sentence each."""
    summary = told.summary
    gone = sum(summary.tiers.get(tier, 0) for tier in GONE)
    share = words.share(gone / (summary.customers or 1))
    yield words("short.risk", n=words.count(gone), all=words.count(summary.customers), share=share)
    first = next(iter(told.at_stake), None)
    if first is None or not first.risk:
        yield words("short.keep_none")
    else:
        risk = risk_in_words(first.risk, words)
        yield words("short.keep", customer=first.customer_id, risk=risk, value=f"{first.value:.0f}")
    if repair := summary.actions.get("repair", 0):
        yield words("short.repair", n=words.count(repair))
    if not told.talks:
        yield words("short.quiet")
    yield from _most(told, words)
    yield from _trend(told, words)
    if unresolved := summed(told.talks).unresolved:
        yield words("short.open", n=words.count(unresolved))
    problem = next(((one, product.latent[0]) for product in told.reviews for one in [product] if product.latent), None)
    if problem is not None:
        product, latent = problem
        name = point_name(latent.point, words)
        yield words("short.latent", aspect=name, product=told.title(product.product_id))


def recent(told: ReportContents) -> tuple[TalkSum, TalkSum]:
    """The conversations of the last four weeks, and those before."""
    since = (told.span.until - LATELY).date()
    lately = summed(one for one in told.talks if one.day >= since)
    return lately, summed(one for one in told.talks if one.day < since)


def _most(told: ReportContents, words: Words) -> Iterator[str]:
    for kind, name in (("complaint", "complaints"), ("praise", "praise")):
        found = [one for one in told.aspects if one.kind == kind]
        first = next((one for one in found if one.aspect), None)
        if first is not None:
            total = sum(one.count for one in found)
            aspect = words.one("aspects", first.aspect)
            yield words(f"short.{name}", aspect=aspect, n=words.count(first.count), all=words.count(total))


def _trend(told: ReportContents, words: Words) -> Iterator[str]:
    now, before = recent(told)
    if now.satisfaction is None or before.satisfaction is None or min(now.satisfied, before.satisfied) < _FEWEST:
        return
    change = now.satisfaction - before.satisfaction
    if abs(change) >= _STARS_THAT_COUNT:
        figures = {"now": f"{now.satisfaction:.1f}", "before": f"{before.satisfaction:.1f}"}
        yield words("short.better" if change > 0 else "short.worse", **figures)


def _lately(told: ReportContents, words: Words) -> str:
    now, before = recent(told)
    if now.satisfaction is None or before.satisfaction is None:
        return ""
    return words("tiles.recently", now=f"{now.satisfaction:.1f}", before=f"{before.satisfaction:.1f}")
