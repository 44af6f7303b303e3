"""Reads `--attribute`: `colour=red`, `weight<=1.5kg`, `battery>10h`, `screen=50..60in`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from retrieval.errors import InvalidQueryError
from retrieval.query import Range
from retrieval.units import Amount, read_amount

_OPTION: Final = re.compile(r"\s*([^<>=]+?)\s*(>=|<=|=|>|<)\s*(.+?)\s*", re.DOTALL)
_FORMS: Final = "NAME=VALUE, NAME>=1.5kg, NAME<2kg or NAME=1..2kg"


@dataclass
class AttributeOptions:
    """What the options say: values any of which will do, and ranges, by the attribute's name as it was typed."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)


def read_attributes(options: Iterable[str]) -> AttributeOptions:
    """All options together: several values of one name are alternatives, two limits of one name are one range.

    Raises:
        InvalidQueryError: an option is of none of the forms, or two limits of one name do not go together.
    """
    read = AttributeOptions()
    for option in options:
        match = _OPTION.fullmatch(option)
        if match is None:
            raise InvalidQueryError(f'"{option}" is no attribute; write it as {_FORMS}.', "attributes")
        name, sign, value = match.groups()
        asked = _range(sign, value, option)
        if asked is None:
            read.values[name] = (*read.values.get(name, ()), value)
        else:
            read.ranges[name] = _joined(read.ranges[name], asked, name) if name in read.ranges else asked
    return read


def _range(sign: str, value: str, option: str) -> Range | None:
    """The range that an option asks for, None where it asks for a value."""
    if sign == "=":
        low, dots, high = value.partition("..")
        return _between(_amount(low, option), _amount(high, option), option) if dots else None
    number, unit = _amount(value, option)
    if sign in (">", ">="):
        return Range(minimum=number, unit=unit, above_minimum=sign == ">")
    return Range(maximum=number, unit=unit, below_maximum=sign == "<")


def _between(low: Amount, high: Amount, option: str) -> Range:
    """The unit may stand at either end, or at both if it is the same."""
    if low.unit and high.unit and low.unit != high.unit:
        raise InvalidQueryError(f'Write both ends of "{option}" in one unit.', "ranges")
    return Range(low.value, high.value, low.unit or high.unit)


def _amount(text: str, option: str) -> Amount:
    amount = read_amount(text)
    if amount is None:
        raise InvalidQueryError(f'"{text}" in "{option}" is no number with a unit; write it as {_FORMS}.', "ranges")
    return amount


def _joined(one: Range, two: Range, name: str) -> Range:
    """A lower and an upper limit as one range."""
    low, high = (one, two) if one.maximum is None else (two, one)
    if low.maximum is not None or high.minimum is not None or low.unit != high.unit:
        raise InvalidQueryError(f"Give {name} one lower and one upper limit, both in the same unit.", f"ranges.{name}")
    return replace(low, maximum=high.maximum, below_maximum=high.below_maximum)
