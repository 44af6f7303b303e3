"""Tables of phrases: one a line, so that adding one needs no knowledge of the code around it.

A line is a regular expression over normalised text (lower case, single spaces) in which each Latin end is a word's end.
Lines of either language stand in one table.
"""

from __future__ import annotations

import inspect
import re

_BEFORE = re.compile(
    r"^(?:(?:hi|hey|hello|ok|okay|yes|yeah|no|oh|well|so|um|and|but|please|actually|great|good|cool|nice|"
    r"thanks|thank you|"
    r"perfect|sorry|excuse me|could you|can you|would you|will you|can i|could i|may i|let's|kindly|just|now|"
    r"then|also)\b"
    r"[\s,.!]*|(?:你好|您好|嗨|请问|请|麻烦(?:你|您)?|那(?=[,就我你帮])|那么|嗯+|哦|噢|好的|好吧|好(?=,)|行(?=,)|不(?=[,是])|"
    r"可以|能不能|能否|能(?=帮|给)|帮我|帮忙|给我(?=看|找|推|来)|我说|就|另外|还有(?=,))[\s,。!]*)+",
    re.ASCII,
)
_EDGE = "(?<![a-z0-9](?=[a-z0-9]))"
"""A place that is not inside a Latin word."""
_AFTER = re.compile(
    r"(?:[\s,.!?;~。]|\b(?:please|pls|thanks|thank you|thx|then|now|instead|maybe|if possible|for me)$|"
    r"(?:谢谢(?:你|您|啦|了)?|吧|吗|呢|啊|呀|啦|哦|可以吗|行吗|好吗|好不好)$)+$",
    re.ASCII,
)


def phrases(table: str) -> re.Pattern[str]:
    """One pattern that finds any of the table's phrases; a line that is indented goes on with the one before."""
    lines = re.sub(r"\n +", "", inspect.cleandoc(table)).splitlines()
    return re.compile("|".join(f"(?:{_edged(line)})" for line in lines), re.ASCII)


def nothing_but(words: re.Pattern[str], text: str) -> bool:
    """Whether the text holds these words and marks, and nothing else."""
    return not re.search(r"[^\W_]", words.sub(" ", text))


def _edged(line: str) -> str:
    """The phrase as whole words: `cart` is not found in `carton`; Chinese characters have no such edges."""
    return f"{_EDGE}(?:{line}){_EDGE}"


def bare(text: str) -> str:
    """The text without the politeness around it: `could you add it to my cart please?` is `add it to my cart`."""
    return _AFTER.sub("", _BEFORE.sub("", text.strip(" ,.!?~。"))).strip() or text.strip()
