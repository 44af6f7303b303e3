"""Reads limits on numeric attributes: `under 2 kg`, `battery over 10 hours`, `两公斤以下`, `20升以上`.

A number means an attribute that products of the kind asked for have and that is measured in its unit; where several
are, the words beside it decide, or what the catalogue states of them. What stays open is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from assistant.agent.constraints.attribute_words import AttributeWords, Measured
from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.near_numbers import stretches
from assistant.agent.constraints.numerals import NUMBER_PATTERN, read_number
from retrieval.units import WRITTEN, converted, unit_named

ABOUT_SHARE = 0.2
"""How far from an amount 'about' reaches, as a share of it, on each side."""
BESIDE = 28
"""How many characters before and after a number can name what it measures."""

_Kind = Literal["range", "about", "most", "least"]

_FORMS = {form.replace("_", " ") for forms in WRITTEN.values() for form in forms.split()}
_UNIT = "|".join(
    re.escape(form) + (r"(?![a-z])" if "a" <= form[-1] <= "z" else "")
    for form in sorted(_FORMS, key=lambda form: (-len(form), form))
)
_NOUN = r"[a-z]{3,}|人|片|块|件|页|流明|口|接口|杯|键|层|档|颗|道"
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen"]
_SMALL_VALUE = {word: str(i) for i, word in enumerate(_SMALL[:-1], 1)} | {"fifteen": "15"}
_SPELLED = re.compile(
    rf"\b({'|'.join(_SMALL)})(?=[\s-]+(?:{_UNIT}|people|persons?|ports?|pieces|cups|pages)\b)", re.ASCII
)
_RULES = re.compile(r"\b(?:return|refund|exchange|warrant|deliver|ship|cancel)|退|换货|保修|发货|配送|送达", re.ASCII)
"""Days and amounts of the shop's rules bound nothing that is looked for."""
_HALF = re.compile(r"\bhalf an? (?=[a-z])|半(?=公斤|升|米|小时)")
_WEIGHS = re.compile(r"weigh|light|heav|carr|load")
_JIN = re.compile(rf"({NUMBER_PATTERN})\s*斤(?!装)")


def _amount(index: int) -> str:
    return rf"(?P<num{index}>{NUMBER_PATTERN})(?:\s?-?\s?(?P<unit{index}>{_UNIT})|\s?-?\s?(?P<noun{index}>{_NOUN}))?"


_NOT = r"(?:\bnot|n't|\bno|\bnever|\bwithout)\s+(?:(?:be|want|weigh|need|go(?:ing)?|anything|that's|is|much)\s+){0,4}"
_BIGGER = "more|heavier|longer|bigger|larger|greater|higher|taller|wider|thicker|brighter|faster"
_SMALLER = "less|lighter|shorter|smaller|lower|thinner|narrower|quieter"
_OVER = rf"(?:over|above|exceeding|(?:{_BIGGER}) than)"
_UNDER = rf"(?:under|below|(?:{_SMALLER}) than)"
_NO_OVER = rf"(?:{_NOT}{_OVER}|\bno (?:{_BIGGER}) than|不(?:要|能|可)?(?:超过|高于|大于|重于))"
_NO_UNDER = rf"(?:{_NOT}{_UNDER}|\bno (?:{_SMALLER}) than|不(?:要|能|可)?(?:低于|少于|小于|短于))"
_MOST_BEFORE = (
    rf"(?:\b{_UNDER}|\bup to|\bat (?:the )?most|\bwithin|\bmax(?:imum)?(?: of)?|<=?|≤|"
    "低于|少于|小于|轻于|短于|最多|最重|最大|最长|不到)"
)
_MOST_AFTER = rf"(?:以内|以下|之内|之下|不到|or (?:under|below|{_SMALLER})\b|max(?:imum)?\b|tops\b|at (?:the )?most\b)"
_LEAST_BEFORE = (
    rf"(?:\b{_OVER}|\bat least|\bmin(?:imum)?(?: of)?|>=?|≥|超过|高于|多于|大于|重于|长于|至少|最少|最低|起码)"
)
_LEAST_AFTER = (
    rf"(?:以上|之上|往上|起步|起(?!来)|\+|or (?:above|over|up|{_BIGGER})\b|"
    r"and (?:up|above|over|more)\b|plus\b|minimum\b)"
)
_PATTERNS: tuple[tuple[_Kind, str], ...] = (
    ("range", rf"(?:\bbetween|\bfrom)\s+{_amount(1)}\s*(?:and|to|-)\s*{_amount(2)}"),
    ("range", rf"{_amount(1)}\s*(?:-|to|到|至)\s*{_amount(2)}"),
    ("most", rf"{_NO_OVER}\s*{_amount(1)}"),
    ("least", rf"{_NO_UNDER}\s*{_amount(1)}"),
    ("about", rf"(?:\babout|\baround|\broughly|\bapproximately|大约|大概|差不多|约)\s*{_amount(1)}"),
    ("about", rf"{_amount(1)}\s*(?:左右|上下|or so\b)"),
    ("most", rf"{_MOST_BEFORE}\s*{_amount(1)}"),
    ("most", rf"{_amount(1)}\s*{_MOST_AFTER}"),
    ("least", rf"{_LEAST_BEFORE}\s*{_amount(1)}"),
    ("least", rf"{_amount(1)}\s*{_LEAST_AFTER}"),
    ("least", r"\bfor (?:up to )?(?P<num1>\d{1,2})(?P<unit1>)\s+(?P<noun1>people|persons|adults)\b"),
    ("least", rf"(?P<num1>{NUMBER_PATTERN})(?P<unit1>)个?(?P<noun1>人)(?:用|住|睡|吃|使用)"),
)
_COMPILED = [(kind, re.compile(pattern, re.ASCII)) for kind, pattern in _PATTERNS]


def read_ranges(text: str, words: AttributeWords) -> tuple[dict[str, Bounds], str]:
    """The limits by attribute, and the text with their words blank; `text` is normalised, numbers in digits or Chinese.

    Of several limits of one attribute the last of each end counts.
    """
    if not words.measured or _RULES.search(text):
        return {}, text
    text = _with_plain_amounts(text)
    found: dict[str, Bounds] = {}
    taken: list[tuple[int, int]] = []
    for kind, match in _matches(text):
        if any(match.start("num1") < end and start < match.end() for start, end in taken):
            continue
        said = _bounds(kind, match, text, words)
        if said is not None:
            name, bounds = said
            found[name] = found[name].then(bounds) if name in found else bounds
            taken.append(match.span())
    for start, end in taken:
        text = text[:start] + "," * (end - start) + text[end:]
    return found, text


def _with_plain_amounts(text: str) -> str:
    """Small numbers in words before a unit as digits; half a kilo as 0.5; the Chinese pound as half a kilogram."""
    text = _SPELLED.sub(lambda match: _SMALL_VALUE[match[1]], _HALF.sub("0.5 ", text))
    return _JIN.sub(lambda match: f"{(read_number(match[1]) or 0) / 2:g}公斤", text)


def _matches(text: str) -> Iterator[tuple[_Kind, re.Match[str]]]:
    for start, end in stretches(text):
        for kind, pattern in _COMPILED:
            for match in pattern.finditer(text, start, end):
                yield kind, match


def _bounds(kind: _Kind, match: re.Match[str], text: str, words: AttributeWords) -> tuple[str, Bounds] | None:
    last = "2" if kind == "range" else "1"
    low, high = read_number(match["num1"]), read_number(match[f"num{last}"])
    if low is None or high is None or low > high:
        return None
    written = match[f"unit{last}"] or match["unit1"]
    if written and _is_no_unit(written, match, last, text):
        return None
    unit = unit_named(written) or "" if written else ""
    attribute = _meant(match, last, unit, low, high, text, words)
    if attribute is None:
        return None
    unit = "" if attribute.is_counted and not attribute.fits(unit) else unit
    return attribute.name, {
        "range": Bounds(low, high, unit),
        "about": Bounds(round(low * (1 - ABOUT_SHARE), 4), round(low * (1 + ABOUT_SHARE), 4), unit),
        "most": Bounds(None, high, unit),
        "least": Bounds(low, None, unit),
    }[kind]


def _meant(
    match: re.Match[str], last: str, unit: str, low: float, high: float, text: str, words: AttributeWords
) -> Measured | None:
    """The one attribute that the number measures, or None."""
    noun = match[f"noun{last}"] or match[f"unit{last}"] or ""
    counted = [one for one in words.measured if one.is_counted and noun and noun in one.words]
    if counted:
        return counted[0]
    candidates = [one for one in words.measured if unit and one.fits(unit)]
    beside = text[max(match.start() - BESIDE, 0) : match.end() + BESIDE]
    named = [one for one in candidates if any(_says(beside, word) for word in one.words)]
    candidates = named or candidates
    if len(candidates) > 1:
        candidates = [one for one in candidates if _is_likely(one, unit, low, high)]
    return candidates[0] if len(candidates) == 1 else None


def _is_no_unit(written: str, match: re.Match[str], last: str, text: str) -> bool:
    """`under 500 in black` and `under 50 pounds` measure nothing, unless the pounds weigh."""
    after = text[match.end(f"unit{last}") :] if match[f"unit{last}"] else ""
    if written == "in":
        return bool(re.match(r"\s+[a-z]", after)) and not re.match(r"\s+(?:or|and|wide|long|tall|high|deep)\b", after)
    return written.startswith("pound") and not _WEIGHS.search(
        text[max(match.start() - BESIDE, 0) : match.end() + BESIDE]
    )


def _says(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text)) if word.isascii() else word in text


def _is_likely(attribute: Measured, unit: str, low: float, high: float) -> bool:
    """Whether what the catalogue states of the attribute lies about there: 256 GB is storage, 16 GB is memory."""
    spans = [
        (float(converted(m.minimum, m.unit, unit)), float(converted(m.maximum, m.unit, unit)))
        for m in attribute.measures
        if m.unit and attribute.fits(unit)
    ]
    return any(least <= high * 1.0001 and low <= most * 1.0001 for least, most in spans)
