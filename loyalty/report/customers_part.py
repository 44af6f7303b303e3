"""The parts of the report about customers: whom to keep, where all stand, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from loyalty.report.contents import ReportContents
from loyalty.report.markup import Html, joined, tag
from loyalty.report.plots import Mark, bars, columns, interval, legend, stacks
from loyalty.report.words import Words
from loyalty.scores.nouns import TIERS
from records.learned.nouns import KeptScore

CARDS: Final = 6
"""Customers told of at length; the others have a line each."""
_REASONS: Final = 3
_EVIDENCE: Final = 2
GROUPS: Final = ("promoter", "passive", "detractor", "unknown")
ACTIONS: Final = ("repair", "win_back", "offer", "thank", "leave_alone")


def whom_to_keep(told: ReportContents, words: Words) -> Html:
    """The customers with the most at stake, each with the reasons, quotes and what to do."""
    found = [one for one in told.at_stake if one.risk > 0]
    if not found:
        return tag("p", words("keep.nobody"), cls="quiet")
    cards = [_card(one, told, words) for one in found[:CARDS]]
    more = _table(found[CARDS:], words) if found[CARDS:] else None
    return joined(tag("p", words("keep.lead"), cls="lead"), tag("ol", cards, cls="cards two"), more)


def where_they_stand(told: ReportContents, words: Words) -> Html:
    """Tiers now and over time, the three histograms, and who would recommend the shop."""
    summary = told.summary
    tiers = _counted(TIERS, summary.tiers, "tiers", "t", words)
    groups = _counted(GROUPS, summary.groups, "groups", "g", words)
    return joined(
        tag(
            "div",
            _figure(words("tiers_now.now", day=words.day(summary.as_of, year=False)), bars(tiers, "")),
            _figure(words("tiers_now.over"), _course(told.course, words)),
            cls="pair",
        ),
        tag("div", [_histogram(name, told, words) for name in ("loyalty", "value", "risk")], cls="trio"),
        _figure(words("tiers_now.groups"), bars(groups, ""), tag("p", words("tiers_now.groups_note"), cls="quiet")),
    )


def what_to_do(told: ReportContents, words: Words) -> Html:
    """How many customers each action is suggested for, and what the offers come to."""
    actions = _counted(ACTIONS, told.summary.actions, "actions", "a", words)
    return joined(
        tag("p", words("act.lead"), cls="lead"), bars(actions, words("act.title")), tag("p", _budget(told, words))
    )


def risk_in_words(risk: float, words: Words) -> str:
    """A probability, which is never certain."""
    return words.share(min(0.99, max(0.01, risk)))


def _card(one: KeptScore, told: ReportContents, words: Words) -> Html:
    between = _between(one, words)
    head = tag(
        "div",
        tag("h3", tag("bdi", one.customer_id)),
        tag("span", words.one("tiers", one.tier), cls=f"chip t-{one.tier}" if one.tier in TIERS else "chip"),
        cls="card-head",
    )
    days = one.explanation.get("horizon_days", 90)
    figures = (
        (words("keep.risk"), risk_in_words(one.risk, words), None),
        (words("keep.value"), f"{one.value:.0f}", None),
        (words("keep.loyalty"), f"{one.loyalty:.0f} ({between})",
         interval(one.loyalty_low, one.loyalty, one.loyalty_high, f"{one.loyalty:.0f}, {between}")),
        (words("keep.spend", days=days), words.money(one.spend, told.shop.currency), None),
    )  # fmt: skip
    listed = [tag("div", tag("dt", name), tag("dd", value, strip)) for name, value, strip in figures]
    return tag("li", head, tag("dl", listed, cls="figures"), _reasons(one.explanation, words), cls="card")


def _table(found: Sequence[KeptScore], words: Words) -> Html:
    heads = ("keep.customer", "keep.risk", "keep.value", "keep.loyalty", "keep.do")
    rows = [
        tag(
            "tr",
            tag("th", tag("bdi", one.customer_id), scope="row"),
            tag("td", risk_in_words(one.risk, words)),
            tag("td", f"{one.value:.0f}"),
            tag("td", f"{one.loyalty:.0f} ({_between(one, words)})"),
            tag("td", words.one("short_actions", one.action)),
        )
        for one in found
    ]
    head = tag("thead", tag("tr", [tag("th", words(name), scope="col") for name in heads]))
    return joined(tag("h3", words("keep.next")), tag("div", tag("table", head, tag("tbody", rows)), cls="wide"))


def _between(one: KeptScore, words: Words) -> str:
    return words("keep.between", low=f"{one.loyalty_low:.0f}", high=f"{one.loyalty_high:.0f}")


def _reasons(explanation: Mapping[str, Any], words: Words) -> Html:
    if not explanation:
        return tag("p", words("keep.unexplained"), cls="quiet")
    against = list(_against(explanation, words))[:_REASONS]
    advice = explanation.get("advice", {})
    return joined(
        tag("ul", against, cls="reasons") if against else tag("p", words("keep.nothing"), cls="quiet"),
        tag("p", tag("strong", words("keep.do")), " ", words.picked(advice.get("reason")), cls="advice"),
    )


def _against(explanation: Mapping[str, Any], words: Words) -> Iterator[Html]:
    """What speaks for leaving first, then what takes from loyalty, each feature once."""
    seen: set[str] = set()
    leaving = [(one, "keep.percent") for one in explanation.get("leaving", ()) if one["points"] > 0]
    loyalty = [(one, "keep.points") for one in explanation.get("reasons", ()) if one["points"] < 0]
    for one, unit in [*leaving, *loyalty]:
        if one["feature"] not in seen:
            seen.add(one["feature"])
            proof = [tag("li", line, dir="auto") for line in words.listed(one.get("evidence"))[:_EVIDENCE]]
            points = tag("span", words(unit, n=f"{one['points']:+d}".replace("-", "−")), cls="points")
            yield tag("li", words.picked(one["text"]), " ", points, tag("ul", proof) if proof else None)


def _counted(order: Sequence[str], counts: Mapping[str, int], group: str, colour: str, words: Words) -> list[Mark]:
    """A mark for each word, in order; words that the data has besides come last."""
    total = sum(counts.values()) or 1
    named = [*order, *sorted(counts.keys() - set(order))]
    return [
        Mark(
            label=(name := words.one(group, one)),
            value=(count := counts.get(one, 0)),
            tip=f"{name}: {words.count(count)} ({words.share(count / total)})",
            shown=f"{words.count(count)} · {words.share(count / total)}",
            colour=f"{colour}-{one}" if one in order else "",
        )
        for one in named
    ]


def _course(course: Sequence[tuple[datetime, Mapping[str, int]]], words: Words) -> Html:
    if len(course) < 2:
        return tag("p", words("tiers_now.once"), cls="quiet")
    rows = []
    for day, tiers in course:
        name = words.day(day, year=False)
        marks = _counted(TIERS, tiers, "tiers", "t", words)
        rows.append((name, [Mark(m.label, m.value, f"{name}: {m.tip}", "", m.colour) for m in marks]))
    return joined(stacks(rows, words("tiers_now.over")), legend(_counted(TIERS, course[-1][1], "tiers", "t", words)))


def _histogram(name: str, told: ReportContents, words: Words) -> Html:
    counts: tuple[int, ...] = getattr(told.summary, name)
    step = 100 // len(counts)
    marks = []
    for n, count in enumerate(counts):
        bound = f"{n * step}–{(n + 1) * step}{' %' if name == 'risk' else ''}"
        tip = f"{bound}: {words('tiers_now.customers', n=words.count(count))}"
        marks.append(Mark(bound, count, tip))
    ends = ("0 %", "100 %") if name == "risk" else ("0", "100")
    title = words(f"tiers_now.{name}")
    return _figure(title, columns(marks, ends, title))


def _budget(told: ReportContents, words: Words) -> str:
    offers, shop = told.offers, told.shop
    if not offers.customers:
        return words("act.no_offers")
    if not offers.explained:
        return words("act.unexplained", n=words.count(offers.customers))
    amounts = {"cost": words.money(offers.cost, shop.currency), "gain": words.money(offers.gain, shop.currency)}
    if shop.budget is None:
        return words("act.no_budget", n=words.count(offers.explained), **amounts)
    budget = words.money(shop.budget, shop.currency)
    return words("act.budget", n=words.count(offers.explained), budget=budget, **amounts)


def _figure(title: str, *inside: Html) -> Html:
    return tag("figure", tag("figcaption", title), *inside)
