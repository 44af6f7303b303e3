"""Tells about products that were listed or named: one with all its details, several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.agent.events import ProductsCompared, TextDelta
from assistant.agent.leads import LeadWriter
from assistant.agent.tools.comparison import as_facts, as_table, compared
from assistant.agent.tools.counter import Counter, Emit
from assistant.agent.tools.product_names import number_of, product_named
from assistant.agent.tools.product_text import details
from assistant.agent.turn_context import TurnContext


@dataclass(frozen=True, slots=True)
class ShowingDesk:
    """Details and comparisons."""

    counter: Counter

    def show(self, product_id: str, turn: TurnContext) -> str:
        """Everything the catalogue states of one product."""
        product = product_named(product_id, turn, self.counter)
        turn.evidence.add_rows([product])
        return details(number_of(product, turn), product, turn.language)

    def compare(self, product_ids: Sequence[str], turn: TurnContext, emit: Emit) -> str:
        """Two to four products side by side.

        With a small model the shopper gets the facts as a table, and which costs least and is rated best: it mixes up
        which is dearer, and takes ten seconds for it.
        """
        named = [product_named(product_id, turn, self.counter) for product_id in product_ids]
        products = list({product.id: product for product in named}.values())
        if len(products) < 2:
            text = self.counter.replies.say("compare.same", turn.language, title=products[0].title_in(turn.language))
            raise self.counter.refuse(text, turn)
        turn.evidence.add_rows(products)
        emit(ProductsCompared(tuple(products)))
        numbers = [number_of(product, turn) for product in products]
        if not self.counter.guided:
            told = (details(n, product, turn.language) for n, product in zip(numbers, products, strict=True))
            return "\n\n".join(told)
        lines = compared(products, self.counter.replies, turn.language)
        choices = LeadWriter(self.counter.replies, self.counter.exchange).choices(products, turn.language)
        emit(TextDelta(f"{as_table(products, lines, turn.language)}\n\n{choices}"))
        return as_facts(numbers, products, lines, turn.language)
