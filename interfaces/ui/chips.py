"""What the shopper has asked for so far, as short labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.constraints.money import format_price
from assistant.agent.events import Language
from interfaces.ui.names import ShopNames
from interfaces.ui.texts import say

_SELF_EVIDENT = {"colour", "color", "size"}
"""Attributes whose value says enough: `black` rather than `colour: black`."""


@dataclass(frozen=True, slots=True)
class ChipWriter:
    """Writes labels in a language; prices without a currency of their own are in `currency` (ISO 4217)."""

    currency: str
    names: ShopNames = field(default_factory=ShopNames)

    def chips(self, constraints: Mapping[str, Any], language: Language) -> list[str]:
        """Plain-text labels in reading order: what it is, then price, rating, stock, no history; unknown keys are left out.

        `constraints` are the JSON-ready values of a `ConstraintsChanged` event. The labels are not escaped.
        """
        return [
            *(self.names.name_in(name.split(" > ")[-1], language) for name in _listed(constraints.get("categories"))),
            *_listed(constraints.get("brands")),
            *self._attributes(constraints.get("attributes"), language),
            *self._price(constraints, language),
            *_rating(constraints.get("min_rating"), language),
            *([say(language, "chips.in_stock")] if constraints.get("in_stock") is True else []),
            *([say(language, "chips.ignore_profile")] if constraints.get("ignore_profile") is True else []),
        ]

    def _attributes(self, value: Any, language: Language) -> list[str]:
        if not isinstance(value, Mapping):
            return []
        return [self._attribute(str(name), _listed(wanted), language) for name, wanted in value.items()]

    def _attribute(self, name: str, wanted: list[str], language: Language) -> str:
        """A yes is named by the attribute alone, anything else by what is wanted of it."""
        words = name.replace("_", " ")
        if [value.lower() for value in wanted] in (["true"], ["yes"]):
            return words
        values = ("、" if language == "zh" else ", ").join(self.names.name_in(value, language) for value in wanted)
        return values if name in _SELF_EVIDENT else f"{words}: {values}"

    def _price(self, constraints: Mapping[str, Any], language: Language) -> list[str]:
        currency = str(constraints.get("currency") or self.currency)
        low, high = (_amount(constraints.get(key), currency) for key in ("min_price", "max_price"))
        if low and high:
            return [say(language, "chips.price_range", low=low, high=high)]
        if high:
            return [say(language, "chips.max_price", price=high)]
        return [say(language, "chips.min_price", price=low)] if low else []


def _listed(value: Any) -> list[str]:
    if isinstance(value, str | bool | int | float):
        value = [value]
    return [str(item) for item in value if str(item).strip()] if isinstance(value, Iterable) else []


def _amount(value: Any, currency: str) -> str:
    """The amount without cents where they are zero, or nothing for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return format_price(value, currency).replace(".00", "")


def _rating(value: Any, language: Language) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [say(language, "chips.min_rating", rating=f"{value:g}")]
