"""Puts amounts that are said loosely or punctuated abroad into the one form that the price reader reads."""

from __future__ import annotations

import re

from assistant.agent.constraints.near_numbers import without_noise
from assistant.agent.constraints.numerals import NUMBER_PATTERN, normalise, read_number, with_digits

JUST_OVER = 0.2
"""How far above an amount `一千出头` reaches, as a share of it."""

_MONEY_WORD = r"(?:美元|美金|欧元|英镑|港币|人民币|块钱|元|块)"
_OF_TEN_THOUSAND = re.compile(r"(?<![\d.a-z])(1?\d(?:\.\d+)?|20)w(?=\s*(?:以内|以下|之内|左右|元|块|预算))", re.ASCII)
_SOME_MORE = re.compile(rf"({NUMBER_PATTERN})多(?={_MONEY_WORD}|的|价|$|[\s,.。!?])")
_JUST_OVER = re.compile(rf"({NUMBER_PATTERN})\s?({_MONEY_WORD}?)出头")
_OR_THEREABOUTS = re.compile(rf"({NUMBER_PATTERN})来({_MONEY_WORD})")
_MISSPELT = (
    (re.compile(r"\b(more|less|higher|lower|cheaper) then (?=[$€£¥\w])", re.ASCII), r"\1 than "),
    (re.compile(r"\b(do|does|did|ca|wo|would|should|could|must|is|are)nt\b", re.ASCII), r"\1n't"),
    (re.compile(r"\bwanna\b", re.ASCII), "want to"),
    (re.compile(r"(?<=[\d ])(?:dol+[aeo]rs?|doll?ars)\b", re.ASCII), "dollars"),
)
"""What is typed in haste around an amount, and what it stands for."""
_EUROPEAN = re.compile(r"(\d)\.(\d{3}),(\d{2})(?!\d)")
_DECIMAL_COMMA = re.compile(r"(\d),(\d{2})(?![\d,])")
_BLANK_IN_NUMBER = re.compile(
    r"((?:[$€£¥]|\b(?:under|below|over|than|max|to|about|around|budget|is|of)) ?\d{1,3}) (?=\d{3}(?!\d))", re.ASCII
)


def prepared(text: str) -> str:
    """Normalised text with English number words in digits, loose amounts as ranges and haste put right.

    `1 200`, `1.299,50` and `2w` (twenty thousand) become plain numbers; `三百多` is 300 to 400, up to the next round
    number; `一千出头` is 1000 to 1200 (see JUST_OVER); `五百来块` is about 500.
    """
    text = without_noise(normalise(text))
    for misspelt, meant in _MISSPELT:
        text = misspelt.sub(meant, text)
    text = _EUROPEAN.sub(r"\1\2.\3", with_digits(text))
    text = _BLANK_IN_NUMBER.sub(r"\1", _DECIMAL_COMMA.sub(r"\1.\2", text))
    if not any(mark in text for mark in "w多头来"):
        return text
    text = _OF_TEN_THOUSAND.sub(r"\1万", text)
    text = _SOME_MORE.sub(lambda match: _ranging(match, match[1], ""), text)
    text = _JUST_OVER.sub(lambda match: _ranging(match, match[1], match[2], JUST_OVER), text)
    return _OR_THEREABOUTS.sub(r"\1\2左右", text)


def _ranging(match: re.Match[str], written: str, money: str, share: float | None = None) -> str:
    """`300-400` for a number and what it reaches up to; as it stands where that is no number."""
    low = read_number(written)
    if not low:
        return match[0]
    high = low * (1 + share) if share else low + _step(low)
    return f"{low:.10g}-{high:.10g}{money}"


def _step(value: float) -> float:
    """The largest power of ten that divides a whole number: 100 for 300, 10 for 350; 1 for any other."""
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    return float(step)
