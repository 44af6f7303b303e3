"""Reads price limits out of a shopper's words, in English and Chinese.

Deterministic, so that a budget never depends on a language model. Input is NFKC-normalised first, which turns
full-width digits and signs into plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.agent.constraints.colloquial import prepared
from assistant.agent.constraints.currencies import CURRENCY_PATTERN, currency_code
from assistant.agent.constraints.currencies import format_price as format_price
from assistant.agent.constraints.measures import SMALL, is_measure, is_policy
from assistant.agent.constraints.near_numbers import stretches
from assistant.agent.constraints.numerals import NUMBER_PATTERN, read_number
from assistant.agent.constraints.numerals import normalise as normalise
from assistant.agent.constraints.numerals import numbers_in as numbers_in
from assistant.agent.constraints.plain_amounts import plain_amount

ABOUT_SHARE = 0.2
"""How far from an amount 'about' reaches, as a share of it, on each side."""


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """What a message says about price, in major units of `currency`; each part is None where it was not said.

    Where both are said, `minimum` is at most `maximum`.
    """

    minimum: float | None = None
    maximum: float | None = None
    currency: str | None = None


_Kind = Literal["range", "about", "most", "least"]


@dataclass(frozen=True, slots=True)
class _Limit:
    """One limit at `start:end` of the text; `place` is where its last number stands."""

    kind: _Kind
    start: int
    end: int
    place: int
    limits: PriceLimits


def _amount(index: int) -> str:
    """A pattern for a number with an optional currency on either side, as groups `pre`, `num`, `post` + index."""
    before, after = rf"(?P<pre{index}>(?<![a-z])(?:{CURRENCY_PATTERN}))", rf"(?P<post{index}>{CURRENCY_PATTERN})"
    return rf"(?:{before}\s*)?(?P<num{index}>{NUMBER_PATTERN})(?:\s?-?{after})?"


_NOT = (
    r"(?:\bnot|\b\w{1,6}n't|\bnothing|\bnever|\bno|\bwithout)\s+(?:(?:want(?:ing)?|need|like|pay(?:ing)?|spend(?:ing)?|"
    r"cost(?:s|ing)?|"
    r"be|go(?:ing)?|a (?:cent|penny|dime)|anything|something|ones?|priced|it|them|to|that's|that|is|"
    r"are|buy|looking for|at|much)\s+){0,6}"
)
_OVER = (
    r"(?:over|above|(?:cost )?more (?:expensive )?than|higher than|exceed(?:s|ing)?|beyond|greater than|pricier than)"
)
_UNDER = r"(?:under|below|beneath|less (?:expensive )?than|lower than|cheaper than)"
_ABOUT_WORDS = r"(?:(?:about|around|roughly|approximately|close to|in the ballpark of)(?: the)?|approx\.?|circa|some)"
_BUDGET = rf"budget(?:'s| of| is| was|:)*(?: now| only| just| {_ABOUT_WORDS})*"
_MOST_BEFORE = (
    rf"\b{_UNDER}|\bat (?:the )?most|\bup to|\bwithin|"
    r"\b(?<!air )(?<!pro )(?<!plus )max(?:imum)?(?: price)?(?: of| is|:)?|"
    rf"\b{_BUDGET}|\bcapped at|\bcap of|\blimit (?:is|of)|\b(?:price|upper|spending) limit:?|"
    r"\b(?:spend|afford)(?: only| just)?|\bsub[- ]|<=?|"
    r"≤|\bas (?:high|much) as|(?:到顶|撑死|顶天)(?:了|也?就)?|(?<!不)低于|(?<!不)少于|(?<!不)小于|"
    r"(?:最多|顶多|至多)(?:花|付|出)?|"
    r"最高(?:价格?)?(?:是|为)?|不到|上限(?:是|为)?|封顶|"
    r"预算(?:是|在|为|只有|有|:| )*|控制在|便宜[过于]|我(?:只|就|手上|手里|身上|一共)*有|"
    r"(?:手上|手里|手头|身上|兜里)(?:只|就|一共|总共)*有"
)
_MOST_AFTER = (
    r"以内|之内|以下|之下|以里|封顶|到顶|顶天了?|撑死了?|打住|为上限|不到|不能再(?:多|贵|高)|的?预算|"
    r"and no more\b|or (?:less|under|below|cheaper|lower)\b|"
    r"and (?:under|below)\b(?!\s*[$€£¥\d])|"
    r"max(?:imum)?\b|tops\b|at (?:the )?most\b|budget\b|to spend\b|is (?:my|the) (?:max|limit|budget)"
)
_LEAST_BEFORE = (
    rf"\b(?<!all )(?<!get ){_OVER}|\bat least|\bstarting (?:at|from)|\b(?:prices?|priced) from|"
    r"\bmin(?:imum)?(?: of| is|:)?|"
    r"\bno less than|\bupwards of|>=?|≥|超过|高于|多于|大于|至少|最少|最低|起码|下限(?:是|为)?"
)
_LEAST_AFTER = (
    r"以上|之上|起步|起|往上|or (?:more|above|over|up|higher)\b|"
    r"and (?:up|above|over|more)\b(?!\s*(?:than|[$€£¥\d]))|\+|minimum\b"
)
_EACH = r"(?:\s?(?:each|a ?piece|per (?:person|head|item|piece|pair|gift)))?"
_IS_REFUSED = (
    r"(?:的|\s|东西|商品|价格|价位|我|就|都|也|请|一律)*"
    r"(?:不用(?=再?(?:给|推|看|说|发|了|[\s,.!。]|$))|不要|不看|不考虑|不买|不行|别|免了|免谈|算了|太贵|排除|pass)(?:再?(?:给我)?(?:推荐|看|推|发))?了?"
)
_IS_OUT = (
    r"\s+(?:is|are|would be)\s+"
    r"(?:out\b|too (?:much|expensive|dear|pricey)|not (?:ok|okay|an option|possible|for me))"
)
_NO_OVER = "(?:不|别|勿|没有?|无)(?:要|能|想|会|可以?|得|应该?)*(?:超过|超出|超|高于|多于|大于|贵于)"
_NO_UNDER = "不(?:要|能|想|会|可|得)*(?:低于|少于|小于|便宜于)"
_PATTERNS: tuple[tuple[_Kind, str], ...] = (
    ("range", rf"\b(?P<between>between|from)\s+{_amount(1)}\s*(?:and|to|&|-)\s*{_amount(2)}"),
    ("range", rf"{_amount(1)}\s*(?:和|与|跟)\s*{_amount(2)}\s*之间"),
    ("most", rf"{_amount(1)}\s*(?:以上|之上|往上|起)(?:{_IS_REFUSED})"),
    ("most", rf"(?:超过|超出|高于|贵于|多于|大于)\s*{_amount(1)}(?:{_IS_REFUSED})"),
    ("most", rf"(?<!要)(?:不要|别给我看?|不看|不考虑|排除)\s*{_amount(1)}\s*(?:以上|之上|往上)"),
    ("most", rf"\b{_OVER}\s*{_amount(1)}{_IS_OUT}"),
    ("least", rf"{_amount(1)}\s*(?:以下|之下|以内)(?:{_IS_REFUSED})"),
    ("range", rf"{_amount(1)}\s*(?:-|to|到|至)\s*{_amount(2)}(?:之间)?"),
    ("most", rf"(?:{_NOT}{_OVER}|\bno (?:more|higher) than|{_NO_OVER})\s*{_amount(1)}"),
    ("least", rf"(?:{_NOT}{_UNDER}|{_NO_UNDER})\s*{_amount(1)}"),
    (
        "about",
        rf"(?:\b{_ABOUT_WORDS}|大约|大概|差不多|接近|将近|(?<![大特合节预条])约|(?<!\S)-(?=[^\s-]))\s*{_amount(1)}",
    ),
    ("about", rf"{_amount(1)}\s*(?:左右|上下|前后|or so\b|-?ish\b|give or take\b|more or less\b|or thereabouts\b)"),
    ("most", rf"(?:{_MOST_BEFORE})\s*{_amount(1)}"),
    ("most", rf"{_amount(1)}{_EACH}\s*(?:{_MOST_AFTER})"),
    ("most", rf"比\s*{_amount(1)}\s*(?:更|还)?便宜"),
    ("least", rf"(?:{_LEAST_BEFORE})\s*{_amount(1)}"),
    ("least", rf"(?:\bfrom)\s+(?={CURRENCY_PATTERN}){_amount(1)}"),
    ("least", rf"{_amount(1)}\s*(?:{_LEAST_AFTER})"),
)
_COMPILED = [(kind, re.compile(pattern, re.ASCII)) for kind, pattern in _PATTERNS]


_AMOUNT = re.compile(_amount(1), re.ASCII)
LONGEST_CHANGE = 60
"""Characters of a message that does nothing but name another amount."""
_CHANGES = re.compile(
    r"\b(?:actually|instead|rather|make (?:it|that)|change|no|sorry|wait|then|raise|increase|go up|up to|lower|cheaper|"
    r"budget|(?:is|are|would be) (?:also )?(?:ok|okay|fine|alright)|went (?:up|down)|could (?:go|do|"
    r"stretch)|stretch to|go to|let's say|say|what about|how about|or even)\b|"
    r"改|换|还是|那就|算了|不|其实|"
    r"预算|提高|提到|涨到|可以到|也行|也可以|降|再|贵一?点|便宜|加到|放宽|调到|变成",
    re.ASCII,
)
_NOT_MONEY = re.compile(
    r"(?:\b(?:sizes?|ages?|number|no\.?|option|item|the|order|model|version|page|level)|#|第|码|型号|编号|订单号?)\s*$",
    re.ASCII,
)


def read_price_limits(text: str) -> PriceLimits | None:
    """The price limits said in a message, or None when it says none.

    Numbers with another unit (`1.5 kg`, `10 hours`, `4 stars`) and the shop's own thresholds (`free shipping over
    $50`) are not price limits. `about 100` is 80 to 120 (see ABOUT_SHARE). Of several limits of one kind the last one
    counts, as in a change of mind; a new limit that contradicts an older one of the other kind replaces it.
    """
    low: float | None = None
    high: float | None = None
    currency = None
    for said in _limits(prepared(text)):
        limits = said.limits
        currency = limits.currency or currency
        if said.kind in ("range", "about"):
            low, high = limits.minimum, limits.maximum
        elif said.kind == "most":
            high = limits.maximum
            low = low if low is not None and high is not None and low < high else None
        else:
            low = limits.minimum
            high = high if high is not None and low is not None and low < high else None
    return None if low is None and high is None else PriceLimits(low, high, currency)


def price_statements(text: str) -> list[tuple[PriceLimits, int]]:
    """Each limit said in a message, in order, with the place of its number in the prepared text."""
    return [(said.limits, said.place) for said in _limits(prepared(text))]


def read_new_amount(text: str) -> tuple[float, str | None] | None:
    """The one amount of a message that changes a budget: `make it 80 instead`, `no, cheaper: 50`, `改成300`.

    With its currency where one is said; None where there are several numbers, or the number measures or counts
    something.
    """
    text = prepared(text)
    amounts = list(_AMOUNT.finditer(text[: LONGEST_CHANGE + 1]))
    if len(amounts) != 1 or len(text) > LONGEST_CHANGE or not _CHANGES.search(text):
        return None
    match, value = amounts[0], read_number(amounts[0]["num1"])
    currency = _currency_of(match, 1)
    if value is None or _NOT_MONEY.search(text[: match.start()]):
        return None
    if not currency and (value <= SMALL or is_measure(text, match, "most", currency, value, value)):
        return None
    return value, currency


def without_price_limits(text: str) -> str:
    """The message in normalised form without the words that set a price limit: what is left says what is wanted."""
    text = prepared(text)
    for said in reversed(_limits(text)):
        text = f"{text[: said.start]} {text[said.end :]}"
    return " ".join(text.split())


def _limits(text: str) -> list[_Limit]:
    """The limits in the order they stand; a number counts for the first pattern that takes it."""
    found: list[_Limit] = []
    for start, end in (parts := stretches(text)):
        for kind, pattern in _COMPILED:
            for match in pattern.finditer(text, start, end):
                if not any(match.start("num1") < said.end and said.start < match.end("num1") for said in found):
                    found.extend(_limit(kind, match, text))
    plain = None if found else plain_amount(text, parts)
    if plain is not None:
        found.extend(_limit("most", plain, text))
    return sorted(found, key=lambda said: said.place)


def _limit(kind: _Kind, match: re.Match[str], text: str) -> Iterator[_Limit]:
    numbers = ("num1", "num2") if kind == "range" else ("num1",)
    values = [read_number(match[name]) for name in numbers]
    currency = _currency_of(match, len(numbers))
    if any(value is None for value in values) or is_policy(text, match, kind == "least"):
        return
    low, high = values[0] or 0.0, values[-1] or 0.0
    if kind == "range":
        low = _scaled(low, high, match)
        if low > high and (currency or match.groupdict().get("between") == "between"):
            low, high = high, low
        if low >= high:
            return
    if is_measure(text, match, kind, currency, low, high):
        return
    limits = {
        "range": PriceLimits(low, high, currency),
        "about": PriceLimits(round(low * (1 - ABOUT_SHARE), 2), round(low * (1 + ABOUT_SHARE), 2), currency),
        "most": PriceLimits(None, high, currency),
        "least": PriceLimits(low, None, currency),
    }
    yield _Limit(kind, match.start(), match.end(), match.start(numbers[-1]), limits[kind])


def _currency_of(match: re.Match[str], count: int) -> str | None:
    for index in range(1, count + 1):
        said = match.groupdict()
        word = said.get(f"pre{index}") or said.get(f"post{index}")
        if word:
            return currency_code(word)
    return None


def _scaled(low: float, high: float, match: re.Match[str]) -> float:
    """`1-2k`, `1到2千` and `三到五百` mean the same unit on both ends."""
    scale = {"k": 1000, "百": 100, "千": 1000, "万": 10000}.get(match["num2"].strip()[-1])
    bare = low < 10 or (low < 100 and match["num1"].strip().isdecimal())
    return low * scale if scale and bare and low * scale < high else low
