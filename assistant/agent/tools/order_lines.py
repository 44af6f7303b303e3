"""Finds which products of an order a message is about, where it names a kind of thing and not a product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.agent.turn_context import TurnContext
from records.nouns import OrderLine
from retrieval.catalog import Product

_WORD = re.compile(r"[a-z]{4,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SAY_NOTHING = frozenset(
    ("have", "from", "with", "that", "this", "back", "want", "order", "return", "exchange", "swap", "send", "give",
     "money", "size", "last", "pack", "large", "small", "black", "white", "piece", "pieces", "litre", "inch")
)  # fmt: skip
"""Words that stand in titles and in requests alike and tell no product from another."""

Line = tuple[OrderLine, Product | None]


def lines_meant(lines: Sequence[Line], turn: TurnContext) -> tuple[OrderLine, ...]:
    """The lines of the kinds that the message names, else those whose titles share most words with it; perhaps none."""
    if len(lines) == 1:
        return (lines[0][0],)
    kinds = {name.lower() for name in turn.read.categories}
    of_kind = [line for line, product in lines if product and kinds & {name.lower() for name in product.category}]
    if of_kind and len(of_kind) < len(lines):
        return tuple(of_kind)
    said = _words(turn.typed)
    shared = [len(said & _words(*_titles(line, product))) for line, product in lines]
    most = max(shared, default=0)
    return tuple(line for (line, _), count in zip(lines, shared, strict=True) if most and count == most)


def _titles(line: OrderLine, product: Product | None) -> tuple[str, ...]:
    return (line.title, product.title, product.title_zh, *product.category) if product else (line.title,)


def _words(*texts: str) -> set[str]:
    """The English words that tell something, without a plural's end, and each pair of Chinese characters."""
    found: set[str] = set()
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).lower()
        found |= {word.rstrip("s") for word in _WORD.findall(plain) if word not in _SAY_NOTHING}
        found |= {run[at : at + 2] for run in _HAN.findall(plain) for at in range(len(run) - 1)}
    return found
