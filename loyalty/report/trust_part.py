"""The part of the report about itself: what is not known, what intervals mean, how good the models are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loyalty.report.contents import ReportContents
from loyalty.report.markup import Html, joined, tag
from loyalty.report.weeks import summed
from loyalty.report.words import Words

MODELS: Final = ("sentiment", "satisfaction", "purchases", "leaving", "loyalty", "signals")


@dataclass(frozen=True, slots=True)
class CardFigures:
    """How a sentiment model did on `texts` texts that it was not taught on; `what` is a word of `measured_on`."""

    what: str
    texts: int
    accuracy: float
    macro_f1: float


def how_far_to_trust(told: ReportContents, words: Words, sentiment: Sequence[CardFigures] = ()) -> Html:
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


def card_figures(card: Path) -> tuple[CardFigures, ...]:
    """What a sentiment model's card says of texts it was not taught on; nothing where there is no such card.

    The shipped model's card has each set of each language by folds, that of a model of the shop's own a test part.
    """
    try:
        told = json.loads(card.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    try:
        folds = told.get("untaught_folds_two_classes", {})
        found = [
            CardFigures(
                f"{language}_{'chat' if name == 'lines' else 'reviews'}",
                one["two_class"],
                one["accuracy"],
                one["macro_f1"],
            )
            for language, sets in folds.items()
            for name, one in sets.items()
            if name != "words"  # single words are taught and not measured
        ]
        found += [CardFigures("own", one["n"], one["accuracy"], one["macro_f1"]) for one in _test_parts(told)]
    except (AttributeError, KeyError, TypeError):
        return ()  # a card of another make
    largest = {one.what: one for one in sorted(found, key=lambda one: one.texts)}
    return tuple(largest[what] for what in dict.fromkeys(one.what for one in found))


def _test_parts(told: Any) -> Iterator[Mapping[str, Any]]:
    """The figures on the test part, wherever in the card they stand under that name."""
    if isinstance(told, Mapping):
        test = told.get("test")
        if isinstance(test, Mapping) and {"n", "accuracy", "macro_f1"} <= test.keys():
            yield test
        for one in told.values():
            yield from _test_parts(one)


def _model(name: str, words: Words, sentiment: Sequence[CardFigures]) -> Html:
    measured = [
        words(
            "trust.measured",
            what=words.one("measured_on", one.what),
            n=words.count(one.texts),
            accuracy=f"{one.accuracy:.3f}",
            macro_f1=f"{one.macro_f1:.3f}",
        )
        for one in (sentiment if name == "sentiment" else ())
    ]
    said = tag("p", words(f"models_say.{name}"))
    return tag(
        "div", tag("dt", words(f"models.{name}")), tag("dd", said, [tag("p", line, cls="quiet") for line in measured])
    )
