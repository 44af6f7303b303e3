"""The report's words in one language, with dates, shares and amounts as that language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from loyalty.scores.wording import MONTHS, Tongue

NOTHING: Final = "–"


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
    return read


class Words:
    """The words of `texts.yaml` in one language."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue: Tongue = tongue

    def __call__(self, name: str, **values: object) -> str:
        """The text of that name, like `customers.title`, with values in place of `{names}`; plain, not escaped."""
        found: Any = _texts()
        for part in name.split("."):
            found = found[part]
        plural = "" if str(values.get("n")) == "1" else "s"
        return str(found[self.tongue]).format(**{"s": plural, **values})

    def one(self, group: str, name: str | None) -> str:
        """What a word of the data is called, like a tier; the word itself where the texts do not know it."""
        named = _texts()[group].get(name or "none")
        return str(named[self.tongue]) if named else (name or NOTHING)

    def picked(self, told: object) -> str:
        """The text of this language of a pair `{"en": …, "zh": …}` out of an explanation; empty where it has none."""
        return str(told.get(self.tongue) or "") if isinstance(told, Mapping) else ""

    def listed(self, told: object) -> list[str]:
        """The same of a pair of lists."""
        found = told.get(self.tongue) if isinstance(told, Mapping) else None
        return [str(one) for one in found] if isinstance(found, (list, tuple)) else []

    def day(self, at: date | datetime, year: bool = True) -> str:
        """`3 March 2026` or `2026年3月3日`."""
        if self.tongue == "zh":
            return f"{at.year}年{at.month}月{at.day}日" if year else f"{at.month}月{at.day}日"
        return f"{at.day} {MONTHS[at.month - 1]}{f' {at.year}' if year else ''}"

    def share(self, share: float) -> str:
        """A share as whole per cent."""
        percent = round(100 * share)
        return f"{percent}%" if self.tongue == "zh" else f"{percent} %"

    def count(self, number: float) -> str:
        """A whole number with its thousands apart."""
        return f"{round(number):,}"

    def money(self, amount: float, currency: str) -> str:
        """An amount in major units."""
        return f"{amount:,.2f} {currency}".strip()
