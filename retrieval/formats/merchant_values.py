"""Reads what Google Merchant feeds write in ways of their own: money, weights, days, availability, details."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from retrieval.formats.fields import FieldFault, fault, is_blank, read_price, read_text

_MONEY: Final = re.compile(r"(?:([A-Za-z]{3})\s*)?(\d{1,3}(?:,\d{3})+\.\d+|[\d.+\-eE]+)(?:\s*([A-Za-z]{3}))?")
_WEIGHT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)")
_GRAMS: Final = {
    "g": 1.0, "gram": 1.0, "grams": 1.0, "kg": 1000.0, "kgs": 1000.0, "mg": 0.001,
    "lb": 453.59237, "lbs": 453.59237, "oz": 28.349523125,
}  # fmt: skip
"""Grams in a unit; the pound and ounce are the international avoirdupois ones."""

_AVAILABILITY: Final = {
    "in_stock": "in_stock", "available": "in_stock", "limited_availability": "in_stock", "online_only": "in_stock",
    "out_of_stock": "out_of_stock", "discontinued": "out_of_stock", "sold_out": "out_of_stock",
    "preorder": "preorder", "pre_order": "preorder", "backorder": "backorder", "available_for_order": "backorder",
}  # fmt: skip


def read_money(value: object) -> tuple[float, str]:
    """An amount in major units and its currency (ISO 4217, empty where none stands there): `15.00 USD`.

    A comma may part thousands only where a decimal point follows (`1,299.00 USD`), as it could be a decimal comma.

    Raises:
        FieldFault: the value is anything else, negative or not finite.
    """
    found = _MONEY.fullmatch(read_text(value)) if isinstance(value, str) else None
    if isinstance(value, (int, float)):
        return read_price(value), ""
    if not found or (found[1] and found[3]):
        raise fault(value, "is not a price; expected one such as 15.00 USD")
    return read_price(found[2].replace(",", "")), (found[1] or found[3] or "").upper()


def read_weight_g(value: object) -> float:
    """A weight such as `1.5 kg` in grams.

    Raises:
        FieldFault: it has no number, or a unit other than g, kg, mg, lb and oz.
    """
    found = _WEIGHT.fullmatch(read_text(value))
    unit = _GRAMS.get(found[2].casefold()) if found else None
    if found is None or unit is None:
        raise fault(value, "is not a weight; expected one such as 1.5 kg")
    return round(float(found[1]) * unit, 3)


def read_availability(value: object) -> str:
    """`in_stock`, `out_of_stock`, `preorder` or `backorder`, from these or a common way to write them.

    Raises:
        FieldFault: it is none of them.
    """
    found = _AVAILABILITY.get(re.sub(r"[\s\-]+", "_", read_text(value).casefold()))
    if found is None:
        raise fault(value, "is not an availability; expected in_stock, out_of_stock, preorder or backorder")
    return found


def read_days(value: object) -> tuple[date, date]:
    """The first and last day of `2026-02-24T11:07+0100/2026-02-29T23:07+0100`, as written there.

    Raises:
        FieldFault: it is not two ISO 8601 dates with a slash between, the earlier first.
    """
    try:
        first, last = (datetime.fromisoformat(day.strip()).date() for day in read_text(value).split("/"))
    except ValueError as error:
        if isinstance(error, FieldFault):
            raise
        raise fault(value, "is not a period; expected two ISO dates with / between") from error
    if first > last:
        raise fault(value, "ends before it begins")
    return first, last


def read_list(value: object) -> tuple[str, ...]:
    """Texts: a list of them (XML), or one cell that holds several, parted by commas, quoted where they hold one.

    A cell with a single text may hold commas too, if no quotes: `Fast, light` is one text, as a comma in prose is
    followed by a blank.
    """
    if is_blank(value):
        return ()
    if isinstance(value, list):
        return tuple(text for part in value if isinstance(part, str) and (text := read_text(part)))
    text = read_text(value)
    if '"' not in text and ", " in text:
        return (text,)
    return tuple(part.strip() for part in _cells(text) if part.strip())


def read_details(value: object) -> Iterator[tuple[str, str]]:
    """Names and values of `product_detail`: XML's nested elements, or a table's `section:name:value,...`.

    What is not written so is left out; a name's first value counts.
    """
    seen: set[str] = set()
    for part in value if isinstance(value, list) else [value]:
        for name, text in _details(part):
            key = re.sub(r"[\s\-]+", "_", name.strip().casefold())
            if key and text.strip() and key not in seen:
                seen.add(key)
                yield key, read_text(text)


def _details(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        yield part.get("attribute_name", ""), part.get("attribute_value", "")
    elif isinstance(part, str):
        for cell in _cells(read_text(part)):
            _section, _, rest = cell.partition(":")
            name, colon, text = rest.partition(":")
            if colon:
                yield name, text


def _cells(text: str) -> list[str]:
    """The text cut at commas, those within quotes excepted."""
    try:
        return next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
    except csv.Error as error:
        raise FieldFault(f"cannot be cut at commas ({error})") from error
