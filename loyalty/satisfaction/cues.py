"""The words that features count, read from `cues.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent / "cues.yaml"
MOST_CHARS: Final = 4_000
"""Of one message or answer; what stands after is not read."""
_WORD: Final = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HAN_A_WORD: Final = 1.6
"""Chinese characters to a word, about; message lengths in both languages are then of one size."""


def cues() -> Mapping[str, re.Pattern[str]]:
    """A pattern for each list, matching text that `folded` made."""
    return _read(FILE)


def folded(text: str) -> str:
    """The text as cues are looked for: lower case, straight apostrophes, cut at `MOST_CHARS`."""
    return text[:MOST_CHARS].lower().replace("’", "'")


def words(text: str) -> float:
    """How many words a folded text has; Chinese counts one for every 1.6 characters."""
    return len(_WORD.findall(text)) + len(_HAN.findall(text)) / _HAN_A_WORD


def content(text: str) -> frozenset[str]:
    """What a folded text is about, roughly: words of four letters and more, numbers, pairs of Chinese characters."""
    latin = {word for word in _WORD.findall(text) if len(word) > 3 or word.isdigit()}
    runs = re.findall(r"[\u3400-\u9fff]{2,}", text)
    return frozenset(latin.union(run[i : i + 2] for run in runs for i in range(len(run) - 1)))


@cache
def _read(file: Path) -> Mapping[str, re.Pattern[str]]:
    import yaml

    lists: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: _pattern(by_language["en"], by_language["zh"]) for name, by_language in lists.items()}


def _pattern(english: list[str], chinese: list[str]) -> re.Pattern[str]:
    return re.compile("|".join([*map(_english, english), *map(re.escape, chinese)]))


def _english(cue: str) -> str:
    """A star at an end of the cue stands for any letters; no cue begins or ends within a word."""
    inside = re.escape(cue.strip("*"))
    before = r"(?<![a-z0-9])[a-z]*" if cue.startswith("*") else (r"(?<![a-z0-9])" if cue[0].isalnum() else "")
    after = r"[a-z]*" if cue.endswith("*") else (r"(?![a-z0-9])" if cue[-1].isalnum() else "")
    return before + inside + after
