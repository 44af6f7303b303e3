"""Lists of words in two languages as patterns: `aspects.yaml` and `polarity.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

_ROOM: Final = Path(__file__).resolve().parent


@cache
def word_lists(name: str) -> dict[str, Any]:
    """The lists of a file of this room, `name` without its ending."""
    import yaml

    lists: dict[str, Any] = yaml.safe_load((_ROOM / f"{name}.yaml").read_text(encoding="utf-8"))
    return lists


def pattern(english: Iterable[str], chinese: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words in a folded text, the longest that begins at a place."""
    words = sorted(english, key=len, reverse=True)
    parts = [rf"(?<![a-z0-9])(?:{'|'.join(map(_english, words))})(?![a-z0-9])"] if words else []
    parts += map(re.escape, sorted(chinese, key=len, reverse=True))
    return re.compile("|".join(parts))


def _english(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[a-z]*").replace(r"\ ", r"[ -]+")
