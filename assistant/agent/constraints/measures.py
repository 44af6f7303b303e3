"""Tells numbers that measure or count something, and a shop's thresholds, from a shopper's price limits.

All functions read normalised text and a match with the groups `num1` and, for a range, `num2`.
"""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"\s*\+?\s?-?\s*(?:kgs?|kilos?|kilograms?|grams?|g|mg|oz|ounces?|lbs?|pounds of|cm|mm|m|meters?|metres?|km|miles?|"
    r"inch(?:es)?|in(?!\s+[a-z])|in(?=\s+(?:laptops?|screens?|displays?|monitors?|tvs?|tablets?|phones?|pans?|"
    r"wide|long|"
    r"tall|high|deep|or))|ft|feet|foot|h|hrs?|hours?|mins?|minutes?|sec|seconds?|(?:business |working )?days?|weeks?|"
    r"months?|years?|yrs?|yo|l|litres?|liters?|ml|w|watts?|v|volts?|mah|wh|gb|tb|mb|hz|khz|db|decibels?|lumens?|lm|rpm|"
    r"dpi|mp|megapixels?|nits|fps|pages?|people|persons?|person|players?|kids?|children|adults?|guests?|cups?|"
    r"servings?|"
    r"seats?|seaters?|pieces?|pcs|packs?|pairs?|sets?|stars?|items?|products?|options?|results?|models?|reviews?|"
    r"ratings?|votes?|ports?|burners?|speeds?|levels?|modes?|pockets?|channels?|keys?|drawers?|shelves|layers?|"
    r"colou?rs?|"
    r"%|percent|''|st|nd|rd|th|degrees?|°c?|x(?=\s*\d))(?![a-z])"
    r"|\s*\+?\s*(?:公斤|千克|克|斤|厘米|毫米|米|寸|英寸|小时|分钟|秒|天|周(?!末)|个|月|年|岁|升|毫升|瓦|毫安|页|件|人|位|"
    r"星|分|款|双(?!肩)|只(?!要)|条(?!纹)|张|台(?!灯|式)|部|套|副|瓶|倍|度|号|码|折|种|次|里|公里|流明|条评|评价|颗)",
    re.IGNORECASE | re.ASCII,
)
_RESOLUTION = re.compile(r"\s*(?:resolution|screens?|displays?|video|uhd|分辨率|屏|显示器|电视|画质|高清)", re.ASCII)
_LABEL = re.compile(
    r"(?:\b(?:ages?|aged|sizes?|levels?|pages?|steps?|spf|model|version|chapters?|years?|phone|tel|call|order|items?|"
    r"numbers?|no\.|options?|products?|compare|since|until|in|open|series|grade)|#|尺码|码|年龄|第|订单号?|电话|型号|编号|比较|对比)"
    r"\s*(?:of|is|are|:|at|from|between)?\s*$",
    re.ASCII,
)
"""Before a range that no limit word opens."""
_MEASURED = re.compile(
    r"(?:weigh\w*|lighter|heavier|\bsizes?|height|width|length|reviews?|ratings?|score|\baged?|\bages|battery|"
    r"capacity|尺码|"
    r"重量|评价|评论|年龄|身高|体重|续航|容量|电池)\s*(?:of|is|:|数|要|在)?\s*$",
    re.ASCII,
)
_MEASURED_ALREADY = re.compile(
    r"\d\s?-?[a-z\u4e00-\u9fff]{1,8}\s*(?:of |的)?(?:battery(?: life)?|capacity|weight|续航|容量|电池)\s*$"
)
"""After `30 hours of battery` the next number is another thing."""
_CHILDREN = re.compile(
    r"(?:\b(?:child(?:ren)?|kids?|toddlers?|bab(?:y|ies)|boys?|girls?)|孩子|小孩|儿童|宝宝)(?: aged)?\s*$", re.ASCII
)
_COUNTED = re.compile(r"(?:at (?:the )?most|no more than|up to|within|max(?:imum)?|最多|顶多|至多)\W*$", re.ASCII)
_AFTER_FLOOR = re.compile(
    r"\s*(?:$|[^a-z\s]|(?:and|or|but|for|with|in|please|to|on|is|are|if|as|at|that|which|max|total|each|only|"
    r"thanks|budget|"
    r"because|so|then|minimum|ish)\b)",
    re.ASCII,
)
"""What may follow a bare floor: `over 200 for a gift` is money, `over 200 songs` is not."""
_POUNDS = re.compile(r"weigh|light|heav|carry|load", re.ASCII)
_THRESHOLD = re.compile(
    r"shipping|\bships?\b|deliver|postage|refund|\breturn|warranty|instal+ments?|discount|\bfree\b|"
    r"运费|包邮|邮费|配送|送货|退货|退款|退换|保修|分期|满减|免费",
    re.ASCII,
)
_ORDER = re.compile(r"\borders?\b|\bspend|\bpurchases?\b|\bcart\b|\bbasket\b|订单|消费|下单|满", re.ASCII)
_NEVER = re.compile(r"gift ?cards?|coupon|voucher|礼品卡|优惠券|代金券", re.ASCII)
_FEE_AFTER = re.compile(r"\s*(?:美?元|块)?(?:以内|以下)?的?(?:订单|运费|邮费)", re.ASCII)
_SENTENCE_END = re.compile(r"[;!?。\n]|\.(?!\d)", re.ASCII)
_SENTENCE = 200
"""How far from an amount the sentence around it is looked for, in characters."""
SMALL = 5
"""Bare numbers up to this, twice this for ranges, count things rather than name a price."""


def is_measure(text: str, match: re.Match[str], kind: str, currency: str | None, low: float, high: float) -> bool:
    """Whether the numbers are no money: they have another unit, a label before them, or are too small for a price.

    `kind` is `range`, `about`, `most` or `least`; `low` and `high` are the values read.
    """
    first, last = match.start("num1"), match.end("num2" if kind == "range" else "num1")
    tail = text[last : last + _SENTENCE]
    before = text[max(match.start() - _SENTENCE, 0) : match.start()]
    if currency:
        return currency == "GBP" and "£" not in match[0] and bool(_POUNDS.search(before[-30:]))
    if first and text[first - 1].isascii() and text[first - 1].isalnum():
        return True
    if "预算" not in match[0] and _is_unit(match, tail):
        return True
    ends_here = match.end() == last  # no limit word follows, as in `500max`
    if re.match(r"[a-z\d]" if ends_here else r"\d", tail) or re.match(r"[.,]\d", tail):
        return True
    if _MEASURED.search(before) and not _MEASURED_ALREADY.search(before[-30:]):
        return True
    return _is_count(before, match, kind, low, high) or (kind == "least" and not _AFTER_FLOOR.match(tail))


def is_policy(text: str, match: re.Match[str], floor: bool) -> bool:
    """Whether the amount is the shop's threshold (`free shipping over $50`), not what the shopper wants to pay."""
    first, last = match.start("num1") - _SENTENCE, match.end("num1") + _SENTENCE
    ends = [m.end() for m in _SENTENCE_END.finditer(text, max(first, 0), last)]
    start = max((end for end in ends if end <= match.start("num1")), default=max(first, 0))
    sentence = text[start : min((end for end in ends if end > match.end("num1")), default=last)]
    if _NEVER.search(sentence) or _FEE_AFTER.match(text[match.end("num1") :]):
        return True
    return bool(_THRESHOLD.search(sentence)) and (floor or bool(_ORDER.search(sentence)))


def _is_unit(match: re.Match[str], tail: str) -> bool:
    if re.fullmatch(r"[2458]\s?k", match["num1"]) and _RESOLUTION.match(tail):
        return True
    closing_quote = tail.startswith('"') and match.string[: match.start()].count('"') % 2 == 0
    return closing_quote or bool(_UNIT.match(tail))


def _is_count(before: str, match: re.Match[str], kind: str, low: float, high: float) -> bool:
    """Small numbers, ages, labelled ranges and years."""
    years = low >= 1990 and high <= 2035 and low.is_integer() and high.is_integer()
    match kind:
        case "range":
            labelled = bool(_LABEL.search(before)) and "between" not in match[0]
            return high <= 2 * SMALL or labelled or (years and len(match["num1"]) == 4)
        case "about":
            return low <= 2 * SMALL
        case "least":
            return low <= SMALL or (low < 18 and bool(_CHILDREN.search(before)))
        case _:
            counted = bool(_COUNTED.search(match[0][: match.start("num1") - match.start()]))
            return (high <= SMALL and counted) or (high < 18 and bool(_CHILDREN.search(before)))
