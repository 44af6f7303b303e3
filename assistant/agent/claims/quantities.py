"""Reads amounts with a unit, and counts of what a product has: `1.2 kg`, `55-inch`, `三小时`, `6 people`.

All functions read folded text (`reading.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assistant.agent.constraints.numerals import (
    DIGITS_PATTERN,
    HAN_PATTERN,
    NUMBER_WORDS,
    WORDS_PATTERN,
    read_number,
    with_digits,
)
from retrieval.units import WRITTEN, split_unit

_HOUR: Final = 60.0
SIZES: Final[dict[str, tuple[str, float]]] = {
    "mg": ("mass", 0.001), "g": ("mass", 1), "kg": ("mass", 1000), "lb": ("mass", 453.59237),
    "oz": ("mass", 28.349523125), "mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000),
    "km": ("length", 1_000_000), "in": ("length", 25.4), "ft": ("length", 304.8), "yd": ("length", 914.4),
    "mi": ("length", 1_609_344), "ml": ("volume", 1), "cl": ("volume", 10), "l": ("volume", 1000),
    "gal": ("volume", 3785.411784), "fl oz": ("volume", 29.5735295625), "s": ("time", 1 / 60), "min": ("time", 1),
    "h": ("time", _HOUR), "day": ("time", 24 * _HOUR), "week": ("time", 168 * _HOUR),
    "month": ("time", 730.485 * _HOUR), "year": ("time", 8765.82 * _HOUR), "W": ("power", 1), "kW": ("power", 1000),
    "Wh": ("energy", 1), "kWh": ("energy", 1000), "mAh": ("charge", 1), "Ah": ("charge", 1000), "V": ("voltage", 1),
    "MB": ("data", 0.001), "GB": ("data", 1), "TB": ("data", 1000), "Hz": ("frequency", 1),
    "kHz": ("frequency", 1000), "MHz": ("frequency", 1e6), "GHz": ("frequency", 1e9), "°C": ("temperature", 1),
    "°F": ("fahrenheit", 1), "cm2": ("area", 1), "m2": ("area", 10_000), "sq ft": ("area", 929.0304),
    "km/h": ("speed", 1), "mph": ("speed", 1.609344), "g/m2": ("paper", 1), "lm": ("light", 1), "dB": ("sound", 1),
}  # fmt: skip
"""A unit as `retrieval.units` shows it -> what it measures, and how many of that dimension's base it is."""
_MORE: Final = {
    "km/h": "km/h", "m2": "m² m2 square_metres square_meters 平米 平方米", "cm2": "cm²", "g/m2": "g/m²",
    "°C": "°c ℃ 摄氏度 度 degrees degrees_celsius", "h": "个小时 个钟头 钟头",
    "week": "星期 个星期", "day": "个工作日 工作日", "V": "伏特", "W": "瓦特",
}  # fmt: skip
"""More ways to write a unit than a catalogue has, `_` for a blank."""
_NOT_WRITTEN: Final = {
    "in": ('"', "”", "′′", "in"), "°C": ("c",), "°F": ("f",), "yd": ("码",), "ft": ("′",), "s": ("s",),
}  # fmt: skip
"""What is a unit in a catalogue and hardly ever in a sentence: `the 90s`, `size 42码`; inches are read by `_INCH`."""
COUNTS: Final[dict[str, tuple[str, str]]] = {
    "people": (
        r"persons?|people|adults?|sleepers?|players?|campers?",
        "人(?![民气体生造工像们])|位(?!置)|名玩家|个人|个玩家",
    ),
    "pages": (r"pages?", "页"),
    "pieces": (r"pieces?|pcs\b|bricks?", "件套|片装|片(?=拼图|的?拼)|块拼图|块积木|粒积木|颗粒"),
    "cups": (r"cups?", "杯"),
    "speeds": (r"speeds?|speed settings?|fan speeds?", "档|挡|个?速度"),
    "ports": (r"(?:usb(?:-c)?|hdmi)? ?ports?", "个?(?:usb|hdmi)?(?:接口|端口)"),
    "keys": (r"keys?", "键(?!盘)"),
    "layers": (r"layers?", "层"),
    "burners": (r"burners?", "个?(?:炉头|灶眼|灶头)"),
    "seasons": (r"seasons?", "季"),
    "recipes": (r"recipes?", "[道个份]?(?:菜谱|食谱)"),
    "spf": ("", ""),
    "age": (r"years?[ -]olds?|yrs? old", "周?岁"),
    "age_months": (r"months?[ -]olds?", "个?月大"),
}
"""What a product has a number of -> how that is written after the number, in English and in Chinese."""
_COUNTED: Final = {"persons": "people", "players": "people", "age_months": "age", "hdmi": "ports"}
_MONTHS_IN_YEAR = 12.0
_NUM = rf"(?<![\d.])(?:{DIGITS_PATTERN})(?![\d]|,\d{{3}}|\.\d)"
_ANY = rf"(?:{_NUM}|(?<![点一二三四五六七八九十百千万第])(?:{HAN_PATTERN})|{WORDS_PATTERN})"
_LINK = r"\s*(?:-|x|×|\*|by|to|and|or|到|至|和|或|乘)\s*"


def _unit_words() -> dict[str, str]:
    """How a unit is written in a sentence -> the unit."""
    return {
        word.replace("_", " ").lower(): unit
        for unit in SIZES
        for word in f"{WRITTEN.get(unit, '')} {_MORE.get(unit, '')}".split()
        if word not in _NOT_WRITTEN.get(unit, ())
    }


_UNIT_OF: Final = _unit_words()
_HAN_AFTER = {"米": "(?![色饭粉线兰白黄])", "度": "(?!假|过|量|数)"}


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(w) + _HAN_AFTER.get(w, "") for w in sorted(words, key=len, reverse=True))


_LATIN = _either(word for word in _UNIT_OF if word.isascii())
_OTHER = _either(word for word in _UNIT_OF if not word.isascii())
_COUNT_PATTERN = "|".join(
    f"(?P<{name}>{'|'.join(part for part in ((rf'(?:{en})(?![a-z])' if en else ''), zh) if part)})"
    for name, (en, zh) in COUNTS.items()
    if en or zh
)
_SCREENS = "screens?|displays?|laptops?|phones?|tvs?|tablets?|monitors?|televisions?|wide|long|tall|deep|thick"
_INCH = rf'in(?:ch(?:es)?)?(?=[\s-]*(?:{_SCREENS}))|"(?=\s|[,.;)]|$)|″'
_DAY_KIND = r"(?:working|business|calendar|full|whole|consecutive)[\s-](?=days?\b)"
_QUANTITY = re.compile(
    rf"(?P<chain>(?:{_ANY}\s*(?:{_LATIN}|"
    rf"{_OTHER})?{_LINK}){{0,2}})(?P<v>{_ANY})\+?[\s-]*(?:{_DAY_KIND})?(?!(?<=\b5)g\b)"
    rf"(?:{_COUNT_PATTERN}|(?P<inch>{_INCH})|(?P<latin>{_LATIN})(?![a-z\d²])|(?P<other>{_OTHER}))",
    re.ASCII,
)
_AGES = rf"{_NUM}(?:\s*(?:-|to)\s*{_NUM})?"
_LABELLED = re.compile(
    rf"\bspf\s*(?P<spf>{_NUM})|\bfamily of (?P<family>{_ANY})|"
    rf"\bage[sd]?\s*(?:from |of )?(?P<ages>{_AGES})(?!\s*(?:days?|months?|hours?))",
    re.ASCII,
)
_ONE = frozenset({"one", "一", "a"})
_IDIOMS = frozenset({"day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount at `start:end` of a text, its number alone at `value_start:value_end`.

    `base` is the amount in the base unit of its `dimension` (counts have their own name as dimension), `size` what one
    of the written unit is in that base, `step` the last decimal written, in the written unit; `chained` where other
    numbers share its unit.
    """

    start: int
    end: int
    value_start: int
    value_end: int
    dimension: str
    value: float
    size: float
    step: float
    chained: bool = False

    @property
    def base(self) -> float:
        """The amount in the base unit of its dimension."""
        return self.value * self.size


def quantities_in(text: str) -> list[Quantity]:
    """Every amount with a unit, in the order they stand."""
    found = list(_labelled(text))
    for match in _QUANTITY.finditer(text):
        if not any(match.start() < other.end and other.start < match.end() for other in found):
            found += _read(match)
    return sorted(found, key=lambda quantity: quantity.start)


def sized(attribute: str, value: float) -> tuple[str, float, float] | None:
    """The dimension, amount in its base and size of the unit of an attribute: `weight_g` 320, `pages` 288.

    None where its name carries neither a unit nor something that is counted.
    """
    stem, unit = split_unit(attribute)
    if stem.startswith("age_") and unit in ("year", "month"):
        size = 1.0 if unit == "year" else 1 / _MONTHS_IN_YEAR
        return "age", abs(value) * size, size
    if unit in SIZES:
        dimension, size = SIZES[unit]
        return dimension, abs(value) * size, size
    for word in attribute.split("_"):
        name = _COUNTED.get(word, word)
        if name in COUNTS:
            return name, abs(value), 1.0
    return None


def _labelled(text: str) -> Iterator[Quantity]:
    for match in _LABELLED.finditer(text):
        group = "spf" if match["spf"] else "family" if match["family"] else "ages"
        for number in re.finditer(_ANY, match[group], re.ASCII):
            at = match.start(group) + number.start()
            value = number_of(number[0])
            if value is not None:
                chained = group == "ages" and len(match[group]) > len(number[0])
                kind = {"spf": "spf", "family": "people", "ages": "age"}[group]
                yield Quantity(match.start(), match.end(), at, at + len(number[0]), kind, value, 1.0, 1.0, chained)


def _read(match: re.Match[str]) -> Iterator[Quantity]:
    """The amounts of one match: the last number, and those before it that share its unit."""
    dimension, size, unit = _meant(match)
    chain = list(re.finditer(_ANY, match["chain"] or "", re.ASCII))
    numbers = [(match.start("chain") + m.start(), m[0]) for m in chain] + [(match.start("v"), match["v"])]
    for at, written in numbers:
        value = number_of(written)
        if value is None or (written in _ONE and (unit in _IDIOMS or not unit)):
            continue
        if dimension == "fahrenheit":
            yield Quantity(match.start(), match.end(), at, at + len(written), "temperature", (value - 32) / 1.8, 1, 0.6)
            continue
        step, chained = step_of(written), len(numbers) > 1
        yield Quantity(match.start(), match.end(), at, at + len(written), dimension, value, size, step, chained)


def _meant(match: re.Match[str]) -> tuple[str, float, str]:
    """The dimension, the size of the unit in its base, and the unit; counts have no unit."""
    written = match["latin"] or match["other"]
    unit = "in" if match["inch"] else _UNIT_OF[written] if written else ""
    if unit:
        return (*SIZES[unit], unit)
    name = next(name for name in COUNTS if COUNTS[name] != ("", "") and match[name])
    if name == "age_months":
        return "age", 1 / _MONTHS_IN_YEAR, "month"
    return name, 1.0, ""


def number_of(written: str) -> float | None:
    """The number written in digits, Chinese numerals or English words, small words included."""
    value = read_number(with_digits(written))
    return value if value is not None else _SMALL.get(written.strip())


_SMALL: Final = {word: float(value) for value, word in enumerate(NUMBER_WORDS)}


def step_of(written: str) -> float:
    """The size of the last digit written: 0.1 for `1.2`, 1 for `38`."""
    _, dot, decimals = written.partition(".")
    return 10.0 ** -len(decimals) if dot and decimals.isdigit() else 1.0
