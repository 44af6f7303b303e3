"""What the shopper has asked for so far, as short labels that can each be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.agent.constraints.money import format_price
from assistant.agent.events import Language
from interfaces.ui.floor.names import ShopNames
from interfaces.ui.floor.texts import all_texts, say

_SELF_EVIDENT = {"colour", "color", "size"}
"""Attributes whose value says enough: `black` rather than `colour: black`."""
MOST_VALUES = 3
"""Values of one attribute that a label names."""
_YES = (["true"], ["yes"])
_EDITORS = {
    "price": "price",
    "min_price": "price",
    "max_price": "price",
    "min_rating": "rating",
    "deadline": "day",
    "ranges": "range",
    "brands": "names",
    "categories": "names",
    "excluded_brands": "names",
    "attributes": "names",
    "excluded_attributes": "names",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One constraint: its plain-text label, not escaped, and how `remove_constraint` knows it."""

    label: str
    name: str
    value: str | None = None

    def frame(self, language: Language) -> dict[str, Any]:
        """JSON-ready, with the words for its button and those that stand for the click in the conversation."""
        return {
            "label": self.label,
            "name": self.name,
            "value": self.value,
            "editor": editor_of(self.name),
            "edit": say(language, "chips.edit", label=self.label),
            "remove": say(language, "chips.remove", label=self.label),
            "removed": say(language, "chips.removed", label=self.label),
        }


def editor_of(name: str) -> str | None:
    """What kind of editor the constraint of that name has; None for what can only be taken back."""
    return _EDITORS.get(name.partition(".")[0])


def set_anew(chip: Any) -> tuple[str, Any] | None:
    """The name of the chip that was edited and what it is to be, as `Chosen` has it; None for anything else."""
    if not isinstance(chip, Mapping) or not isinstance(chip.get("name"), str) or chip.get("to") is None:
        return None
    return chip["name"], chip["to"]


def taken_back(chip: Any) -> tuple[str, str | None] | None:
    """The name and value of the chip that the browser says was clicked; None for anything but a chip."""
    if not isinstance(chip, Mapping) or not isinstance(chip.get("name"), str):
        return None
    value = chip.get("value")
    return chip["name"], value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class ChipWriter:
    """Writes labels in a language; prices without a currency of their own are in `currency` (ISO 4217)."""

    currency: str
    names: ShopNames = field(default_factory=ShopNames)

    def chips(self, constraints: Mapping[str, Any], language: Language) -> list[Chip]:
        """The constraints in reading order, what it is first; unknown keys are left out.

        `constraints` are the JSON-ready values of a `ConstraintsChanged` event.
        """
        return [
            *self._kinds(constraints, language),
            *(Chip(name, "brands", name) for name in _listed(constraints.get("brands"))),
            *(
                self._not(name, "excluded_brands", name, language)
                for name in _listed(constraints.get("excluded_brands"))
            ),
            *self._attributes(constraints.get("attributes"), language),
            *self._excluded(constraints.get("excluded_attributes"), language),
            *self._ranges(constraints.get("ranges"), language),
            *self._price(constraints, language),
            *_rating(constraints.get("min_rating"), language),
            *([Chip(say(language, "chips.in_stock"), "in_stock")] if constraints.get("in_stock") is True else []),
            *_deadline(constraints.get("deadline"), language),
            *_recipient(constraints.get("recipient"), language),
            *_ignores_profile(constraints.get("ignore_profile"), language),
        ]

    def _kinds(self, constraints: Mapping[str, Any], language: Language) -> Iterator[Chip]:
        for name in _listed(constraints.get("categories")):
            yield Chip(self.names.name_in(name.split(" > ")[-1], language), "categories", name)
        for thing in _listed(constraints.get("thing")):
            yield Chip(thing, "thing")

    def _attributes(self, value: Any, language: Language) -> Iterator[Chip]:
        for name, wanted in _mapped(value):
            yield Chip(self._attribute(name, _listed(wanted), language), f"attributes.{name}")

    def _excluded(self, value: Any, language: Language) -> Iterator[Chip]:
        for name, refused in _mapped(value):
            label = self._attribute(name, _listed(refused), language)
            yield self._not(label, f"excluded_attributes.{name}", None, language)

    def _attribute(self, name: str, wanted: list[str], language: Language) -> str:
        """A yes is named by the attribute alone, anything else by what is wanted of it."""
        words = self._name(name, language)
        if [value.lower() for value in wanted] in _YES:
            return words
        named = [self.names.name_in(value, language) for value in wanted[:MOST_VALUES]]
        values = ("、" if language == "zh" else ", ").join(named) + ("…" if len(wanted) > MOST_VALUES else "")
        return values if name in _SELF_EVIDENT else say(language, "chips.attribute", name=words, value=values)

    def _name(self, name: str, language: Language) -> str:
        return self.names.name_in(name, language).replace("_", " ")

    def _not(self, label: str, name: str, value: str | None, language: Language) -> Chip:
        return Chip(say(language, "chips.not", label=label), name, value)

    def _ranges(self, value: Any, language: Language) -> Iterator[Chip]:
        for name, bounds in _mapped(value):
            if isinstance(bounds, Mapping):
                label = _range(bounds, self._name(name, language), language)
                yield from [Chip(label, f"ranges.{name}")] if label else []

    def _price(self, constraints: Mapping[str, Any], language: Language) -> Iterator[Chip]:
        currency = str(constraints.get("currency") or self.currency)
        low, high = (_amount(constraints.get(key), currency) for key in ("min_price", "max_price"))
        if low and high:
            yield Chip(say(language, "chips.price_range", low=low, high=high), "price")
        elif high and constraints.get("budget_for_all") is True:
            yield Chip(say(language, "chips.budget_for_all", price=high), "price")
        elif high:
            yield Chip(say(language, "chips.max_price", price=high), "max_price")
        elif low:
            yield Chip(say(language, "chips.min_price", price=low), "min_price")


def _listed(value: Any) -> list[str]:
    if isinstance(value, str | bool | int | float):
        value = [value]
    return [str(item) for item in value if str(item).strip()] if isinstance(value, Iterable) else []


def _mapped(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(name), inner) for name, inner in value.items())


def _amount(value: Any, currency: str) -> str:
    """The amount without cents where they are zero, or nothing for what is no number."""
    return format_price(value, currency).replace(".00", "") if _is_number(value) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _range(bounds: Mapping[str, Any], name: str, language: Language) -> str:
    """`weight up to 2 kg`; nothing for what has no end that is a number."""
    unit = f" {bounds['unit']}" if bounds.get("unit") else ""
    low, high = (f"{bounds[end]:g}" if _is_number(bounds.get(end)) else "" for end in ("min", "max"))
    if not low and not high:
        return ""
    key = "range" if low and high else "range_max" if high else "range_min"
    return say(language, f"chips.{key}", name=name, low=low, high=high, unit=unit)


def _rating(value: Any, language: Language) -> list[Chip]:
    return [Chip(say(language, "chips.min_rating", rating=f"{value:g}"), "min_rating")] if _is_number(value) else []


def _deadline(value: Any, language: Language) -> list[Chip]:
    """The day without its year; nothing for what is no date."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return []
    if day is None:
        return []
    month = all_texts()[language]["months"][day.month - 1]
    return [Chip(say(language, "chips.deadline", day=day.day, month=month), "deadline")]


def _recipient(value: Any, language: Language) -> list[Chip]:
    return [Chip(say(language, "chips.recipient", who=value), "recipient")] if isinstance(value, str) and value else []


def _ignores_profile(value: Any, language: Language) -> list[Chip]:
    return [Chip(say(language, "chips.ignore_profile"), "ignore_profile")] if value is True else []
