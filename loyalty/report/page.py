"""The report as one page: read this first.

    contents = gather(scores, talks, ShopFacts("Harbour & Finch"), now)
    report_page(contents, "en")

The page asks for nothing from anywhere and holds no program; its policy forbids both, should a text ever get past the
escaping in `markup.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from loyalty.report.contents import ReportContents
from loyalty.report.customers_part import what_to_do, where_they_stand, whom_to_keep
from loyalty.report.markup import Html, style_sheet, tag
from loyalty.report.reviews_part import what_reviews_say
from loyalty.report.summary_part import in_short, tiles
from loyalty.report.talks_part import complaints_and_praise, how_it_goes
from loyalty.report.trust_part import CardFigures, how_far_to_trust
from loyalty.report.words import Words
from loyalty.scores.wording import Tongue

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: show it."""
_SHEET: Final = Path(__file__).with_name("report.css")


def report_page(told: ReportContents, tongue: Tongue, sentiment: Sequence[CardFigures] = ()) -> str:
    """The page's HTML; `sentiment` are figures of the sentiment model's card."""
    words = Words(tongue)
    sections = (
        ("keep", whom_to_keep(told, words)),
        ("act", what_to_do(told, words)),
        ("tiers_now", where_they_stand(told, words)),
        ("said", complaints_and_praise(told, words)),
        ("mood", how_it_goes(told, words)),
        ("products", what_reviews_say(told, words)),
        ("trust", how_far_to_trust(told, words, sentiment)),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="robots", content="noindex"),
        tag("title", f"{words('page.title')} · {told.shop.name}"),
        style_sheet(_SHEET.read_text(encoding="utf-8")),
    )
    contents = [tag("li", tag("a", words(f"{name}.title"), href=f"#{name}")) for name, _ in sections]
    body = tag(
        "body",
        _header(told, words),
        tag("section", tiles(told, words), in_short(told, words), cls="short"),
        tag("nav", tag("ul", contents), aria_label=words("page.contents")),
        tag("main", [tag("section", tag("h2", words(f"{name}.title")), part, id=name) for name, part in sections]),
        tag("footer", words("page.foot")),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="zh-CN" if tongue == "zh" else "en") + "\n"


def _header(told: ReportContents, words: Words) -> Html:
    since = words.day(told.span.since)
    until = words.day(told.summary.as_of)
    lines = (
        words("page.as_of", day=words.day(told.summary.as_of)),
        words("page.span", since=since, until=until),
        words("page.made", day=words.day(told.made_at)),
    )
    return tag(
        "header",
        tag("p", told.shop.name, cls="shop"),
        tag("h1", words("page.title")),
        tag("p", " · ".join(lines), cls="quiet"),
    )
