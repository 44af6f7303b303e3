"""Reads amounts with a unit and converts them; the conversions are those of the library pint."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from retrieval.names import folded

if TYPE_CHECKING:
    from pint import UnitRegistry

WRITTEN: Final[dict[str, str]] = {
    "mg": "mg milligram milligrams 毫克",
    "g": "g gram grams gr gramme grammes 克",
    "kg": "kg kgs kilo kilos kilogram kilograms 公斤 千克",
    "lb": "lb lbs pound pounds 磅",
    "oz": "oz ounce ounces 盎司",
    "fl oz": "fl_oz floz fluid_ounce fluid_ounces 液量盎司 液盎司",
    "mm": "mm millimeter millimeters millimetre millimetres 毫米",
    "cm": "cm centimeter centimeters centimetre centimetres 厘米 公分",
    "m": "m meter meters metre metres 米",
    "km": "km kilometer kilometers kilometre kilometres 公里 千米",
    "in": 'in inch inches " ′′ ” 英寸 寸',
    "ft": "ft foot feet ′ 英尺",
    "yd": "yd yard yards 码",
    "mi": "mi mile miles 英里",
    "ml": "ml milliliter milliliters millilitre millilitres 毫升",
    "cl": "cl centiliter centilitre",
    "l": "l liter liters litre litres 升",
    "gal": "gal gallon gallons 加仑",
    "s": "s sec secs second seconds 秒",
    "min": "min mins minute minutes 分钟",
    "h": "h hr hrs hour hours 小时",
    "day": "day days 天",
    "week": "week weeks 周",
    "month": "month months 个月",
    "year": "year years yr yrs 年",
    "W": "w watt watts 瓦",
    "kW": "kw kilowatt kilowatts 千瓦",
    "Wh": "wh watt_hour watt_hours 瓦时",
    "kWh": "kwh kilowatt_hours 千瓦时",
    "mAh": "mah milliamp_hours 毫安时 毫安",
    "Ah": "ah amp_hours 安时",
    "V": "v volt volts 伏",
    "MB": "mb megabyte megabytes",
    "GB": "gb gigabyte gigabytes",
    "TB": "tb terabyte terabytes",
    "Hz": "hz hertz 赫兹",
    "kHz": "khz kilohertz",
    "MHz": "mhz megahertz",
    "GHz": "ghz gigahertz",
    "°C": "c °c celsius degc 摄氏度 ℃",
    "°F": "f °f fahrenheit degf 华氏度 ℉",
    "K": "k kelvin",
    "cm2": "cm2 sq_cm 平方厘米",
    "m2": "m2 sqm sq_m 平方米",
    "sq ft": "sqft sq_ft ft2 平方英尺",
    "km/h": "kmh km/h kph 公里/小时",
    "mph": "mph",
    "g/m2": "gsm g/m2",
    "lm": "lm lumen lumens 流明",
    "dB": "db decibel decibels 分贝",
    "%": "percent pct % 百分比",
}  # fmt: skip
"""Each unit as it is shown -> how it is written, folded, `_` for a blank. One that pint does not know stands alone."""

_PINT: Final = {
    "mg": "milligram", "g": "gram", "kg": "kilogram", "lb": "pound", "oz": "ounce", "fl oz": "fluid_ounce",
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "km": "kilometer", "in": "inch", "ft": "foot", "yd": "yard",
    "mi": "mile", "ml": "milliliter", "cl": "centiliter", "l": "liter", "gal": "gallon", "s": "second",
    "min": "minute", "h": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "W": "watt",
    "kW": "kilowatt", "Wh": "watt_hour", "kWh": "kilowatt_hour", "mAh": "milliampere_hour", "Ah": "ampere_hour",
    "V": "volt", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "Hz": "hertz", "kHz": "kilohertz",
    "MHz": "megahertz", "GHz": "gigahertz", "°C": "degree_Celsius", "°F": "degree_Fahrenheit", "K": "kelvin",
    "cm2": "centimeter**2", "m2": "meter**2", "sq ft": "foot**2", "km/h": "kilometer/hour", "mph": "mile/hour",
    "g/m2": "gram/meter**2",
}  # fmt: skip

_UNIT_OF: Final = {word.replace("_", " "): unit for unit, words in WRITTEN.items() for word in words.split()}
_NUMBER: Final = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_AMOUNT: Final = re.compile(rf"({_NUMBER})(?:\s*-?\s*(\D.*|[^\W\d_].*))?", re.DOTALL)
_NOT_IN_NAMES: Final = frozenset({"min"})
"""`players_min` is the fewest players; minutes are spelled out in names."""
_NOT_IN_TEXTS: Final = frozenset({"c", "f", "k"})
"""`36F` is a size and `2K` a resolution; degrees are written `°C`."""
_HOLDS: Final = frozenset(
    ["capacity", "volume", "bottle", "tank", "liquid", "fluid", "content", "contents", "fill", "cup", "容量", "容积"]
)
"""Words in the name of what is measured by volume."""


class Amount(NamedTuple):
    """A number and its unit as shown in `WRITTEN`; empty where none is written."""

    value: float
    unit: str


def unit_named(text: str) -> str | None:
    """The unit that is written so, in any case, in English or Chinese; None where it is none."""
    form = folded(text)
    return _UNIT_OF.get(form) or _UNIT_OF.get(form.rstrip("."))


def read_amount(text: str) -> Amount | None:
    """What `1.5 kg`, `55-inch`, `1,200 ml` or `10小时` says, None for anything else; a bare number has no unit.

    A number too large for a float is no amount.
    """
    match = _AMOUNT.fullmatch(folded(text))
    if match is None:
        return None
    unit, value = unit_named(match[2]) if match[2] else "", float(match[1].replace(",", ""))
    return None if unit is None or match[2] in _NOT_IN_TEXTS or math.isinf(value) else Amount(value, unit)


def split_unit(key: str) -> tuple[str, str]:
    """An attribute's key as what is measured and the unit its name carries: `weight_g` is `weight` in `g`.

    The unit is empty where the name carries none.
    """
    words = key.split("_")
    for first in range(max(1, len(words) - 2), len(words)):
        written = " ".join(words[first:])
        unit = None if written in _NOT_IN_NAMES else _UNIT_OF.get(written)
        if unit:
            stem = words[:first]
            return "_".join(stem[:-1] if len(stem) > 1 and stem[-1] == "in" else stem), unit
    return key, ""


def holds_liquid(stem: str) -> bool:
    """Whether what an attribute measures is a volume, so that its ounces are fluid ones."""
    return not _HOLDS.isdisjoint(stem.split("_"))


@lru_cache(maxsize=1024)
def convertible(unit: str, other: str) -> bool:
    """Whether amounts in `unit` can be given in `other`."""
    if unit == other:
        return True
    if unit not in _PINT or other not in _PINT:
        return False
    registry = _registry()
    return bool(registry.parse_units(_PINT[unit]).dimensionality == registry.parse_units(_PINT[other]).dimensionality)


def converted(value: Any, unit: str, other: str) -> Any:
    """A number, or an array of them, in `unit` given in `other`, which it is convertible to; exact if they are one."""
    if unit == other:
        return value
    return _registry().Quantity(value, _PINT[unit]).to(_PINT[other]).magnitude


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Any]:
    """Pint's own definitions; opened only where something is to be converted, as that takes 0.4 s."""
    from pint import UnitRegistry

    return UnitRegistry()
