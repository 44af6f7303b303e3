"""One message and what it is read with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.requests.phrases import bare
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product

ARGUMENT_CHARS = 200


@dataclass(frozen=True)
class ShopKnowledge:
    """What of the shop a message is read with.

    `topic_of` names the rule that answers a question, or nothing; `named` finds catalogue products by words of their
    title, best first; `reads_chinese` says whether the catalogue has Chinese text to search.
    """

    words: ShopWords
    topic_of: Callable[[str, str], str]
    named: Callable[[str], Sequence[Product]]
    has_rules: bool = True
    reads_chinese: bool = True


@dataclass(frozen=True)
class Asked:
    """One message and what it is read with."""

    turn: TurnContext
    shop: ShopKnowledge

    @cached_property
    def text(self) -> str:
        """The message as phrases are looked for in it: plain characters, lower case, single spaces."""
        return " ".join(normalise(self.turn.text).split())

    def number_of(self, product: Product) -> str:
        """How a tool is told of a product: its number in the last list shown, else its id."""
        ids = [row.id for row in self.turn.evidence.shown]
        return str(ids.index(product.id) + 1) if product.id in ids else product.id

    def words(self) -> str:
        """The message as a tool's argument, cut at ARGUMENT_CHARS."""
        return self.turn.text.strip()[:ARGUMENT_CHARS]

    @cached_property
    def bare(self) -> str:
        """The text without the politeness around it."""
        return bare(self.text)
