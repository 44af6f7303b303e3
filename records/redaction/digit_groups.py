"""Runs of digits as people group them: `(415) 555-0132`, `4111 1111 1111 1111`, `138-0013-8000`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MOST_DIGITS = 19
_FEWEST_DIGITS = 7
_MOST_GROUPS = 6
"""More of them are a number only where each is a single digit."""
_GROUP = re.compile(r"\d+")
_SEPARATOR = re.compile(r" {1,2}|\) ?-? ?| ?\(0?\)? ?| ?[-./·_] ?")
"""What may stand between two groups; a line break or a comma begins another number."""
_OPENING = re.compile(r"(?:\( ?\+ ?|\+ ?\(? ?|\()$")
_CODE_BEFORE = re.compile(r"[A-Za-z_][-._]?$")
_CALLING_WORD = re.compile(
    r"(?:tel|phone|ph|mobile|mob|cell|call|fax|text|wechat|weixin|whatsapp|wx|vx|(?<![a-z])v|sj|dh|at|is|on|no|number)[-._]?$",
    re.I,
)
_GLUED = re.compile(r"(?![A-Za-z]{3,}(?![A-Za-z\d]))(?![xX]\d{1,5}\b)[A-Za-z\d_]|[-][A-Za-z\d]")
"""A letter behind a number makes it a code, unless a whole word was glued to it or an extension follows."""
_MONEY_BEFORE = re.compile(r"[$€£¥￥] ?$")
_UNIT_BEHIND = re.compile(
    r" ?(?:元|块|美元|刀|万|人民币|毫安|克|斤|公斤|瓦|流明|毫升|厘米|毫米|件|个|usd\b|dollars?\b|bucks?\b|rmb\b|yuan\b|"
    r"eur\b|gbp\b|mah\b|gb\b|mb\b|tb\b|ml\b|mm\b|cm\b|kg\b|rpm\b|lm\b|%)",
    re.IGNORECASE,
)
_ADDRESS_OF_PAGE = re.compile(r"(?:://|www\.|\.(?:com|cn|net|org|html?)/)\S*$", re.IGNORECASE)
_NOT_A_PERSONS = re.compile(
    r"(?:\b(?:order|tracking|parcel|shipment|waybill|consignment|isbn(?:-1[03])?|ean(?:-?13)?|upc(?:-?a)?|gtin|asin|sku|mpn|"
    r"model|part|item|product|barcode|bar code|serial|article|catalogu?e?|reference|ref|invoice|voucher|coupon|"
    r"style|lot|customer|case|ticket|confirmation|batch|s/n|p/n)(?: ?(?:id|no|number|num|nr|code|#))*"
    r"\.? ?(?:is|was|[:=#-])? ?"
    r"|(?:订单|单号|运单|快递|物流|编号|货号|型号|条码|条形码|商品|序列号|券码|款号|批号|流水号|发票|工单|书号|货品|包裹|批次)"
    r"(?:号码?|编号|码)?(?:[是为:, ]|就是|尾号)*)#?$",
    re.IGNORECASE,
)
_LOOK_BACK = 48


@dataclass(frozen=True, slots=True)
class Digits:
    """A few neighbouring groups: `start` to `end` in characters of the text, without what opens the number.

    `before` and `behind` are the separators to the next groups on each side, empty where there is none.
    """

    text: str
    start: int
    end: int
    groups: tuple[str, ...]
    separators: tuple[str, ...]
    before: str
    behind: str

    @property
    def joined(self) -> str:
        """The digits alone."""
        return "".join(self.groups)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(map(len, self.groups))

    @property
    def is_even(self) -> bool:
        """Whether the same mark stands between all groups."""
        return len(set(self.separators)) <= 1

    @property
    def opening(self) -> str:
        """What stands directly before, if it opens a number: `+`, `(`, `(+`."""
        found = _OPENING.search(self.text, max(0, self.start - 4), self.start)
        return found[0] if found else ""

    @property
    def lead(self) -> str:
        """The text before the number, as much as can say what it is."""
        return self.text[max(0, self.start - len(self.opening) - _LOOK_BACK) : self.start - len(self.opening)]

    @property
    def is_code(self) -> bool:
        """Whether letters make it a part of a code (`WH-1000XM5`), or a mark ties it to other digits."""
        lead = self.lead
        if not self.opening and _CODE_BEFORE.search(lead) and not _CALLING_WORD.search(lead):
            return True
        tied = "-" in self.before or "." in self.before or "-" in self.behind or "." in self.behind
        return tied or bool(_GLUED.match(self.text, self.end))

    @property
    def is_amount(self) -> bool:
        """Whether a currency or a unit stands beside it."""
        return bool(_MONEY_BEFORE.search(self.lead) or _UNIT_BEHIND.match(self.text, self.end))

    @property
    def is_the_shops(self) -> bool:
        """Whether it is said to be an order, a product or a parcel, or stands in a page's address."""
        return stands_in(_NOT_A_PERSONS, self.lead) or stands_in(_ADDRESS_OF_PAGE, self.lead)


@lru_cache(maxsize=512)
def stands_in(pattern: re.Pattern[str], lead: str) -> bool:
    """Whether the pattern is found in what leads to a number; all that may begin at one place share the answer."""
    return bool(pattern.search(lead))


def is_product_code(number: str) -> bool:
    """Whether it is an article number (UPC, EAN-13, GTIN-14) by its own check digit, which one in ten others is too."""
    from stdnum import ean

    return ean.is_valid(number)


def digits_in(text: str) -> Iterator[list[Digits]]:
    """For each place where a number may begin, what it may be: the longest first, 7 to 19 digits.

    The caller stops at what it takes and skips the places inside of it.
    """
    for chain in _chains(text):
        sizes = [group.end() - group.start() for group in chain]
        if sum(sizes) >= _FEWEST_DIGITS:
            for first in range(len(chain)):
                yield _beginning_at(text, chain, first)


def _chains(text: str) -> Iterator[list[re.Match[str]]]:
    """Groups of digits with nothing but separators between them."""
    chain: list[re.Match[str]] = []
    for group in _GROUP.finditer(text):
        if chain and not _SEPARATOR.fullmatch(text, chain[-1].end(), group.start()):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _beginning_at(text: str, chain: list[re.Match[str]], first: int) -> list[Digits]:
    found: list[Digits] = []
    sizes = [group.end() - group.start() for group in chain[first : first + MOST_DIGITS + 1]]
    singles = next((n for n, size in enumerate(sizes) if size > 1), len(sizes))
    if singles > _MOST_GROUPS:
        alone = not first or chain[first - 1].end() - chain[first - 1].start() > 1
        return [_digits(text, chain, first, first + singles - 1)] if alone and singles <= MOST_DIGITS else []
    digits = 0
    for last, size in enumerate(sizes[:_MOST_GROUPS], first):
        digits += size
        if digits > MOST_DIGITS:
            break
        if digits >= _FEWEST_DIGITS:
            found.append(_digits(text, chain, first, last))
    return found[::-1]


def _digits(text: str, chain: list[re.Match[str]], first: int, last: int) -> Digits:
    groups = chain[first : last + 1]
    return Digits(
        text,
        groups[0].start(),
        groups[-1].end(),
        tuple(group[0] for group in groups),
        tuple(text[one.end() : next_.start()] for one, next_ in itertools.pairwise(groups)),
        text[chain[first - 1].end() : groups[0].start()] if first else "",
        text[groups[-1].end() : chain[last + 1].start()] if last + 1 < len(chain) else "",
    )
