"""One message and what it is read with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.agent.claims.evidence import Mention
from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.requests.phrases import bare
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product

ARGUMENT_CHARS = 200
MAY_NAME = re.compile(r"(?<!^)\b[A-Z][A-Za-z]+|[\u4e00-\u9fff].*[A-Za-z]{3,}|[A-Za-z]{3,}.*[\u4e00-\u9fff]")
"""A word written like a name, or a Latin one in a Chinese sentence."""


@dataclass(frozen=True)
class ShopKnowledge:
    """What of the shop a message is read with.

    `topics` are those of its rules; `topic_of` gives that of the rule which answers a question, or nothing. `named`
    gives where a text names products of the catalogue, `find` the product of an id. `reads_chinese` says whether the
    catalogue has Chinese text to search. `departments` are a few of them in words, by language.
    """

    words: ShopWords
    topic_of: Callable[[str, str], str]
    named: Callable[[str], Sequence[Mention]]
    find: Callable[[str], Product | None]
    topics: Sequence[str] = ()
    reads_chinese: bool = True
    departments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One message and what it is read with.

    `said` stands in for the turn's text, and `product` for what it points at, where the message only answers
    which product an earlier one meant.
    """

    turn: TurnContext
    shop: ShopKnowledge
    said: str = ""
    product: Product | None = None

    @cached_property
    def text(self) -> str:
        """The message as phrases are looked for in it: plain characters, lower case, single spaces."""
        return " ".join(normalise(self.said or self.turn.text).split())

    def number_of(self, product: Product) -> str:
        """How a tool is told of a product: its number in the last list shown, else its id."""
        ids = [row.id for row in self.turn.evidence.shown]
        return str(ids.index(product.id) + 1) if product.id in ids else product.id

    @property
    def may_name(self) -> bool:
        """Whether the message looks as if it named a product."""
        return bool(self.turn.read.brands or MAY_NAME.search(self.turn.text))

    def words(self) -> str:
        """The message as a tool's argument, cut at ARGUMENT_CHARS."""
        return self.turn.text.strip()[:ARGUMENT_CHARS]

    @cached_property
    def bare(self) -> str:
        """The text without the politeness around it."""
        return bare(self.text)

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """Where the message names products of the catalogue by more than their brand."""
        text = self.turn.text
        if self.said:
            return ()
        brands = {brand.lower() for brand in self.turn.read.brands}
        return [m for m in self.shop.named(text) if text[m.start : m.end].lower() not in brands]
