"""Reads numbers as shoppers and language models write them: in digits, Chinese numerals, or English number words."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_HAN = "零〇一二两三四五六七八九十百千万"
DIGITS_PATTERN = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
HAN_PATTERN = f"[{_HAN}]+"
_MIXED = rf"(?:[\d一二两三四五六七八九][百千万]零?){{1,3}}[\d一二两三四五六七八九]?(?![\d.,{_HAN}])"
"""`3百`, `1千2` and `1万五千`: single digits before Chinese units."""
_DIGITS_WITH_UNIT = rf"(?:{DIGITS_PATTERN})(?:\s*(?:k(?![a-z])|百(?!分)|千(?!克)|万))?"
NUMBER_PATTERN = rf"(?<!\d)(?<![{_HAN}])(?:{_MIXED}|{_DIGITS_WITH_UNIT}|{HAN_PATTERN})"
"""A pattern for a number in normalised text."""
LARGEST = 1e12
"""Numbers above this are taken for noise."""

_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_TO_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
_SUFFIX = {"k": 1000, "百": 100, "千": 1000, "万": 10000, None: 1}
_ADJACENT = re.compile(r"((?:[一二两三四五六七八九][千百])*)([一二两三四五六七八])([两二三四五六七八九])([十百千万])")
"""`三四百` is 300 to 400, `一百二三十` is 120 to 130."""

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
NUMBER_WORDS = tuple(_WORDS)
"""`zero` to `nineteen`, each at the place of its value."""
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUE = {word: value for value, word in enumerate(_WORDS)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALE = {"hundred": 100, "thousand": 1000, "grand": 1000}
_ONE_WORD = "|".join(sorted([*_VALUE, *_SCALE], key=len, reverse=True))
_ENGLISH = re.compile(
    rf"\b(?:a\s+(?:couple\s+(?:of\s+)?)?(?=hundred|thousand|grand))?(?:{_ONE_WORD})"
    rf"(?:(?:[\s-]+|(?:(?<=hundred)|(?<=thousand)|(?<=grand))\s+and\s+)(?:{_ONE_WORD}))*\b",
    re.ASCII,
)
_TWO_OF_A_SCALE = re.compile(
    rf"\b({'|'.join(_WORDS[1:10])})(\s*(?:to|or|-)\s*)({'|'.join(_WORDS[1:10])})\s+(hundred|thousand|grand)\b", re.ASCII
)
"""`two to three hundred` is 200 to 300."""


def normalise(text: str) -> str:
    """The text with full-width and compatibility characters in their plain form, in lower case, spaces single."""
    text = re.sub(r"(?<![０-９])，|，(?![０-９])", ", ", text)  # a comma between words, not in a number
    plain = unicodedata.normalize("NFKC", re.sub("[‘’ʼ]", "'", text)).lower()
    plain = re.sub(r"[^\S\n]+", " ", re.sub("[~–—−]", "-", plain))
    return _ADJACENT.sub(r"\1\2\4到\1\3\4", plain)


def read_number(text: str) -> float | None:
    """The value of `1,299.50`, `2k`, `五百`, `一千二`, `3万5` or `两百五`; None where it is no number up to LARGEST."""
    if text.isascii() and text.isdecimal() and len(text) <= 12:
        return float(text)
    text = with_digits(normalise(text)).replace(",", "").replace(" ", "")
    if re.fullmatch(_MIXED, text):
        return _read_han(text.translate(_TO_HAN))
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)(k|百|千|万)?", text)
    if match:
        value = float(match[1]) * _SUFFIX[match[2]]
        return value if value <= LARGEST else None
    return _read_han(text) if text and re.fullmatch(HAN_PATTERN, text) else None


def numbers_in(text: str) -> set[float]:
    """Every number written in the text, in digits or Chinese numerals, whatever it counts.

    Both ends of `1-2k` and `1到2千` are in thousands.
    """
    plain = with_digits(normalise(text))
    matches = list(re.finditer(NUMBER_PATTERN, plain))
    found = {value for value in (read_number(m[0]) for m in matches) if value is not None}
    for low, high in pairwise(matches):
        suffix = re.search(r"[k千万]$", high[0])
        if suffix and low[0].isdecimal() and re.fullmatch(r"\s*(?:-|to|到|至)\s*", plain[low.end() : high.start()]):
            found |= {value for value in [read_number(low[0] + suffix[0])] if value is not None}
    return found


WORDS_PATTERN = _ENGLISH.pattern
"""A pattern for a number in English words, in lower-case text."""


def with_digits(text: str) -> str:
    """Lower-case text with English numbers from `twenty` up in digits; smaller ones count things and stay words."""
    text = re.sub(r"(\d)\s?(?:thousand|grand)\b", r"\1k", text)
    text = _TWO_OF_A_SCALE.sub(r"\1 \4\2\3 \4", text)
    return _ENGLISH.sub(_english_in_digits, re.sub(r"(\d)\s?hundred\b", r"\g<1>百", text))


def _english_in_digits(match: re.Match[str]) -> str:
    words = re.findall(_ONE_WORD, match[0])
    if not any(word in _SCALE or word in _TENS for word in words):
        return match[0]
    total, part = 0, 2 if "couple" in match[0] else 0
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word in _SCALE:
            total, part = total + (part or 1) * _SCALE[word], 0
        elif part % 100 and not (part % 100 >= 20 and part % 10 == 0 and _VALUE[word] < 10):
            return match[0]  # two numbers side by side
        else:
            part += _VALUE[word]
    return str(total + part)


def _read_han(text: str) -> float | None:
    """Chinese numerals up to 万; a last bare digit counts for the next lower unit (`两百五` is 250)."""
    head, ten_thousands, tail = text.partition("万")
    if not ten_thousands:
        return _read_han_below_ten_thousand(text)
    high = _read_han_below_ten_thousand(head) if head else 1.0
    if high is None or "万" in tail:
        return None
    low = 1000 * _HAN_DIGIT[tail] if tail in _HAN_DIGIT else (_read_han_below_ten_thousand(tail) if tail else 0)
    return None if low is None else high * 10000 + low


def _read_han_below_ten_thousand(text: str) -> float | None:
    total, digit, last_unit, rest_unit = 0, 0, 10000, 0
    for char in text:
        if char in _HAN_UNIT:
            if _HAN_UNIT[char] >= last_unit:
                return None
            last_unit = rest_unit = _HAN_UNIT[char]
            total += (digit or 1) * last_unit
            digit = 0
        elif digit:
            return None
        else:
            digit = _HAN_DIGIT[char]
            if digit == 0:
                rest_unit = 10
    return float(total + digit * max(rest_unit // 10, 1))
