"""The part of the report about itself: what is not known, what intervals mean, how good the models are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from loyalty.report.contents import ReportContents
from loyalty.report.markup import Html, joined, tag
from loyalty.report.weeks import summed
from loyalty.report.words import Words

MODELS: Final = ("sentiment", "satisfaction", "purchases", "leaving", "loyalty", "signals")
Figures = Mapping[str, Any]


def how_far_to_trust(told: ReportContents, words: Words, sentiment: Figures | None = None) -> Html:
    """Coverage, the meaning of intervals, and a line about each model; `sentiment` are figures of its card."""
    return joined(
        tag("h3", words("trust.not_known")),
        tag("ul", [tag("li", line) for line in not_known(told, words)]),
        tag("h3", words("trust.means")),
        tag("p", words("trust.interval")),
        tag("h3", words("trust.models")),
        tag("dl", [_model(name, words, sentiment) for name in MODELS], cls="models"),
    )


def not_known(told: ReportContents, words: Words) -> list[str]:
    """What the scores and counts do not rest on, a sentence each."""
    summary, talks = told.summary, summed(told.talks)
    lines = []
    if silent := summary.groups.get("unknown", 0):
        share = words.share(silent / summary.customers)
        lines.append(words("trust.silent", n=words.count(silent), share=share))
    if unbought := summary.tiers.get("prospect", 0):
        lines.append(words("trust.unbought", n=words.count(unbought)))
    if moodless := talks.conversations - sum(one.moods for one in told.talks):
        lines.append(words("trust.moodless", n=words.count(moodless), all=words.count(talks.conversations)))
    if told.unread is not None:
        lines.append(words("trust.unread", n=words.count(told.unread)) if told.unread else words("trust.all_read"))
    lines.append(words("trust.width", n=f"{summary.width_mean:.0f}"))
    return lines


def card_figures(card: Path) -> Figures | None:
    """`n`, `accuracy` and `macro_f1` of a model card's test part; None where there is no such card."""
    try:
        told = json.loads(card.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = _with_figures(told)
    return None if found is None else {name: found[name] for name in ("n", "accuracy", "macro_f1")}


def _with_figures(told: Any) -> Mapping[str, Any] | None:
    """The figures on the test part, wherever in the card they stand under that name."""
    if not isinstance(told, Mapping):
        return None
    test = told.get("test")
    if isinstance(test, Mapping) and {"n", "accuracy", "macro_f1"} <= test.keys():
        return test
    return next((found for one in told.values() if (found := _with_figures(one)) is not None), None)


def _model(name: str, words: Words, sentiment: Figures | None) -> Html:
    said: list[Html] = [tag("p", words(f"models_say.{name}"))]
    if name == "sentiment" and sentiment is not None:
        figures = words(
            "trust.figures",
            n=words.count(sentiment["n"]),
            accuracy=f"{sentiment['accuracy']:.3f}",
            macro_f1=f"{sentiment['macro_f1']:.3f}",
        )
        said.append(tag("p", words("trust.measured", what=figures), cls="quiet"))
    return tag("div", tag("dt", words(f"models.{name}")), tag("dd", said))
