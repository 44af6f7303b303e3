"""Figures, spans, dates and sources in words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import yaml

from loyalty.features.history import Source

Tongue: TypeAlias = Literal["en", "zh"]
TONGUES: Final[tuple[Tongue, Tongue]] = ("en", "zh")
MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December")  # fmt: skip
UNITS: Final = (("year", 365.25), ("month", 30.44), ("week", 7.0))
"""Days of each, the longest first."""
LONGEST: Final = 120
"""Characters of a quote that are shown."""


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The words of `texts.yaml`."""
    read: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
    return read


def date_in_words(at: datetime, beside: datetime | None, tongue: Tongue) -> str:
    """`3 May` or `5月3日`, in UTC as recorded; with the year where it is not that of `beside`."""
    year = beside is None or at.year != beside.year
    if tongue == "zh":
        return f"{at.year}年{at.month}月{at.day}日" if year else f"{at.month}月{at.day}日"
    return f"{at.day} {MONTHS[at.month - 1]}{f' {at.year}' if year else ''}"


def span_in_words(days: float, tongue: Tongue) -> str:
    """A span in the largest unit of which there are two (or one day): `5 days`, `3 weeks`, `14 months`, `2 years`."""
    words = texts()["spans"]
    if days < 1:
        return str(words["today"][tongue])
    unit, length = next((one for one in UNITS if days / one[1] >= 2), ("day", 1.0))
    number = int(days / length)
    return str(words[unit][tongue]).format(n=number, s=plural(number))


def share_in_words(share: float, tongue: Tongue, sure: bool = True) -> str:
    """A share as whole per cent; one that is never sure is at least below 1 and at most above 99."""
    percent = round(100 * share)
    unit = "%" if tongue == "zh" else " %"
    if not sure and not 1 <= percent <= 99:
        return f"< 1{unit}" if percent < 1 else f"> 99{unit}"
    return f"{percent}{unit}"


def plural(number: int) -> str:
    """The English ending after a number."""
    return "" if number == 1 else "s"


def source_in_words(source: Source, beside: datetime, tongue: Tongue) -> str:
    """What the source is and what it says; a long quote is cut."""
    text = " ".join(source.text.split())
    words = texts()["evidence" if text or source.kind == "conversation" else "bare"][source.kind][tongue]
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rstrip()}…"
    return str(words).format(id=source.id, date=date_in_words(source.at, beside, tongue), text=text)


def aspects_in_words(sources: Sequence[Source], tongue: Tongue) -> str:
    """What was complained about, as an addition to a sentence; empty where nobody knows."""
    words = texts()
    names = [words["aspects"][aspect][tongue] for aspect in dict.fromkeys(one.aspect for one in sources) if aspect]
    if not names:
        return ""
    about = words["about"]
    joined = about[f"and_{tongue}"].join([about[f"comma_{tongue}"].join(names[:-1]), names[-1]][len(names) < 2 :])
    return str(about[tongue]).format(list=joined)
