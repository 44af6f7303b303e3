"""Reads constraints out of a shopper's words, without a language model."""

from __future__ import annotations

import re
from datetime import date

from assistant.agent.constraints.attribute_words import AttributeWords
from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.days import read_deadline
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.money import PriceLimits, read_price_limits
from assistant.agent.constraints.numerals import normalise, read_number
from assistant.agent.constraints.people import age_of, read_recipient
from assistant.agent.constraints.ranges import read_ranges
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.constraints.values import read_values
from assistant.agent.constraints.word_finder import distinct

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
_RATING_END = re.compile(
    rf",\s*(?:(?:-\s*)?stars?|out of 5|/\s*5)?\s*(?:{_OR_BETTER})?(?:的|分|颗?星|以上|及以上)*(?=$|[\s,.;!?])", re.ASCII
)
"""What of a rating may stand after its number."""
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


_ABOUT_ONE = re.compile(
    r"^(?:so |and |but )?(?:is|are|was|does|do|can|will|has) (?:it|they|this|that|these|those|the (?:first|"
    r"second|third|last|one))\b|"
    r"^(?:它|这个|那个|这款|那款|第.[个款]).*(?:吗|么|不)\s*[?。]?$",
    re.ASCII,
)
"""A question about what was shown: what it names is asked about, not asked for."""
_FOR_ALL = re.compile(
    r"\b(?:in total|altogether|all together|all in|overall|for everything|for (?:it|them) all|for all of (?:it|"
    r"them|this)|"
    r"total budget|combined|everything together|all of (?:it|them) together|taken together|"
    r"put together|for the (?:whole|entire) (?:lot|trip|list|setup|thing))\b|"
    r"一共|总共|总预算|加起来|合起来|合计|总计|总价|全部(?:加|一起)|全部(?:东西)?(?:预算|不超过|控制)|所有东西|整套",
    re.ASCII,
)


def read_constraints(text: str, words: ShopWords, kind: tuple[str, ...] = (), today: date | None = None) -> Constraints:
    """The constraints a message states in so many words; what it does not state is unset.

    `kind` are the categories in hand where the message names none: attributes are read only where products of the kind
    have them. Days (`by Friday`) are read where `today` is given.
    """
    plain = normalise(text)
    rating, rest = _rating(plain)
    categories = words.categories_in(text)
    attributes = words.attributes_of(categories or kind)
    ranges, rest = read_ranges(rest, attributes)
    limits = read_price_limits(rest) or PriceLimits()
    recipient = read_recipient(plain)
    wanted, refused = ({}, {}) if _ABOUT_ONE.search(plain) else read_values(plain, words, attributes)
    for_all = limits.maximum is not None and bool(_FOR_ALL.search(plain))
    return Constraints(
        min_price=limits.minimum,
        max_price=limits.maximum,
        currency=limits.currency,
        categories=categories,
        brands=words.brands_in(text),
        excluded_brands=distinct(words.brands.refused(plain)),
        attributes=wanted,
        excluded_attributes=refused,
        ranges={**_for_age(recipient, attributes), **ranges},
        min_rating=rating,
        in_stock=bool(_IN_STOCK.search(plain)) and not _OUT_OF_STOCK.search(plain),
        deadline=read_deadline(plain, today) if today else None,
        recipient=recipient,
        budget_for_all=for_all,
        total_budget=limits.maximum if for_all else None,
    )


def without_rating(text: str) -> str:
    """Normalised text without the least rating it states; a comma stands in its place."""
    rest = _rating(text)[1]
    return _RATING_END.sub(",", rest) if rest != text else text


def _for_age(recipient: str | None, attributes: AttributeWords) -> dict[str, Bounds]:
    """What suits somebody of that age, where the catalogue states from which age on, and up to which, it does."""
    age = age_of(recipient) if recipient else None
    suits = {"age_min": Bounds(maximum=age, unit="year"), "age_max": Bounds(minimum=age, unit="year")}
    return {name: bounds for name, bounds in suits.items() if age is not None and attributes.has(name)}


def _rating(text: str) -> tuple[float | None, str]:
    """A least rating, 0 to 5, or None; and the text without it, so that its number is not read as a price."""
    for match in (m for pattern in _RATING for m in pattern.finditer(text)):
        value = read_number(match[1])
        if value is not None:  # one above 5 is no rating, and no price either
            return value if value <= 5 else None, f"{text[: match.start()]},{text[match.end() :]}"
    return None, text
