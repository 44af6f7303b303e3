"""Numbers that a checksum proves, and passports, which only a word beside them gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from records.redaction.digit_groups import Digits, is_product_code, stands_in
from records.redaction.findings import Candidate

_CARD_WORD = re.compile(
    r"(?:\b(?:card|visa|master ?card|amex|american express|unionpay|debit|credit|discover|jcb|maestro|diners|pan)"
    r"|银行卡|信用卡|储蓄卡|借记卡|银联|卡号|付款卡|工行卡|建行卡|招行卡|刷卡|卡)[^\d\n.;。；]{0,24}$",
    re.IGNORECASE,
)
_CARD_START = re.compile(r"3[04-9]|4|5|6|2[2-7]")
_CARD_SHAPES = {(4, 6, 5), (4, 6, 4), (6, 10), (8, 8), (6, 13), (6, 12), (6, 11)}
_ID_WORD = re.compile(r"(?:身份证|证件|\bid\b|identity|id card|resident)[^\d\n。；]{0,20}$", re.IGNORECASE)
_IBAN_START = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{2}[ .-]?\d[ -]?\d(?=[ .-]?[A-Za-z\d])")
_IBAN_WORD = re.compile(r"\biban\b[^\n]{0,24}$", re.IGNORECASE)
_IBAN_MOST = 34
_ALNUM = re.compile(r"[ .-]?([A-Za-z\d])")
_PASSPORT_WORD = (
    r"(?:pass? ?p(?:or?t|rot|ort)e?|travel doc(?:ument)?|\bpp (?=no|num|nr|#)|护照|通行证|旅行证|台胞证|回乡证|港澳证)"
)
_PASSPORT_TALK = (
    r"(?:[ :,.#=(-]|\([a-z]{2,12}\)|(?:no|nr|num|number|numbers|'s|id|code|is|was|it's|i used|says|ends|my|and|the|"
    r"card)\b"
    r"|号|码|编|是|为|的|我|本|证)"
)
_IN_GROUPS = r"\d{3}[ -]\d{3}[ -]\d{3}|[A-Za-z]{1,2}[ -]?\d{2,4}(?:[ -]\d{2,4}){1,3}|[A-Za-z]{1,2}-\d{6,8}"
_PASSPORT_NUMBER = rf"({_IN_GROUPS}|[A-Za-z]{{1,3}} ?\d{{6,9}}|\d{{7,9}}|[A-Za-z\d]{{7,10}})(?![A-Za-z\d]|[ -]\d)"
_PASSPORT_NEAR = re.compile(rf"{_PASSPORT_WORD}{_PASSPORT_TALK}{{0,12}}{_PASSPORT_NUMBER}", re.IGNORECASE)
_PASSPORT_SHAPE = (
    r"(?<![A-Za-z\d-])(\d{3} \d{3} \d{3}|[A-Za-z]{1,2}[ -]?\d{6,8}|\d{2}[A-Za-z]{2}\d{5}|\d{8,9})"
    r"(?![A-Za-z\d-]| ?(?:元|块|usd))"
)
_PASSPORT_FAR = re.compile(rf"{_PASSPORT_WORD}[^\d\n]{{0,40}}?{_PASSPORT_SHAPE}", re.IGNORECASE)
_PASSPORT_AFTER = re.compile(rf"{_PASSPORT_SHAPE}[^\d\n]{{0,16}}{_PASSPORT_WORD}", re.IGNORECASE)
_PASSPORT_CUE = re.compile(_PASSPORT_WORD, re.IGNORECASE)


def card(digits: Digits) -> Candidate | None:
    """A payment card: 13 to 19 digits that Luhn's checksum proves, or a word says so."""
    if not 13 <= len(digits.joined) <= 19 or digits.is_code or digits.is_the_shops:
        return None
    said, usual = stands_in(_CARD_WORD, digits.lead), _grouped_as_card(digits)
    if not (_luhn(digits.joined) and (said or (usual and _CARD_START.match(digits.joined)))):
        if not (said and usual and len(digits.joined) >= 15):
            return None
    elif not said and len(digits.joined) in (13, 14) and len(digits.groups) == 1 and is_product_code(digits.joined):
        return None
    return Candidate("card", digits.start, digits.end, digits.joined)


def cn_id(digits: Digits) -> Candidate | None:
    """A Chinese resident id: 18 characters with a birthday and a checksum; 15 digits where a word says so."""
    joined, end = digits.joined, digits.end
    if len(joined) == 17 and (x := re.compile(r"[ -]?[xX](?![A-Za-z\d])").match(digits.text, end)):
        joined, end = f"{joined}X", x.end()
    elif digits.is_code:
        return None
    if len(joined) == 15:
        proved = _is_day(f"19{joined[6:12]}") and stands_in(_ID_WORD, digits.lead)
    else:
        proved = (
            len(joined) == 18
            and joined[0] in "123456789"
            and ((_is_day(joined[6:14]) and _checks(joined)) or stands_in(_ID_WORD, digits.lead))
        )
    return Candidate("cn_id", digits.start, end, joined) if proved else None


def ibans(text: str) -> Iterator[Candidate]:
    """International bank account numbers, grouped or not; the country says how long one is."""
    for start in _IBAN_START.finditer(text):
        letters: list[tuple[str, int]] = []
        at = start.start()
        while len(letters) < _IBAN_MOST and (one := _ALNUM.match(text, at)):
            letters.append((one[1].upper(), one.end()))
            at = one.end()
        length = _iban_length(letters[0][0] + letters[1][0])
        if not length or len(letters) < length:
            continue
        number, end = "".join(letter for letter, _ in letters[:length]), letters[length - 1][1]
        if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
            continue
        if _is_iban(number) or _IBAN_WORD.search(text, max(0, start.start() - 40), start.start()):
            yield Candidate("iban", start.start(), end, number)


def passports(text: str) -> Iterator[Candidate]:
    """Passport numbers beside a word such as `passport` or 护照."""
    if not _PASSPORT_CUE.search(text):
        return
    for pattern in (_PASSPORT_NEAR, _PASSPORT_FAR, _PASSPORT_AFTER):
        for found in pattern.finditer(text):
            value = found[1].replace(" ", "").upper()
            if sum(map(str.isdigit, value)) >= 5:
                yield Candidate("passport", found.start(1), found.end(1), value)


def _luhn(number: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(number)


def _grouped_as_card(digits: Digits) -> bool:
    shape = digits.shape
    if any("/" in separator for separator in digits.separators):
        return False
    in_fours = all(size % 4 == 0 for size in shape[:-1])
    return len(shape) == 1 or shape in _CARD_SHAPES or in_fours or max(shape) == 1


def _is_day(text: str) -> bool:
    try:
        return 1890 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2100
    except ValueError:
        return False


def _checks(number: str) -> bool:
    """The checksum of GB 11643. The library's own check knows no regions founded after its list was made."""
    from stdnum.cn import ric

    return ric.calc_check_digit(number) == number[-1]


@lru_cache(maxsize=256)
def _iban_length(country: str) -> int:
    """How many characters an account number of a country has; 0 where it has none."""
    from stdnum import numdb

    info = numdb.get("iban").info(country)
    structure = str(info[0][1].get("bban", "")) if info and info[0][1] else ""
    sizes = re.findall(r"(\d+)!", structure)
    return 4 + sum(map(int, sizes)) if sizes else 0


def _is_iban(number: str) -> bool:
    from stdnum import iban

    return iban.is_valid(number, check_country=False)
