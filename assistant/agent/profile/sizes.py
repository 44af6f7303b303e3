"""Reads the sizes that catalogues state: one (`M`, `42`, `200 x 200 cm`), several, or from one to another."""

from __future__ import annotations

import re

from retrieval.catalog import AttributeValue, Product

_LETTERS = ("XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "XXXXL")
_NUMBERED = re.compile(r"([2-4])\s*X([SL])")
_RANGE = re.compile(r"\s*(\S+)\s*(?:to|-|–|~|至|到)\s*(\S+)\s*", re.IGNORECASE)
_SAYS_A_SIZE = re.compile(r"\d")


def own_size(product: Product) -> str | None:
    """The size of a product that comes in one size only, as the catalogue writes it.

    None where it states none, or several: an order does not keep which of them was chosen. Words that fit everybody
    ("one size", "adult") are no size.
    """
    stated = _stated(product)
    if len(stated) != 1 or _ends(stated[0]) is not None:
        return None
    size = stated[0].strip()
    return size if _plain(size) in _LETTERS or _SAYS_A_SIZE.search(size) else None


def comes_in(product: Product, size: str) -> bool:
    """Whether the product is stated to come in the size."""
    wanted = _plain(size)
    return any(_plain(one) == wanted or _is_between(wanted, _ends(one)) for one in _stated(product))


def _stated(product: Product) -> tuple[str, ...]:
    value: AttributeValue = next((value for name, value in product.attributes.items() if name.lower() == "size"), ())
    if isinstance(value, tuple):
        return value
    return () if isinstance(value, bool) else (f"{value:g}" if isinstance(value, float) else str(value),)


def _plain(size: str) -> str:
    """In capitals, with single spaces; `2XL` as `XXL`."""
    plain = " ".join(size.upper().split())
    numbered = _NUMBERED.fullmatch(plain)
    return "X" * int(numbered[1]) + numbered[2] if numbered else plain


def _ends(size: str) -> tuple[str, str] | None:
    """Both ends of `36 to 47` or `xs-xxl`; None where it is no range."""
    match = _RANGE.fullmatch(size)
    ends = (_plain(match[1]), _plain(match[2])) if match else None
    return ends if ends and all(end in _LETTERS or end.isdecimal() for end in ends) else None


def _is_between(size: str, ends: tuple[str, str] | None) -> bool:
    if ends is None:
        return False
    if size.isdecimal() and ends[0].isdecimal() and ends[1].isdecimal():
        return int(ends[0]) <= int(size) <= int(ends[1])
    if not {size, *ends} <= set(_LETTERS):
        return False
    low, at, high = (_LETTERS.index(one) for one in (ends[0], size, ends[1]))
    return low <= at <= high
