"""Finds which products of an order a message is about, where it names a kind of thing and not a product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.agent.tools.counter import Counter
from assistant.agent.tools.product_names import line_category, line_titles
from assistant.agent.turn_context import TurnContext
from records.nouns import OrderLine

_WORD = re.compile(r"[a-z]{4,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SAY_NOTHING = frozenset(
    ("have", "from", "with", "that", "this", "back", "want", "order", "return", "exchange", "swap", "send", "give",
     "money", "size", "last", "pack", "large", "small", "black", "white", "piece", "pieces", "litre", "inch")
)  # fmt: skip
"""Words that stand in titles and in requests alike and tell no product from another."""


def lines_meant(lines: Sequence[OrderLine], turn: TurnContext, counter: Counter) -> tuple[OrderLine, ...]:
    """The lines of the kinds that the message names, else those whose titles share most words with it; perhaps none."""
    if len(lines) == 1:
        return tuple(lines)
    kinds = {name.lower() for name in turn.read.categories}
    of_kind = [line for line in lines if kinds & {name.lower() for name in line_category(line, counter)}]
    if of_kind and len(of_kind) < len(lines):
        return tuple(of_kind)
    said = _words(turn.typed)
    shared = [len(said & _words(*line_titles(line, counter), *line_category(line, counter))) for line in lines]
    most = max(shared, default=0)
    return tuple(line for line, count in zip(lines, shared, strict=True) if most and count == most)


def _words(*texts: str) -> set[str]:
    """The English words that tell something, without a plural's end, and each pair of Chinese characters."""
    found: set[str] = set()
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).lower()
        found |= {word.rstrip("s") for word in _WORD.findall(plain) if word not in _SAY_NOTHING}
        found |= {run[at : at + 2] for run in _HAN.findall(plain) for at in range(len(run) - 1)}
    return found
