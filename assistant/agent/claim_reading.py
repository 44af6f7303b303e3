"""Finds what a sentence claims: prices, ratings, review counts, stock, references to rows, and any other number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.agent.currencies import CURRENCY_PATTERN, currency_code
from assistant.agent.numerals import DIGITS_PATTERN, read_number

ClaimKind = Literal[
    "reference", "price", "percent", "rating", "review_count", "stock_count", "in_stock", "out_of_stock", "number"
]

_FOLDED = {code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_FOLDED |= {ord("％"): ord("%"), ord("＄"): ord("$"), ord("￥"): ord("¥"), ord("．"): ord("."), ord("，"): ord("，")}
_FOLDED |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

_N = rf"(?:{DIGITS_PATTERN})"
_COUNT = r"\d[\d,]*"
_HAN = "[一二两三四五六七八九十百千万]+"
_WHO = "(?:customer |shopper |user |verified )?"
_PIECES = r"(?:(?:units?|pieces?|pcs|items?)\s*)?(?:are |is )?"
_PATTERNS: list[tuple[ClaimKind, str]] = [
    ("reference", r"\[(?P<v>\d{1,2})\]|【(?P<w>\d{1,2})】"),
    ("percent", rf"(?P<v>{_N})\s*(?:%|percent\b)|(?P<w>\d(?:\.\d)?)\s*折"),
    ("price", rf"(?P<c>(?<![a-z])(?:{CURRENCY_PATTERN}))\s*(?P<v>{_N})"),
    ("price", rf"(?P<v>{_N}|{_HAN})\s*(?P<c>{CURRENCY_PATTERN})"),
    ("price", rf"(?:price[sd]?(?: at| is| of|:)*|costs?|(?:售价|价格)(?:为|是|：)?)\s*(?P<v>{_N})(?!\s*[%\d])"),
    ("review_count", rf"(?P<v>{_COUNT})\s*{_WHO}(?:reviews?|ratings)\b"),
    ("review_count", rf"(?P<v>{_COUNT})\s*[条个位人]?\s*(?:用户|顾客|买家)?\s*(?:评价|评论|点评|人评)"),
    ("rating", r"(?P<v>[0-5](?:\.\d+)?)\s*(?:/\s*5\b|out of (?:5|five)\b|-?\s*stars?\b|星|分(?!钟|之))"),
    (
        "rating",
        r"(?:rat(?:ed|ing)(?: of| is| at|:)*|评分(?:为|是|高达|达到?|：|:)*|评价[为是])\s*(?P<v>[0-5](?:\.\d+)?)",
    ),
    ("stock_count", rf"(?P<v>{_COUNT})\s*{_PIECES}(?:left|in stock|available)\b"),
    ("stock_count", rf"(?:stock(?: of|:| is)*|库存(?:还有|有|为|是|仅剩|剩余|：|:)*|仅剩|还剩|现货)\s*(?P<v>{_COUNT})"),
    ("out_of_stock", r"out of stock|sold out|not (?:currently )?(?:in stock|available)|unavailable"),
    ("out_of_stock", "缺货|无货|没有?货|售罄|卖完|断货"),
    ("in_stock", r"in stock|currently available|(?:is|are) available|有货|现货|有库存|库存充足"),
    ("number", rf"(?<![\d.])(?P<v>{_N})(?:\s*(?P<k>k)(?![a-z]))?"),
]
_COMPILED = [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim at `start:end` of its sentence; its number alone stands at `value_start:value_end`.

    `value` is the number claimed (a percentage as 0 to 100; None for the two stock states); `currency` is an ISO 4217
    code for prices that name one.
    """

    kind: ClaimKind
    start: int
    end: int
    value_start: int
    value_end: int
    value: float | None = None
    currency: str | None = None


def fold(text: str) -> str:
    """The text in lower case with plain digits, each character in its place."""
    return text.translate(_FOLDED)


def read_claims(sentence: str) -> list[Claim]:
    """The claims of a sentence in the order they stand; no two overlap, the more telling reading wins."""
    text = fold(sentence)
    taken: list[Claim] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if not any(match.start() < c.end and c.start < match.end() for c in taken):
                taken.extend(_claim(kind, match))
    return sorted(taken, key=lambda claim: claim.start)


def _claim(kind: ClaimKind, match: re.Match[str]) -> Iterator[Claim]:
    groups = match.groupdict()
    group = "v" if groups.get("v") else "w" if groups.get("w") else 0
    written = match[group] if group else None
    value = read_number(written + (groups.get("k") or "")) if written else None
    if written and value is None:
        return
    if kind == "percent" and groups.get("w") and value is not None:
        value = 100 - value * 10  # 8折 is 20 % off
    currency = currency_code(groups["c"]) if groups.get("c") else None
    yield Claim(kind, match.start(), match.end(), match.start(group), match.end(group), value, currency)
