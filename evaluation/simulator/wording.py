"""How the deterministic shopper's sentences are made: templates by language and style, drawn with a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

import yaml

from evaluation.dialogue_sets import Language
from evaluation.simulator.goals import Style

_FILE: Final = Path(__file__).parent / "words.yaml"
_SLIPS: Final = {"的": "得", "在": "再", "吗": "嘛", "做": "作"}
"""Chinese characters and those that are typed for them by mistake."""
_PLAIN_WORD: Final = re.compile(r"(?<![A-Za-z0-9-])[a-z]{6,}(?![A-Za-z0-9-])")


@cache
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def sentence(kind: str, language: Language, style: Style, drawn: random.Random, **values: str) -> str:
    """One of the texts of `kind`, with its places filled in."""
    texts = _words()[language][kind]
    if isinstance(texts, Mapping):
        texts = texts.get(style, texts["plain"])
    said = Template(drawn.choice(texts)).substitute(values)
    return _capital(said) if style not in ("terse", "typos") else said


def joined(clauses: Sequence[str], language: Language) -> str:
    """Clauses as one."""
    return str(_words()[language]["joint"]).join(clauses)


def asked_about(question: str) -> tuple[str, ...]:
    """What a question is about, by the names that goals give to what shoppers know."""
    low = question.casefold()
    return tuple(name for name, cues in _words()["asked_about"].items() if any(cue in low for cue in cues))


def mistyped(text: str, drawn: random.Random) -> str:
    """A text with some slips of the fingers; names, numbers and ids stay as they are."""
    slipped = _PLAIN_WORD.sub(lambda found: _swapped(found[0], drawn), text)
    return "".join(_SLIPS[one] if one in _SLIPS and drawn.random() < 0.3 else one for one in slipped)


def _swapped(word: str, drawn: random.Random) -> str:
    """Two neighbouring letters inside the word changed over, once in four words."""
    if drawn.random() >= 0.25:
        return word
    place = drawn.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
