"""Tells in what role an amount is named: as a product's price, as a limit, as the old price, as a saving."""

from __future__ import annotations

import re
from typing import Literal

from assistant.agent.claims.reading import Claim
from assistant.agent.constraints.currencies import CURRENCY_PATTERN
from assistant.agent.constraints.numerals import DIGITS_PATTERN, read_number

Limit = Literal["upper", "lower", "budget", "range"]
Role = Literal["exact", "about", "old", "maybe_old", "saving", "difference", "fee"] | Limit
"""`old` is the price before a reduction, `maybe_old` that or the price; a `fee` is the shop's, not a product's."""

_YOUR = r"\s*(?:your |the |our |a |您的|你的)?(?:budget of |limit of |budget |预算)?\s*$"
_MONEY = rf"(?:{CURRENCY_PATTERN})?\s*"
_FILL = r"(?:(?!\bto\b|\bnow\b|现)[^\d,;，；。]){0,16}$"
_OLD = (
    r"(?:\b(?:was|were|original(?:ly)?|regular(?:ly)?|previous(?:ly)?|instead of|rrp|msrp|formerly|list)\b|"
    r"原价|划线价)"
)
_MAYBE_OLD = r"(?:\b(?:listed|usual(?:ly)?|normal(?:ly)?|down|reduced|discounted|cut|marked)|标价|定价|原来|原先|平时)"
_RULES: tuple[tuple[Role, Literal["before", "after"], str], ...] = (
    (
        "fee",
        "before",
        r"(?:(?<!free )(?:\bshipping|\bdelivery|\bpostage)|\breturns?|\brestocking|\bduty|\btax(?:es)?|"
        r"运费|邮费|配送费?|退货费?|关税|税费?)(?:[^\d,.;，。；]|\bto\b){0,16}$",
    ),
    ("range", "after", rf"\s*(?:-|to|到|至)\s*{_MONEY}\d"),
    ("range", "before", r"\b(?:between|介于|在)\s*$"),
    ("range", "before", rf"[\d元]\s*(?:{CURRENCY_PATTERN})?\s*(?:-|to|到|至)\s*$|\bbetween[^,;]{{0,12}}\band\s*$"),
    (
        "upper",
        "before",
        r"(?:\b(?:under|below|less than|lower than|cheaper than|within|up to|at most|no more than|"
        r"(?:not|n't)(?: \w+)? (?:over|above|exceed|more than)|max(?:imum)?(?: of)?)|"
        rf"不(?:会|到|能|要)?(?:超过|高于)|不到|低于|少于|最多|控制在|<=?|≤){_YOUR}",
    ),
    (
        "lower",
        "before",
        r"(?:\b(?:over|above|more than|at least|exceed(?:s|ing)?|min(?:imum)?(?: of)?|beyond|starting from)|超过|超出|"
        rf"高于|满|至少|不低于|>=?|≥){_YOUR}",
    ),
    (
        "budget",
        "before",
        r"(?:\bbudget|\bprice limit|\bspending limit|预算)\s*(?:of|is|was|is about|:|是|为|在|内)?\s*$",
    ),
    (
        "difference",
        "before",
        r"(?:[贵便宜]了?|\bdifference (?:is|of)(?: just)?|差价(?:为|是|有)?|相差|只?差了?)\s*$",
    ),
    (
        "saving",
        "before",
        r"(?:\bsav(?:es?|ings?)(?: you)?(?: of)?|\bdiscount of|\b(?:discounted|reduced|cut|down) by|"
        r"立减|立省|节省了?|省下?了?|优惠了?|直降|降价|减)\s*$",
    ),
    ("old", "before", _OLD + _FILL),
    ("maybe_old", "before", _MAYBE_OLD + _FILL),
    ("difference", "after", r"\s*(?:cheaper|less\b|more\b|lower|higher|pricier|dearer)"),
    ("upper", "after", r"\s*(?:or (?:less|under|below|cheaper)|以内|以下|之内|之下|内(?![存置])|max\b)"),
    ("lower", "after", r"\s*(?:or (?:more|above)|and (?:up|above)|以上|起)"),
    ("budget", "after", r"[\s-]*(?:budget|limit|price range|mark\b|的?(?:预算|价位|上限))"),
    ("saving", "after", r"\s*(?:off\b|discount|savings?\b|的?(?:优惠|折扣))"),
    ("old", "after", r"\s*(?:list|original|regular)\b"),
    (
        "about",
        "before",
        r"(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|near|circa|nearer)|~|≈|"
        r"大约|大概|约|差不多|将近|接近|近)(?:为|是|有)?\s*$",
    ),
    ("about", "after", r"\s*(?:左右|上下|or so\b|ish\b)"),
)
_COMPILED = [(role, side, re.compile(pattern, re.ASCII)) for role, side, pattern in _RULES]
_REDUCED = re.compile(rf"\s*(?:to\b|降(?:至|到|为)|减(?:至|到)|到|→|->)\s*{_MONEY}({DIGITS_PATTERN})")
_COMPARED = re.compile(
    r"(?:比|相比|比起|不像|\bthan|\bunlike|\bcompared (?:to|with)|\bversus|\bvs\.?)\s*(?:the |a )?[《\"“*]*$", re.ASCII
)

_LOOKED_AT = 64
"""Characters beside an amount that tell its role."""


def role_of(text: str, claim: Claim) -> Role:
    """The role of a price, rating or count in folded text; `exact` where nothing says otherwise."""
    place = claim.start if claim.kind == "price" else claim.value_start
    before, after = text[max(0, place - _LOOKED_AT) : place], text[claim.end : claim.end + _LOOKED_AT]
    to = _REDUCED.match(after) if re.search(r"(?:\bfrom|从)\s*$", before) else None
    if to and (read_number(to[1]) or 0.0) < (claim.value or 0.0):
        return "old"
    for role, side, pattern in _COMPILED:
        if pattern.search(before) if side == "before" else pattern.match(after):
            return role
    return "exact"


_UP_TO = re.compile(
    r"(?:\bup to|\bmax(?:imum)?(?: of)?|\bat most|\bwithin|\bat least|\bmin(?:imum)?(?: of)?|"
    r"最多|最长|最高|最大|可达|高达|长达|达到?)"
    r"(?:可达|可用|可)?\s*$",
    re.ASCII,
)


def is_a_bound(text: str, claim: Claim) -> bool:
    """Whether the number is said to be the very limit: `up to 38 hours`, 最长38小时."""
    return bool(_UP_TO.search(text[max(0, claim.value_start - _LOOKED_AT) : claim.value_start]))


def says_cheaper(text: str, claim: Claim) -> bool | None:
    """Whether a difference says that the first product costs less; None where it does not say which."""
    before, after = text[: claim.start], text[claim.end :]
    if re.match(r"\s*(?:cheaper|less|lower)", after) or re.search(r"便宜了?\s*$", before):
        return True
    return False if re.match(r"\s*(?:more|higher|pricier|dearer)", after) or re.search(r"贵了?\s*$", before) else None


def is_compared(text: str, start: int) -> bool:
    """Whether the product named at `start` is what another is compared with: `than the Glade`, `比 Glade`."""
    return bool(_COMPARED.search(text[max(0, start - _LOOKED_AT) : start]))
