"""Amounts as they stand in a text (`6 ft`, `6'`, `1-1/2 in.`, `65in`), each to be counted in one written form."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from retrieval.units import WRITTEN

_NOT_COUNTED: Final = frozenset({"s", "min", "day", "week", "month", "year", "%", "K", "°C", "°F"})
"""Units that a text uses as words too (`7 day planner`), or that stand for something else (`2K`, `36F`)."""

_MORE: Final = {
    "ft": "'",
    "sqft": "square_foot square_feet",
    "cuft": "cu_ft cuft cubic_foot cubic_feet",
    "A": "amp amps",
    "hp": "hp horsepower",
    "ga": "ga gauge",
    "qt": "qt quart quarts",
    "psi": "psi",
    "btu": "btu",
    "ton": "ton tons",
}

_UNIT_OF: Final = {
    form: unit.replace(" ", "").casefold()
    for table in (WRITTEN, _MORE)
    for unit, forms in table.items()
    if unit not in _NOT_COUNTED
    for form in forms.split()
}
_FORMS: Final = "|".join(
    re.escape(form).replace("_", r"\.?[\s-]*") for form in sorted(_UNIT_OF, key=lambda form: (-len(form), form))
)
_NUMBER: Final = r"\d+(?:\s*-\s*|\s+)\d+/\d+|\d+/\d+|\d*\.\d+|\d+"

AMOUNT: Final = (
    rf"(?<![a-z0-9_./])(?P<number>{_NUMBER})(?:(?P<unit>[\s-]*(?:{_FORMS}))(?![a-z0-9'\"])\.?|(?![a-z0-9_'\"]|[./]\d))"
)
"""A pattern, without regard to case: a number that is no part of a code, and the unit behind it if there is one."""

_TIMES: Final = re.compile(
    r"[x*](?=\s*\.?\d)(?:(?<=[\d\"'].)|(?<=[\d\"']\s.)|(?<=\b(?:in|ft|mm|cm)\s.)|(?<=\b(?:in|ft)\.\s.)|(?<=\b[mwhld]\s.))",
    re.IGNORECASE,
)
"""An x between two numbers; it is looked for first and then looked back from, which is several times faster."""

_FEET_AND_INCHES: Final = re.compile(r"(?<=\d)'(?=\d)")


def apart(text: str) -> str:
    """`text` with the parts of sizes (`12x20`, `2"x4"`, `2 in. x 4 in.`, `5'6"`) parted by blanks."""
    return _TIMES.sub(" ", _FEET_AND_INCHES.sub("' ", text) if "'" in text else text)


@lru_cache(maxsize=50_000)
def plain_number(written: str) -> str:
    """`1-1/2` as `1.5`, `.50` as `0.5`, `3/8` as `0.375`; a whole number as it is written."""
    if written.isdecimal():
        return written
    try:
        value = float(sum((Fraction(part) for part in re.split(r"\s*-\s*|\s+", written)), Fraction(0)))
    except (ValueError, ZeroDivisionError, OverflowError):
        return "".join(written.split())
    return f"{value:.6g}"


@lru_cache(maxsize=5_000)
def unit_of(written: str) -> str:
    """The unit's one form in index terms: `feet` and `'` are `ft`, `fl. oz` is `floz`."""
    form = re.sub(r"[\s.-]+", "_", written.casefold().strip(" .-\t\n"))
    return _UNIT_OF.get(form) or _UNIT_OF[form.replace("_", "")]
