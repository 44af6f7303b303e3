"""Finds what a sentence claims: prices, ratings, review counts, stock, references to rows, ids, amounts, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.agent.claims.quantities import Quantity, quantities_in
from assistant.agent.constraints.currencies import CURRENCY_PATTERN, currency_code
from assistant.agent.constraints.numerals import DIGITS_PATTERN, HAN_PATTERN, WORDS_PATTERN, read_number

ClaimKind = Literal[
    "reference",
    "id",
    "price",
    "percent",
    "rating",
    "review_count",
    "stock_count",
    "in_stock",
    "out_of_stock",
    "quantity",
    "number",
]

_WIDE = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "％＄．：（）－／＃［］")]
_FOLDED = {code: code - 0xFEE0 for code in _WIDE}
_FOLDED |= {ord("￥"): ord("¥"), ord("～"): ord("-"), ord("–"): ord("-"), ord("—"): ord("-"), ord("’"): ord("'")}
_FOLDED |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLDED |= {ord(space): ord(" ") for space in "\u00a0\u2009\u202f\u3000"}
_FOLDED |= {0xFF21 + i: ord("a") + i for i in range(26)}

_N = rf"(?<![\d.])(?:{DIGITS_PATTERN})(?![\d]|,\d{{3}}|\.\d)"
_ANY = rf"(?:{_N}|(?<![点一二三四五六七八九十百千万])(?:{HAN_PATTERN})|{WORDS_PATTERN})"
_HAN = rf"(?<!{HAN_PATTERN.rstrip('+')})(?:{HAN_PATTERN})"
_COUNT = rf"(?:(?<![\d.,])(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?!\.\d)|{_HAN})"
_K = r"(?P<k>\s?k(?![a-z])|千|万)?"
_MONEY_BEFORE = r"(?:价[格钱位]?|卖|要|只|才|仅需?|花|付|省|便宜|贵|减|[预算]+|超过|低于|[约为是才])\s*"
_PIECE = r"(?P<v>{})\s*(?P<c>[块刀])(?=\s*(?:左右|以内|以下|以上|起|多|就|即可|[,.;!?)，。；！？、）]|$))"
"""`块` and `刀` are money, but `两块地毯` are rugs, `612 块` are bricks and a razor has `三刀头`; so with pounds."""
_STOP = r"(?=\s*(?:$|[,.;:!?)，。；！？、）]|(?:and|but|with|for|which|making|each|plus|or|so)\b))"
_WHO = r"(?:customer |shopper |user |verified |buyer |total )?"
_PEOPLE = "(?:people|customers|shoppers|buyers|users|reviewers)"
_NOW = r"(?:(?:are|is|currently|still|now|only) )*"
_PIECES = rf"(?:(?:units?|pieces?|pcs|items?|pairs?|copies|of them)\s*)?{_NOW}"
_WARES = "[件台个双副部只本套瓶袋把张条支盒辆顶]?"
_SCORE = r"(?:[一二三四五](?:点[零一二三四五六七八九])?)"
_NO_UNIT = (
    r"(?!\s*(?:(?:wh?|kwh|kg|g|v|mah|ah|hz|db|lumens?|lm|hours?|h|l|litres?|minutes?|days?|rpm|psi|bar|mm?|cm|°c?|c)\b|%|"
    r"天|小时|分钟|秒|周|个?月|年|米|公|毫|格|人|页|瓦|升|克|度))"
)
_OUT_OF_FIVE = r"(?:/\s*5(?:\.0)?(?!\d)|(?:out )?of (?:5|five)(?:\.0)?\b)(?:[\s-]*stars?\b)?"
_RATED = (
    r"(?:rat(?:ed|ing)(?: score)?|scor(?:ed?|es|ing))"
    r"(?: of| is| at|:| stands| an?| only| just| over| above| at least| more than)*|"
    r"评分(?:为|是|高达|达到?|有|在|约|:|仅|只|了|也|都|高于|超过|不低于)*|评价(?:为|是)|星级(?:为|是|:)?"
)
_NO_STOCK = "缺货|无货|没有?货|售罄|售空|卖完|卖光|断货|脱销|(?:暂时?|已|没有?|目前)?(?:无|没有?)(?:现货|库存)"
_PATTERNS: tuple[tuple[ClaimKind | None, str], ...] = (
    ("reference", r"[\[【](?P<v>\d{1,2})[\]】]|(?:编号\s*(?:为|是|:)?|#)\s*(?P<w>\d{1,2})(?!\d)"),
    (
        "id",
        r"(?<![a-z\d])(?:[a-z]{1,4}-\d{3,8}|[a-z]{2,4}0\d{2,5}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![a-z\d])",
    ),
    ("percent", rf"(?P<v>{_ANY})\s*(?:%|percent\b)|百分之(?P<w>{_ANY})"),
    ("percent", r"(?P<z>\d{1,2}(?:\.\d)?|[一二三四五六七八九]{2}|[二三四五六七八九])\s*折(?!叠)"),
    ("price", rf"(?P<c>(?<![a-z])(?:{CURRENCY_PATTERN}))\s*(?P<v>{_N}){_K}"),
    ("price", rf"(?P<v>{_ANY}){_K}[\s-]*(?P<c>(?:{CURRENCY_PATTERN})(?<![块刀])(?<!pound)(?<!pounds))"),
    ("price", rf"(?:\bcosts?|\bprice[sd]?|\bpay|\bspend)[^\d.,;]{{0,12}}(?P<v>{_ANY})\s*(?P<c>pounds?)\b"),
    ("price", _MONEY_BEFORE + _PIECE.format(_ANY)),
    (
        "price",
        r"(?:(?:price[sd]?|priced|costs?|costing|retails?|retailing|sells?|selling|goes|going|comes in)"
        rf"(?: at| is| of| for| just| only| around| about|:)*|for (?:only|just))\s+(?P<v>{_N}){_STOP}",
    ),
    (
        "price",
        "(?:售价|价格|定价|现价|只要|仅需|只需|仅售|只卖|卖)(?:约|大约|为|是|在|只要|仅为|仅|才|:)*"
        rf"\s*(?P<v>{_N})(?!\s*[%分小个天件条款步次秒年月把只米厘公千毫升瓦人片k])",
    ),
    ("review_count", rf"(?P<v>{_COUNT})\+?\s*{_WHO}(?:reviews?|ratings|reviewers)\b"),
    (
        "review_count",
        rf"(?P<v>{_COUNT})\s*{_PEOPLE}(?: have)? (?:reviewed|rated)\b|(?<=by )(?P<w>{_COUNT})\s*{_PEOPLE}\b",
    ),
    (
        "review_count",
        rf"(?P<v>{_COUNT})\s*[多余]?\s*[条个位人名则]?\s*(?:真实)?(?:用户|顾客|买家|客户|消费者)?的?"
        r"(?:评价|评论|点评|好评|打分|评分(?!\s*[\d为是高]))",
    ),
    ("review_count", rf"(?:评价|评论|点评)(?:数量?|总数|数目)(?:为|是|有|达|共|:)*\s*(?P<v>{_COUNT})"),
    ("rating", rf"(?P<v>{_N})\s*(?:stars?\s*)?{_OUT_OF_FIVE}"),
    (None, r"(?:满分|总分|共)(?:为|是)?\s*5\s*[分星]?|5\s*[分星]制"),
    ("rating", rf"(?P<v>{_N}|{_SCORE})\s*(?:[\s-]*stars?\b|颗?星(?!期|座|空|球))"),
    ("rating", rf"(?P<v>{_N}|[一二三四五]点[一二三四五六七八九])\s*分(?!钟|之|贝|米|期|类|区|体|钱|开|别|为|制)"),
    ("rating", rf"(?P<v>{_N})(?:[\s-]*(?:customer |user |average )*rating\b|的(?:高|平均)?(?:评分|分数|星级))"),
    ("rating", rf"(?:{_RATED})\s*(?P<v>{_N}|{_SCORE}){_NO_UNIT}"),
    ("stock_count", rf"(?P<v>{_COUNT})\s*{_PIECES}(?:left|remaining|remain|in stock|available|on hand)\b"),
    ("stock_count", rf"(?P<v>{_COUNT})\s*units?\b"),
    ("stock_count", rf"\bstock(?: level| count)?(?: of|:| is)*\s*(?P<v>{_COUNT})"),
    (
        "stock_count",
        "(?:库存(?:还有|还剩|尚有|仅有|只有|只剩|仅剩|剩余|数量|充足|有|为|是|仅|剩|量|共|:|，)*|"
        rf"(?:仅剩|还剩|只剩|剩余|剩下|仅余|尚余)(?:下|最后|约)*|现货)\s*(?P<v>{_COUNT}){_NO_UNIT}",
    ),
    ("stock_count", rf"(?:还|仅|只)有\s*(?P<v>{_COUNT})\s*{_WARES}(?:了|在售|可售|可买)"),
    ("stock_count", rf"(?P<v>{_COUNT})\s*{_WARES}的?(?:现货|库存|有货|在库|可售)"),
    (None, r"(?:back|when|once|until|if) (?:it is |it's )?in stock"),
    ("in_stock", r"(?:\bnot|n't|\bnever)(?: \w+)? (?:out[ -]of[ -]stock|sold[ -]out)"),
    ("in_stock", "(?:不会?|没有?|并?未|无)(?:缺货|售罄|断货|卖完)"),
    (
        "out_of_stock",
        r"out[ -]of[ -]stock|sold[ -]out|(?:\bnot|n't|\bno longer)(?: \w+){0,2} (?:in stock|available)|unavailable|"
        r"\bnone (?:is |are )?(?:left|in stock)|\bno stock\b",
    ),
    ("out_of_stock", _NO_STOCK),
    (
        "in_stock",
        r"in[ -]stock|(?:currently|still|now) available|available now|"
        r"(?:is|are) (?:still |currently )?available(?! (?:in|with|for|as|from|at|on|to)\b)",
    ),
    ("in_stock", "有货|现货|有库存|库存充足|货源充足|在库"),
    ("number", rf"(?P<v>{_N})(?:(?P<k>\s?k)(?![a-z]))?"),
    ("number", rf"(?<![第点])(?<!{HAN_PATTERN.rstrip('+')})(?P<v>[一二两三四五六七八九][百千万](?:{HAN_PATTERN})?)"),
)
_COMPILED = [(kind, re.compile(pattern, re.ASCII)) for kind, pattern in _PATTERNS]
_HAN_SCORE = str.maketrans("零一二三四五六七八九点", "0123456789.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim at `start:end` of its sentence; its number alone stands at `value_start:value_end`.

    `value` is the number claimed (a percentage as 0 to 100; None for ids and the two stock states); `currency` is an
    ISO 4217 code for prices that name one; `quantity` is set for amounts with a unit.
    """

    kind: ClaimKind
    start: int
    end: int
    value_start: int
    value_end: int
    value: float | None = None
    currency: str | None = None
    quantity: Quantity | None = None


class _Folding(dict[int, int | str]):
    """Characters to their plain form; digits and letters in other guises (`𝟏`, `①`, `٣`, `²`) are looked up once."""

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char).lower() if code > 0x7F else char
        digit = unicodedata.digit(char, None)
        folded = (
            str(digit)
            if digit is not None
            else plain
            if len(plain) == 1 and plain.isascii() and plain.isalnum()
            else char
        )
        self[code] = folded
        return folded


_FOLDING = _Folding(_FOLDED)


def fold(text: str) -> str:
    """The text in lower case with plain digits and signs, each character in its place."""
    return text.translate(_FOLDING)


def read_claims(sentence: str) -> list[Claim]:
    """The claims of a sentence in the order they stand; no two overlap, the more telling reading wins."""
    text = fold(sentence)
    taken: list[tuple[int, int]] = []
    claims: list[Claim] = []
    for kind, pattern in _COMPILED:
        if kind == "number":
            claims += _quantities(text, taken)
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            found = list(_claim(kind, match)) if kind else []
            if found or not kind:
                taken.append(match.span())
            claims += found
    return sorted(claims, key=lambda claim: claim.start)


def _quantities(text: str, taken: list[tuple[int, int]]) -> Iterator[Claim]:
    """The amounts with a unit whose number is not claimed as something else; their numbers are added to `taken`."""
    for one in quantities_in(text):
        span = one.value_start, one.value_end
        if not any(span[0] < end and start < span[1] for start, end in taken):
            taken.append(span)
            yield Claim("quantity", one.value_start, one.end, *span, one.value, quantity=one)


def _claim(kind: ClaimKind, match: re.Match[str]) -> Iterator[Claim]:
    groups = match.groupdict()
    group = next((name for name in ("v", "w", "z") if groups.get(name)), "")
    if not group:
        yield Claim(kind, match.start(), match.end(), match.start(), match.end())
        return
    value = _value(kind, group, match[group], groups.get("k") or "")
    if value is not None:
        value_end = match.end("k") if groups.get("k") else match.end(group)
        start, end, currency = match.start(), match.end(), None
        if groups.get("c"):  # the amount with its currency, without the words that lead to it
            start, end = min(match.start(group), match.start("c")), max(value_end, match.end("c"))
            currency = currency_code(groups["c"])
        yield Claim(kind, start, end, match.start(group), value_end, value, currency)


def _value(kind: ClaimKind, group: str, written: str, suffix: str) -> float | None:
    """The number written; `8折` and `八五折` are 20 and 15 percent off."""
    if group == "z":
        tenths = float(written.translate(_HAN_SCORE))
        return round(100 - (tenths if tenths >= 10 else tenths * 10), 2)
    if kind == "rating" and re.fullmatch(r"[零一二三四五六七八九]点?[零一二三四五六七八九]?", written):
        return float(written.translate(_HAN_SCORE))
    return read_number(written + suffix)
