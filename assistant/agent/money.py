"""Reads amounts of money and price limits out of a shopper's words, in English and Chinese.

Deterministic, so that a budget never depends on a language model. Input is NFKC-normalised first, which turns
full-width digits and signs into plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CURRENCY_WORDS = {
    "USD": ("us$", "usd", "$", "dollars", "dollar", "bucks", "buck", "美元", "美金", "美刀", "刀"),
    "HKD": ("hk$", "hkd", "港币", "港元"),
    "CNY": ("cny", "rmb", "yuan", "¥", "元", "块钱", "块", "人民币"),
    "EUR": ("eur", "€", "euros", "euro", "欧元"),
    "GBP": ("gbp", "£", "pounds", "pound", "quid", "英镑"),
    "JPY": ("jpy", "yen", "日元"),
}
_CODE_OF = {word: code for code, words in _CURRENCY_WORDS.items() for word in words}


def _either(words: list[str]) -> str:
    """A pattern for any of the words, longest first; Latin words must end at a word boundary."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + (r"(?![a-z])" if w[-1].isascii() and w[-1].isalpha() else "") for w in ordered)


CURRENCY_PATTERN = _either(list(_CODE_OF))
"""A pattern for any name or sign of a currency, in lower-case text."""
DIGITS_PATTERN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万]+"
_NUMBER = rf"(?:(?:{DIGITS_PATTERN})(?:\s*(?:k(?![a-z])|千|万))?|{_HAN_NUMBER})"
_UNIT = re.compile(
    r"\s*-?\s*(?:kgs?|kilos?|grams?|g|mg|oz|ounces?|lbs?|pounds of|cm|mm|m|meters?|metres?|km|in|inch(?:es)?|ft|feet|"
    r"h|hrs?|hours?|mins?|minutes?|days?|weeks?|months?|years?|yrs?|l|litres?|liters?|ml|w|watts?|v|mah|wh|gb|tb|mb|"
    r"hz|db|pages?|people|persons?|person|pieces?|pcs|pack|stars?|items?|kids?|products?|%|percent|\"|''|st|nd|rd|th|"
    r"degrees?|°)(?![a-z])"
    r"|\s*(?:公斤|千克|克|斤|厘米|毫米|米|寸|英寸|小时|分钟|天|周|个月|月|年|岁|升|毫升|瓦|毫安|页|个|件|人|星|分|款|双|"
    r"只|条|张|台|部|套|副|瓶|倍|度|号|码|折|种|次|斤|里|公里)",
    re.IGNORECASE,
)

_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_ADJACENT = re.compile(r"([一二两三四五六七八])([二三四五六七八九])([十百千万])")
"""`三四百` is 300 to 400."""


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """What a message says about price, in major units of `currency`; each part is None where it was not said."""

    minimum: float | None = None
    maximum: float | None = None
    currency: str | None = None


def currency_code(word: str) -> str:
    """The ISO 4217 code of a currency's name or sign as CURRENCY_PATTERN matched it."""
    return _CODE_OF[word]


def normalise(text: str) -> str:
    """The text with full-width and compatibility characters in their plain form, in lower case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _ADJACENT.sub(r"\1\3到\2\3", re.sub("[~–—]", "-", plain))


def read_number(text: str) -> float | None:
    """The value of `1,299.50`, `2k`, `五百`, `一千二`, `3万` or `两百五`; None where it is no number."""
    text = normalise(text).replace(",", "").replace(" ", "")
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(k|千|万)?", text)
    if match:
        return float(match[1]) * {"k": 1000, "千": 1000, "万": 10000, None: 1}[match[2]]
    return _read_han(text) if text and re.fullmatch(_HAN_NUMBER, text) else None


def _read_han(text: str) -> float | None:
    """Chinese numerals up to 万; a last bare digit counts for the next lower unit (`两百五` is 250)."""
    if "万" in text:
        head, _, tail = text.partition("万")
        high = _read_han(head) if head else None
        if high is None or "万" in tail:
            return None
        low = 1000 * _HAN_DIGIT[tail] if tail in _HAN_DIGIT else (_read_han(tail) if tail else 0)
        return None if low is None else high * 10000 + low
    total, digit, last_unit = 0, 0, 0
    for char in text:
        if char in _HAN_UNIT:
            last_unit = _HAN_UNIT[char]
            total += (digit or 1) * last_unit
            digit = 0
        elif digit:
            return None
        else:
            digit = _HAN_DIGIT[char]
            if char in "零〇":
                last_unit = 10
    return float(total + digit * max(last_unit // 10, 1))


def _amount(index: int) -> str:
    """A pattern for a number with an optional currency on either side, as groups `pre`, `num`, `post` + index."""
    before, after = rf"(?P<pre{index}>(?<![a-z])(?:{CURRENCY_PATTERN}))", rf"(?P<post{index}>{CURRENCY_PATTERN})"
    return rf"(?:{before}\s*)?(?P<num{index}>{_NUMBER})(?:\s*{after})?"


_RANGE = [
    re.compile(rf"(?:between|from)\s+{_amount(1)}\s*(?:and|to|-)\s*{_amount(2)}"),
    re.compile(rf"{_amount(1)}\s*(?:-|to|到|至)\s*{_amount(2)}(?:之间)?"),
]
_AT_MOST_BEFORE = (
    r"(?:not|n't|never)[^.,;!?]{0,25}?(?:over|above|more than)|under|below|less than|lower than|cheaper than|at most"
    r"|no more than|up to|within|max(?:imum)?(?: of)?|budget(?: of| is|:)?(?: about| around)?|<=?"
    r"|不(?:要|能|想)?(?:超过|高于|多于)|低于|少于|小于|最多|顶多|不到|预算(?:是|在|为|只有)?|控制在"
)
_AT_MOST_AFTER = "以内|之内|以下|以里|封顶|or less|or under|or below|max(?:imum)?|tops|at most"
_AT_LEAST_BEFORE = (
    r"(?<!no )(?:over|above|more than)|at least|no less than|not less than|from|starting at|min(?:imum)?(?: of)?|>=?"
    r"|(?<!不)(?<!不要)(?<!不能)(?<!不想)(?:超过|高于|多于|大于)|至少|不低于|不少于"
)
_AT_LEAST_AFTER = r"以上|起步|起|往上|or more|or above|and up|and above|\+"
_AT_MOST = [re.compile(rf"(?:{_AT_MOST_BEFORE})\s*{_amount(1)}"), re.compile(rf"{_amount(1)}\s*(?:{_AT_MOST_AFTER})")]
_AT_LEAST = [
    re.compile(rf"(?:{_AT_LEAST_BEFORE})\s*{_amount(1)}"),
    re.compile(rf"{_amount(1)}\s*(?:{_AT_LEAST_AFTER})"),
]
_ABOUT = [
    re.compile(rf"(?:about|around|roughly|approximately|circa|大约|大概|差不多)\s*{_amount(1)}"),
    re.compile(rf"{_amount(1)}\s*(?:左右|上下|出头|or so|-ish|ish)"),
]
ABOUT_SHARE = 0.2
"""How far from an amount 'about' reaches, as a share of it, on each side."""


def _currency_of(match: re.Match[str], count: int) -> str | None:
    for index in range(1, count + 1):
        word = match[f"pre{index}"] or match[f"post{index}"]
        if word:
            return _CODE_OF[word]
    return None


def _is_price(match: re.Match[str], text: str, count: int) -> bool:
    """Whether the numbers are money: a currency was named, or nothing that follows or precedes makes them a measure."""
    if _currency_of(match, count):
        return True
    tail = text[match.end(f"num{count}") :]
    glued = (
        match.start("num1") > 0 and text[match.start("num1") - 1].isascii() and text[match.start("num1") - 1].isalnum()
    )
    return not glued and not _UNIT.match(tail) and not re.match(r"[a-z\d]", tail)


def read_price_limits(text: str) -> PriceLimits | None:
    """The price limits said in a message, or None when it says none.

    Numbers with another unit (`1.5 kg`, `10 hours`, `4 stars`) are not prices. `about 100` is 80 to 120
    (see ABOUT_SHARE). Of several limits of one kind the last one counts, as in a change of mind.
    """
    text = normalise(text)
    for pattern in _RANGE:
        for match in pattern.finditer(text):
            low, high = read_number(match["num1"]), read_number(match["num2"])
            if low is not None and high is not None and low < high and _is_price(match, text, 2):
                return PriceLimits(_scaled(low, high, match), high, _currency_of(match, 2))
    about = _amounts(_ABOUT, text)
    if about:
        value, currency = about[max(about)]
        return PriceLimits(round(value * (1 - ABOUT_SHARE), 2), round(value * (1 + ABOUT_SHARE), 2), currency)
    most = _amounts(_AT_MOST, text)
    least = {place: amount for place, amount in _amounts(_AT_LEAST, text).items() if place not in most}
    ceiling = most[max(most)] if most else (None, None)
    floor = least[max(least)] if least else (None, None)
    return PriceLimits(floor[0], ceiling[0], ceiling[1] or floor[1]) if most or least else None


def _scaled(low: float, high: float, match: re.Match[str]) -> float:
    """`1-2k` and `1到2千` mean thousands on both ends."""
    suffix = re.search(r"(k|千|万)$", match["num2"].strip())
    if suffix and re.fullmatch(r"\d+(?:\.\d+)?", match["num1"].strip()) and low < 100:
        return low * (10000 if suffix[1] == "万" else 1000)
    return low


def _amounts(patterns: list[re.Pattern[str]], text: str) -> dict[int, tuple[float, str | None]]:
    """Value and currency of each amount of money that one of the patterns finds, by its place in the text."""
    found: dict[int, tuple[float, str | None]] = {}
    for match in (m for pattern in patterns for m in pattern.finditer(text)):
        value = read_number(match["num1"])
        if value is not None and _is_price(match, text, 1):
            found[match.start("num1")] = (value, _currency_of(match, 1))
    return found


def without_price_limits(text: str) -> str:
    """The message in normalised form without the words that set a price limit: what is left says what is wanted."""
    text = normalise(text)
    for patterns, count in ((_RANGE, 2), (_ABOUT, 1), (_AT_MOST, 1), (_AT_LEAST, 1)):
        for pattern in patterns:
            prices = [match.span() for match in pattern.finditer(text) if _is_price(match, text, count)]
            for start, end in reversed(prices):
                text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


def numbers_in(text: str) -> set[float]:
    """Every number written in the text, in digits or Chinese numerals, whatever it counts."""
    values = (read_number(m[0]) for m in re.finditer(_NUMBER, normalise(text)))
    return {value for value in values if value is not None}


_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}


def format_price(amount: float, currency: str) -> str:
    """The amount with the currency's sign and two decimals (`$1,299.00`); the code where there is no sign for it."""
    return f"{_SIGNS[currency]}{amount:,.2f}" if currency in _SIGNS else f"{amount:,.2f} {currency}"
