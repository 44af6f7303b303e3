"""The parts of the report about conversations: complaints and praise, mood, reasons, what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from loyalty.report.contents import ReportContents
from loyalty.report.markup import Html, joined, tag
from loyalty.report.plots import Mark, bars, facing_bars, line
from loyalty.report.weeks import Week, by_reason, weeks
from loyalty.report.words import NOTHING, Words
from records.learned.talk_overview import Quoted

ASPECTS: Final = ("product", "price", "delivery", "service", "returns", None)
_LONGEST_QUOTE: Final = 240


def complaints_and_praise(told: ReportContents, words: Words) -> Html:
    """By aspect, back to back, with quotes; then the products complained about most."""
    totals = {kind: sum(one.count for one in told.aspects if one.kind == kind) for kind in ("complaint", "praise")}
    if not any(totals.values()):
        return tag("p", words("said.nothing"), cls="quiet")
    lead = words("said.lead", complaints=words.count(totals["complaint"]), praises=words.count(totals["praise"]))
    heads = tag("div", tag("span", words("said.complaints")), tag("span", words("said.praise")), cls="facing-heads")
    return joined(
        tag("p", lead, cls="lead"),
        heads,
        facing_bars(_aspect_rows(told, words), words("said.title")),
        tag("div", _quotes(told, "complaint", words), _quotes(told, "praise", words), cls="pair"),
        tag("h3", words("said.products")),
        _product_table(told, words),
    )


def how_it_goes(told: ReportContents, words: Words) -> Html:
    """Mood and satisfaction by week, why people write, and what was left unresolved."""
    by_week = weeks(told.talks)
    if not by_week:
        return tag("p", words("mood.nothing"), cls="quiet")
    return joined(
        tag(
            "div",
            _weekly("mood.mood", by_week, [week.talks.mood for week in by_week], (-1, 1), words),
            _weekly("mood.satisfaction", by_week, [week.talks.satisfaction for week in by_week], (1, 5), words),
            cls="pair",
        ),
        tag("h3", words("mood.reasons")),
        _reasons(told, words),
        tag("h3", words("mood.open")),
        _open_matters(told, words),
    )


def quoted(found: Iterable[Quoted], words: Words) -> Html:
    """Quotes with who said them and when."""
    return tag(
        "ul",
        [
            tag(
                "li",
                tag("q", _short(one.signal.quote), dir="auto"),
                tag(
                    "small",
                    tag("bdi", one.customer_id) if one.customer_id else words("said.guest"),
                    f", {words.day(one.signal.at)}",
                ),
            )
            for one in found
        ],
        cls="quotes",
    )


def _aspect_rows(told: ReportContents, words: Words) -> list[tuple[str, Mark, Mark]]:
    counts = {(one.kind, one.aspect): one.count for one in told.aspects}
    rows = []
    for aspect in ASPECTS:
        name = words.one("aspects", aspect)
        pair = []
        for kind, plural, colour in (("complaint", "complaints", "bad"), ("praise", "praise", "good")):
            count = counts.get((kind, aspect), 0)
            shown = words.count(count)
            pair.append(Mark(name, count, f"{name}: {words(f'said.{plural}')} {shown}", shown, colour))
        rows.append((name, pair[0], pair[1]))
    return rows


def _quotes(told: ReportContents, kind: str, words: Words) -> Html:
    found = [one for one in told.aspects if one.kind == kind and one.aspect][:3]
    title = words("said.complaints" if kind == "complaint" else "said.praise")
    blocks = [
        tag("div", tag("h4", words.one("aspects", one.aspect)), quoted(told.quotes[kind, one.aspect], words))
        for one in found
    ]
    return tag("div", tag("p", title, cls="over"), blocks, cls=f"said {kind}") if blocks else joined()


def _product_table(told: ReportContents, words: Words) -> Html:
    products = list(dict.fromkeys(one.product_id for one in told.products if one.product_id))
    if not products:
        return tag("p", words("said.no_product"), cls="quiet")
    made = []
    for id in products:
        counts = [one for one in told.products if one.product_id == id]
        about = [
            tag("span", f"{words.one('aspects', one.aspect)} {words.count(one.count)}", cls="chip") for one in counts
        ]
        head = tag(
            "div",
            tag("h4", tag("bdi", told.title(id))),
            tag("span", words.count(sum(one.count for one in counts)), cls="many"),
            cls="card-head",
        )
        made.append(tag("li", head, tag("p", about), quoted(told.product_quotes.get(id, ()), words), cls="card"))
    return tag("ul", made, cls="cards two")


def _weekly(
    name: str, by_week: Sequence[Week], values: Sequence[float | None], range_: tuple[float, float], words: Words
) -> Html:
    marks = []
    for week, value in zip(by_week, values, strict=True):
        day = words.day(week.monday, year=False)
        shown = NOTHING if value is None else f"{value:.2f}"
        tip = words("mood.week", day=day, value=shown, n=words.count(week.talks.conversations))
        marks.append(Mark(day, value, tip))
    ends = marks[0].label, marks[-1].label if len(marks) > 1 else ""
    return tag("figure", tag("figcaption", words(name)), line(marks, *range_, ends, words(name)))


def _reasons(told: ReportContents, words: Words) -> Html:
    marks = []
    for reason, talks in by_reason(told.talks).items():
        count, unresolved = words.count(talks.conversations), words.count(talks.unresolved)
        name = words.one("reasons", reason)
        share = words("mood.share_open", share=words.share(talks.unresolved / talks.conversations))
        tip = f"{name}: {words('mood.reasons_tip', n=count, open=unresolved)}"
        marks.append(Mark(name, talks.conversations, tip, f"{count} · {share}"))
    return bars(marks, words("mood.reasons"))


def _open_matters(told: ReportContents, words: Words) -> Html:
    if not told.open_matters:
        return tag("p", words("mood.none_open"), cls="quiet")
    made = []
    for one in told.open_matters:
        who = tag("bdi", one.customer_id) if one.customer_id else words("said.guest")
        what = f" · {words.day(one.ended_at)} · {words.one('reasons', one.contact_reason)}"
        said = [tag("q", _short(quote), dir="auto") for quote in one.quotes[:2]]
        made.append(tag("li", tag("p", tag("strong", who), what), said))
    return tag("ul", made, cls="open")


def _short(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1]}…"
