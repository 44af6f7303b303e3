"""What the shopper has asked for so far, as short labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.agent.events import Language
from interfaces.ui.money import money
from interfaces.ui.texts import say


def constraint_chips(constraints: Mapping[str, Any], language: Language) -> list[str]:
    """Plain-text labels in reading order: what it is, then price, rating, stock; unknown keys are left out.

    `constraints` are the JSON-ready values of a `ConstraintsChanged` event. The labels are not escaped.
    """
    return [
        *_names(constraints.get("categories")),
        *_names(constraints.get("brands")),
        *_attributes(constraints.get("attributes")),
        *_price(constraints, language),
        *_rating(constraints.get("min_rating"), language),
        *([say(language, "chips.in_stock")] if constraints.get("in_stock") is True else []),
    ]


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    return [str(name).split(" > ")[-1] for name in value if str(name).strip()] if isinstance(value, Iterable) else []


def _attributes(value: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return []
    return [_attribute(str(name), wanted) for name, wanted in value.items()]


def _attribute(name: str, wanted: Any) -> str:
    """A yes or no is named by the attribute, anything else by what is wanted of it (`colour: black`)."""
    words = name.replace("_", " ")
    values = _names([wanted] if isinstance(wanted, bool | int | float) else wanted)
    if [v.lower() for v in values] in (["true"], ["yes"]):
        return words
    return f"{words}: {', '.join(values)}"


def _price(constraints: Mapping[str, Any], language: Language) -> list[str]:
    currency = str(constraints.get("currency") or "USD")
    low, high = (_amount(constraints.get(key), currency, language) for key in ("min_price", "max_price"))
    if low and high:
        return [say(language, "chips.price_range", low=low, high=high)]
    if high:
        return [say(language, "chips.max_price", price=high)]
    return [say(language, "chips.min_price", price=low)] if low else []


def _amount(value: Any, currency: str, language: Language) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return money(value, currency, language, short=True)


def _rating(value: Any, language: Language) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [say(language, "chips.min_rating", rating=f"{value:g}")]
