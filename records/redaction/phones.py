"""Telephone numbers: international, North American, Chinese mobile and landline, and any that a word announces."""

from __future__ import annotations

import re
from functools import lru_cache

from records.redaction.digit_groups import Digits, is_product_code, stands_in
from records.redaction.findings import Candidate
from records.redaction.folding import HOLE

_EXTENSION = re.compile(
    r"(?:-(?=\d{3,4}(?!\d|-)))\d{3,4}| ?(?:,? ?(?:ext|extension|extn)\.? ?|x|转|分机|#)(?:号|是|:)? ?\d{1,6}(?!\d)",
    re.IGNORECASE,
)
_LINE = r"(?:phone|cell ?phone|cell|mobile|telephone|tel|fax|whats ?app|ph|mob|sms|hotline|landline)"
_THING = rf"(?:{_LINE}|contact|callback|work|home)"
_CALLED = re.compile(
    rf"(?:\b{_THING}(?: ?(?:number|num|no|nr|#))?\.? ?(?:is|[:=#-]|at|on) ?"
    rf"|\b(?:{_THING}|my|our|his|her|the|daytime|evening) ?(?:number|num|no|nr)\.?(?: (?:is|at|to|"
    rf"as))?[ :=,#-]{{0,3}}"
    r"|\b(?:call|text|ring|reach|contact|message|sms|phone|dial|whatsapp|buzz)"
    r"(?: (?:me|us|him|her|them|back|up|my \w+))+"
    r"[ ,]{0,2}(?:(?:back|at|on|@|via|under|tomorrow|today|tonight|anytime|any time|later|please|pls)[ :,]{0,2}){0,4}"
    r"|\b(?:dial|call|text|ring|phone|number|numbers|no|nr)(?:'s)? (?:at |on |is |to )?"
    r"|\b(?:bell|buzz|ring|call|shout|text|reached|reachable|dial|available|back|contact|catch|get|message|contacted|"
    r"found)"
    r" (?:me |us |him |her |my \w+ )?(?:a \w+ )?(?:on|at|via) "
    r"|\b(?:tel|ph|mob|phone|fax|cell|mobile|whatsapp)\.?:? ?"
    r"|(?:电话|手机号|联系方式|联系我|联系|拨打|打给我|打我|打到|致电|座机|固话|传真|来电|微信|短信|回电|号码)"
    r"(?:号码|号|是|为|[:, ]|的|我|请|打|就是|也是|可以){0,5}\(?)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{HOLE}[ ,;|/\n]{{1,3}}(?:(?:and|or|ph|tel|mob)[.:]? )?$", re.IGNORECASE)
"""A number of seven digits is one beside what was found already, such as an e-mail address."""
_WEAKLY = re.compile(r"\b(?:phone|mobile|cell) $", re.IGNORECASE)
"""A product too: `a phone 2000-3000`."""
_CN_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_CN_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (1,) * 11}
_CN_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[1-9]\d{6,7}")
_HAN = re.compile("[\u4e00-\u9fff]")
_CN_SERVICE = re.compile(r"[48]00\d{7}")
_NANP = re.compile(r"1?([2-9]\d{2}[2-9]\d{6}|555\d{7})")
_NATIONAL = re.compile(r"0[1-9]\d{7,9}")
_NATIONAL_REGIONS = ("GB", "DE", "FR", "AU", "IT", "JP", "KR", "NL", "ES", "IE")
_FOREIGN_PREFIX = re.compile(r"(?:00|011)([1-9]\d{7,14})")


def phone(candidates: list[Digits]) -> Candidate | None:
    """The first of `candidates`, which begin at one place, that is a telephone number; with its extension."""
    for digits in candidates:
        if len(digits.joined) <= 17 and (value := _value(digits)):
            extension = _EXTENSION.match(digits.text, digits.end)
            start = digits.start - len(_own_opening(digits))
            return Candidate("phone", start, extension.end() if extension else digits.end, value)
    return None


def _value(digits: Digits) -> str:
    """The number as +country and digits where the country is known; empty where this is no telephone number."""
    joined, plus = digits.joined, "+" in digits.opening
    if digits.is_code or digits.is_the_shops or digits.is_amount:
        return ""
    if plus and len(joined) >= 8:
        return _international(f"+{joined}")
    if (foreign := _FOREIGN_PREFIX.fullmatch(joined)) and (value := _international(f"+{foreign[1]}")):
        return value
    return _chinese(digits) or _american(digits) or _national(digits) or _announced(digits)


@lru_cache(maxsize=8)
def _has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def _international(number: str) -> str:
    return number if _is_possible(number) else ""


def _chinese(digits: Digits) -> str:
    joined, shape = digits.joined, digits.shape
    if mobile := _CN_MOBILE.fullmatch(joined):
        # `86` may stand alone before the number, in any grouping of the rest.
        rest = shape[1:] if shape[0] == 2 and joined.startswith("86") else shape
        if rest in _CN_MOBILE_SHAPES or len(joined) == 13 or "-" in digits.separators or _is_called(digits):
            return f"+86{mobile[1]}"
    landline = _CN_LANDLINE.fullmatch(joined) or _CN_LANDLINE.fullmatch(f"0{joined[2:]}" if joined[:2] == "86" else "")
    if landline and (
        shape[0] in (2, 3, 4)
        or _is_called(digits)
        or (_has_han(digits.text) and not is_product_code(joined) and _is_valid(joined, "CN"))
    ):
        return f"+86{landline[0][1:]}"
    if (
        len(shape) == 3
        and 3 <= shape[2] <= 6
        and digits.separators[1] == "-"
        and _CN_LANDLINE.fullmatch(joined[: sum(shape[:2])])
    ):
        return f"+86{joined[1 : sum(shape[:2])]}"
    if _CN_SERVICE.fullmatch(joined) and shape in ((3, 3, 4), (3, 4, 3)):
        return f"+86{joined}"
    return ""


def _american(digits: Digits) -> str:
    joined, shape = digits.joined, digits.shape
    rest = shape[1:] if shape[0] == 1 and joined[0] == "1" else shape
    between, called = "".join(digits.separators), _is_called(digits)
    marked = "-" in between or ")" in between
    if "/" in between + digits.before + digits.behind and not called:
        return ""
    if rest == (3, 3, 4) and marked and len(joined) in (10, 11):
        return f"+1{joined[-10:]}"
    national = _NANP.fullmatch(joined)
    if not national or (not (called or marked) and between and digits.before + digits.behind):
        return ""
    if rest in ((3, 3, 4), (3, 7), (6, 4), (3, 3, 2, 2), (1,) * 10) and (digits.is_even or ")" in between):
        return f"+1{national[1]}"
    known = national[1].startswith("555") or _is_valid(national[1], "US")
    return f"+1{national[1]}" if len(rest) == 1 and (known or called) else ""


def _national(digits: Digits) -> str:
    """A number with the zero that is dialled inside its country, in groups: `07700 900123`."""
    if (
        len(digits.groups) < 2
        or digits.before + digits.behind
        or len(set(digits.separators[")" in digits.separators[0] :])) > 1
        or not _NATIONAL.fullmatch(digits.joined)
    ):
        return ""
    return digits.joined if any(_is_valid(digits.joined, region) for region in _NATIONAL_REGIONS) else ""


def _announced(digits: Digits) -> str:
    """Any other number after words such as `call me at` or 电话."""
    if len(digits.joined) < 9 and stands_in(_WEAKLY, digits.lead):
        return ""
    ranged = len(digits.shape) == 2 and digits.shape[0] == digits.shape[1] and "-" in digits.separators[0]
    if not 7 <= len(digits.joined) <= 15 or (ranged and digits.shape[0] < 4):
        return ""
    return digits.joined if _is_called(digits) else ""


def _is_called(digits: Digits) -> bool:
    return stands_in(_CALLED, digits.lead) or (digits.shape == (3, 4) and stands_in(_BESIDE, digits.lead))


def _own_opening(digits: Digits) -> str:
    """What opens the number and belongs to it: a plus always, a bracket where it closes inside the number."""
    opening = digits.opening
    if "+" in opening or any(")" in separator for separator in digits.separators):
        return opening
    return ""


@lru_cache(maxsize=256)
def _is_possible(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=256)
def _is_valid(number: str, region: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
