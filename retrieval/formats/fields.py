"""Reads one field of a catalogue row; what cannot be read is a `FieldFault` that says what stood there and what may."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from retrieval.catalog import AttributeValue

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SEPARATOR: Final = re.compile(r"\s*[>/›]\s*")
_CURRENCY: Final = re.compile("[A-Z]{3}")
_HALF_LETTER: Final = re.compile("[\ud800-\udfff]")
_SHOWN: Final = 40
_READABLE: Final = 10**_SHOWN
LONGEST_TEXT: Final = 200_000
"""Characters a field may hold; more is a picture or a page that slipped into the column."""


class FieldFault(ValueError):
    """A value that cannot be read; `reason` is a sentence without the row and field.

    `kind` is the reason without what differs from row to row, by which faults are counted.
    """

    def __init__(self, reason: str, field: str = "", kind: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.kind = reason, field, kind or reason

    def of_field(self, field: str) -> FieldFault:
        """The same fault, naming `field` unless it names one already."""
        return FieldFault(self.reason, self.field or field, self.kind)


def fault(value: object, rest: str) -> FieldFault:
    """The fault `rest` of `value`, which is shown in front, shortened."""
    return FieldFault(f"{_shown(value)} {rest}", kind=rest)


def is_blank(value: object) -> bool:
    """Whether nothing was stated: None, or text of blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_text(value: object) -> str:
    """Text as it is, without blanks around it; a number or date as it would be written.

    Raises:
        FieldFault: the value is a list or mapping, longer than `LONGEST_TEXT`, or holds bytes that are not UTF-8.
    """
    if type(value) is not str:
        return _as_text(value)
    text = value.strip()
    if not text.isascii():
        _check_letters(text)
    if "\0" in text:
        raise fault(text, "holds a NUL character")
    if len(text) > LONGEST_TEXT:
        raise FieldFault(f"holds {len(text):,} characters; a field may hold {LONGEST_TEXT:,}", kind="is too long")
    return text


def _check_letters(text: str) -> None:
    """Refuse what cannot be stored: broken bytes, and halves of letters, which JSON can spell."""
    if "\ufffd" in text:
        raise fault(text, "holds bytes that are not UTF-8; save the file as UTF-8")
    if _HALF_LETTER.search(text):
        raise fault(text, "holds half a letter (a lone surrogate)")


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= _READABLE:
        raise fault(value, "is not text")
    return str(value)


def read_price(value: object) -> float:
    """A price in major units, at least 0, rounded to the cent.

    Raises:
        FieldFault: the value is not a plain number, negative, or not finite.
    """
    return round(_number(value, "a plain number such as 12.90, without currency sign or thousands separator"), 2)


def read_rating(value: object) -> float:
    """A mean rating, 0 to 5.

    Raises:
        FieldFault: the value is not a number, or out of that range.
    """
    rating = _number(value, "a number from 0 to 5")
    if rating > 5:
        raise fault(value, "is above 5; ratings go from 0 to 5")
    return rating


def read_count(value: object) -> int:
    """A count of pieces or people, at least 0.

    Raises:
        FieldFault: the value is not a whole number, or negative.
    """
    count = _number(value, "a whole number such as 12")
    if not count.is_integer():
        raise fault(value, "is not a whole number; expected one such as 12")
    return int(count)


def read_currency(value: object) -> str:
    """An ISO 4217 code in capitals.

    Raises:
        FieldFault: the value is not three Latin letters.
    """
    code = read_text(value).upper()
    if not _CURRENCY.fullmatch(code):
        raise fault(value, "is not a currency code such as USD")
    return code


def read_path(value: object) -> tuple[str, ...]:
    """A category path: a list of names, or one text cut at `>` or `/`.

    Raises:
        FieldFault: a part is not text.
    """
    if isinstance(value, (list, tuple)):
        return tuple(text for part in value if (text := read_text(part)))
    return tuple(part for part in _SEPARATOR.split(read_text(value)) if part)


def read_arrow_path(value: object) -> tuple[str, ...]:
    """A category path of which only `>` cuts, as in Google's and Shopify's taxonomies, where names may hold `/`.

    Raises:
        FieldFault: the value is not text.
    """
    return tuple(part for piece in read_text(value).split(">") if (part := piece.strip()))


def read_amount(value: object) -> float:
    """A finite number of at least 0.

    Raises:
        FieldFault: the value is none.
    """
    return _number(value, "a number such as 250")


def read_balance(value: object) -> int:
    """A whole number of pieces, below 0 where more were sold than there are.

    Raises:
        FieldFault: the value is not a whole number.
    """
    text = read_text(value)
    return -read_count(text[1:]) if text.startswith("-") else read_count(text)


def read_names(value: object) -> tuple[str, ...]:
    """Several names: a list, or one text cut at `|`, `;` or `,`.

    Raises:
        FieldFault: a part is not text.
    """
    parts = value if isinstance(value, (list, tuple)) else re.split("[|;,]", read_text(value))
    return tuple(text for part in parts if (text := read_text(part)))


def read_attribute(value: object, *, typed: bool) -> AttributeValue | None:
    """An attribute's value, None where nothing is stated; with `typed` false, text is read as what it looks like.

    Raises:
        FieldFault: the value is a mapping, a nested list, or a number that is not finite.
    """
    if is_blank(value):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _finite(float(value), value)
    if isinstance(value, (list, tuple)):
        return tuple(text for part in value if (text := read_text(part))) or None
    text = read_text(value)
    return text if typed else _untyped(text)


def read_attributes(value: object) -> dict[str, AttributeValue]:
    """A mapping of attributes as it stands in a JSON or YAML row.

    Raises:
        FieldFault: the value is not a mapping, or one of its values cannot be read (`field` names it).
    """
    if is_blank(value):
        return {}
    if not isinstance(value, Mapping):
        raise fault(value, "is not a mapping of attribute names to values")
    found: dict[str, AttributeValue] = {}
    for name, raw in value.items():
        try:
            read = read_attribute(raw, typed=True)
        except FieldFault as found_fault:
            raise found_fault.of_field(f"attributes.{name}") from found_fault
        if read is not None:
            found[read_text(name)] = read
    return found


def _untyped(text: str) -> AttributeValue | None:
    folded = text.casefold()
    if folded in ("true", "yes", "false", "no"):
        return folded in ("true", "yes")
    if _NUMBER.fullmatch(text):
        return _finite(float(text), text)
    return tuple(part.strip() for part in text.split("|") if part.strip()) if "|" in text else text


def _number(value: object, expected: str) -> float:
    if type(value) is not float and type(value) is not int:
        value = _spelled(value, expected)
    number = _finite(_as_float(value), value)
    if number < 0:
        raise fault(value, f"is negative; expected {expected}")
    return number


def _spelled(value: object, expected: str) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value.strip()):
        raise fault(value, f"is not a number; expected {expected}")
    return value


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _finite(number: float, value: object) -> float:
    if not math.isfinite(number):
        raise fault(value, "is not a finite number")
    return number


def _shown(value: object) -> str:
    """What stood there, cut before it is written out: nested YAML aliases can stand for gigabytes."""
    if isinstance(value, str):
        text = repr(value[: _SHOWN + 1])
    elif isinstance(value, (bool, float, date)) or (isinstance(value, int) and abs(value) < _READABLE):
        text = repr(value)
    else:
        text = f"a number of more than {_SHOWN} digits" if isinstance(value, int) else reprlib.repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
