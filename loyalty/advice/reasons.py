"""Puts the reason of an advice into words: the rule's text with the customer's figures and words in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loyalty.features.history import Source
from loyalty.scores.nouns import CustomerScores
from loyalty.scores.wording import LONGEST, Tongue, aspects_in_words, share_in_words, span_in_words

PLACEHOLDERS: Final = frozenset(
    {"about", "quote", "since", "written", "open", "s", "risk", "value", "days", "discount"}
)
"""What the text of a reason may name in braces.

`about`: what was complained about. `quote`: the first words behind it, in brackets. `since`, `written`: how long ago
they bought and wrote last. `open`: how many matters are open, with `s` for the English plural. `risk`, `value`: the
scores. `days`: the horizon. `discount`: the share an offer gives away. Empty where nothing is known.
"""
QUOTED: Final = frozenset({"turn", "request", "feedback"})
"""Sources whose text is what the customer wrote."""
UNKNOWN: Final = {"en": "an unknown time", "zh": "时间不详"}


def reason_in_words(
    text: str, scores: CustomerScores, sources: Sequence[Source], discount: float, tongue: Tongue
) -> str:
    """The text with its placeholders filled; `discount` is a share, 0 to 1."""
    matters = round(scores.features.value("open_matters") or 0)
    return text.format(
        about=aspects_in_words(sources, tongue),
        quote=_quote(sources, tongue),
        since=_span(scores.features.value("recency_days"), tongue),
        written=_span(scores.features.value("silence_days"), tongue),
        open=matters,
        s="" if matters == 1 else "s",
        risk=share_in_words(scores.leaving.probability, tongue, sure=False),
        value=round(scores.value.value),
        days=scores.forecast.horizon_days,
        discount=share_in_words(discount, tongue),
    ).strip()


def _span(days: float | None, tongue: Tongue) -> str:
    return UNKNOWN[tongue] if days is None else span_in_words(days, tongue)


def _quote(sources: Sequence[Source], tongue: Tongue) -> str:
    said = next((text for one in sources if one.kind in QUOTED and (text := " ".join(one.text.split()))), "")
    if len(said) > LONGEST:
        said = f"{said[:LONGEST].rstrip()}…"
    if not said:
        return ""
    return f"（“{said}”）" if tongue == "zh" else f" (“{said}”)"
