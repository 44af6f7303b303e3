"""Reads constraints out of a shopper's words, without a language model."""

from __future__ import annotations

import re

from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.money import read_price_limits
from assistant.agent.constraints.numerals import normalise, read_number
from assistant.agent.constraints.shop_words import ShopWords

_VALUE = r"(?<![\d.])(\d(?:\.\d+)?|[一二三四五])(?!\d)"
_AT_LEAST = r"(?:at least|over|above|more than|higher than|minimum(?: of)?|min|>=?|≥)"
_OR_BETTER = r"(?:\+|plus|and up|and above|or (?:more|better|higher|above|up)|at least|minimum)"
_SCORE = r"(?:(?:-\s*)?star\s*)?(?:rating|score|reviews?|out of 5|/\s*5)"
_RATING = [
    re.compile(
        rf"(?:\brated|\brating|\breviews?|\bscore)\s*(?:of|is|at|:)?\s*{_AT_LEAST}?\s*{_VALUE}(?![\d.]*\d|\s*%)",
        re.ASCII,
    ),
    re.compile(rf"{_AT_LEAST}\s*{_VALUE}\s*(?:-\s*)?stars?", re.ASCII),
    re.compile(rf"{_AT_LEAST}\s*{_VALUE}\s*{_SCORE}", re.ASCII),
    re.compile(rf"{_VALUE}\s*{_OR_BETTER}\s*{_SCORE}", re.ASCII),
    re.compile(rf"{_VALUE}\s*(?:-\s*)?(?:stars?|{_SCORE})\s*{_OR_BETTER}", re.ASCII),
    re.compile(rf"{_VALUE}\s*{_OR_BETTER}\s*(?:-\s*)?stars?", re.ASCII),
    re.compile(
        rf"(?:评分|评价|星级)\s*(?:在|要|得|至少|不低于|不少于|高于|大于|超过)*\s*{_VALUE}\s*(?:分|颗?星)?\s*(?:以上|及以上|起|往上)?",
        re.ASCII,
    ),
    re.compile(rf"{_VALUE}\s*(?:颗?星|分)\s*(?:或|及)?(?:以上|更高|起|往上)", re.ASCII),
    re.compile(rf"(?:至少|不低于|不少于|最低|起码|高于|超过|大于)\s*{_VALUE}\s*(?:颗?星|分(?!钟))", re.ASCII),
]
_IN_STOCK = re.compile(
    r"(?<!back )(?<!back-)\bin[ -]stock\b|\bavailable (?:now|right now|today|immediately)\b|\bready to ship\b|"
    r"有货|现货|有库存",
    re.ASCII,
)
_OUT_OF_STOCK = re.compile(
    r"(?:\bnot|n't)(?: \w+){0,5} in[ -]stock|out of(?: \w+)? (?:in[ -])?stock|(?:没有?|无)(?:有?货|现货)|"
    r"不(?:用|必|一定|需要?|要求)(?:要|是)?(?:有货|现货)|什么时候(?:能|会|再|才)*有(?:现)?货",
    re.ASCII,
)


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
