"""Reads constraints out of a shopper's words, without a language model."""

from __future__ import annotations

import re

from assistant.agent.constraints import Constraints
from assistant.agent.money import read_price_limits
from assistant.agent.numerals import normalise, read_number
from assistant.agent.shop_words import ShopWords

_VALUE = r"(\d(?:\.\d+)?|[一二三四五])"
_AT_LEAST = r"(?:at least|over|above|more than|minimum(?: of)?|>=?)"
_OR_BETTER = r"(?:\+|and up|and above|or (?:more|better|higher|above)|at least)"
_RATING = [
    re.compile(rf"(?:rated|rating|reviews?|stars?)\s*(?:of|is|at|:)?\s*{_AT_LEAST}?\s*{_VALUE}(?![\d.]*\d)"),
    re.compile(rf"{_AT_LEAST}\s*{_VALUE}\s*(?:-\s*)?stars?"),
    re.compile(rf"{_VALUE}\s*(?:\+|or more|plus)?\s*(?:-\s*)?stars?\s*{_OR_BETTER}"),
    re.compile(rf"{_VALUE}\s*\+\s*(?:-\s*)?stars?"),
    re.compile(rf"评分\s*(?:在|要|至少|不低于|高于|大于|超过)*\s*{_VALUE}\s*(?:分|星)?\s*(?:以上|及以上|起|往上)?"),
    re.compile(rf"{_VALUE}\s*(?:星|分)\s*(?:以上|及以上|起|往上)"),
]
_IN_STOCK = re.compile(r"\bin[ -]stock\b|\bavailable (?:now|right now|today)\b|\bready to ship\b|有货|现货|有库存")
_OUT_OF_STOCK = re.compile(r"(?:not|n't|isn't|out of|没)\s*(?:in[ -]stock|有货|现货)|out of stock")


def read_constraints(text: str, words: ShopWords) -> Constraints:
    """The constraints a message states in so many words; what it does not state is unset."""
    plain = normalise(text)
    rating, without_rating = _rating(plain)
    limits = read_price_limits(without_rating)
    colours = words.colours_in(text)
    return Constraints(
        min_price=limits.minimum if limits else None,
        max_price=limits.maximum if limits else None,
        currency=limits.currency if limits else None,
        categories=words.categories_in(text),
        brands=words.brands_in(text),
        attributes={words.colour_attribute: colours} if colours else {},
        min_rating=rating,
        in_stock=bool(_IN_STOCK.search(plain)) and not _OUT_OF_STOCK.search(plain),
    )


def _rating(text: str) -> tuple[float | None, str]:
    """A least rating, 0 to 5, or None; and the text without it, so that its number is not read as a price."""
    for match in (m for pattern in _RATING for m in pattern.finditer(text)):
        value = read_number(match[1])
        if value is not None and value <= 5:
            return value, f"{text[: match.start()]},{text[match.end() :]}"
    return None, text
