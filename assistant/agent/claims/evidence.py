"""What the language model was given in this conversation, and so all that its answer may claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from assistant.agent.claims.mentions import Mention, mentions_in
from assistant.agent.claims.reading import fold
from assistant.agent.claims.row_facts import RowFacts, TextFacts, row_facts, text_facts, word_set
from retrieval.catalog import Product

__all__ = ["Evidence", "Mention"]

FACT_TOOLS = frozenset({"list_orders", "order_status", "cart_view", "review_digest"})
"""Tools whose results state facts beyond the catalogue's rows."""


@dataclass
class Evidence:
    """Rows, passages, facts and numbers that back an answer; grows as tools answer.

    `shown` is the numbered list the shopper sees, first is 1; `rows` are all products given to the model, in any turn
    of the conversation that it still sees; `passages` are policy texts; `said` are numbers the shopper wrote, `asked`
    the shopper's messages. `facts` are texts on orders, carts and reviews that tools gave: their numbers, prices and
    ids may be repeated. `done` names the writing tools that did something in this turn (`cart_add`): only they may be
    told as done. `brands` are all the catalogue's, `own_names` the shop's. `currency` is the shop's.
    """

    currency: str
    shown: tuple[Product, ...] = ()
    rows: list[Product] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    said: set[float] = field(default_factory=set)
    facts: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    brands: Collection[str] = ()
    own_names: tuple[str, ...] = ()
    _read: dict[str, RowFacts] = field(default_factory=dict, repr=False)
    _words: tuple[int, frozenset[str]] = field(default=(-1, frozenset()), repr=False)

    def add_rows(self, products: Iterable[Product]) -> None:
        """Adds products that are not there yet."""
        known = {row.id for row in self.rows}
        self.rows.extend(product for product in products if product.id not in known)

    def add_facts(self, *texts: str) -> None:
        """Adds texts that a tool gave (an order's lines, a cart, a review); what they state may be repeated."""
        self.facts.extend(text for text in texts if text and text not in self.facts)

    def add_done(self, tool: str) -> None:
        """Notes that a writing tool did what it is for in this turn; asking the shopper to confirm does not count."""
        self.done.add(tool)

    def recall(self, tool: str, result: str) -> None:
        """Adds what a tool gave in an earlier turn that the model still sees; products come back as rows instead."""
        if tool == "lookup_policy":
            self.passages.append(result)
        elif tool in FACT_TOOLS:
            self.add_facts(result)

    def of(self, row: Product) -> RowFacts:
        """What a row states; read when it is first asked for."""
        known = self._read.get(row.id)
        if known is None or known.row is not row:
            known = self._read[row.id] = row_facts(row)
        return known

    def told(self) -> list[TextFacts]:
        """What the policy passages and the facts state."""
        return [text_facts(text) for text in (*self.passages, *self.facts)]

    def passage_numbers(self) -> set[float]:
        """Every number in the policy passages and the facts."""
        return {number for told in self.told() for number in told.numbers}

    def passage_values(self, kind: str) -> set[float]:
        """What passages and facts claim of a kind (`price`, `percent`, ...), as `read_claims` names it."""
        return {value for told in self.told() for value in told.values.get(kind, ())}

    def knows_id(self, written: str) -> bool:
        """Whether an id stands in what the model was given."""
        return any(written in told.text for told in self.told()) or any(
            written in self.of(row).text for row in self.rows
        )

    def mentioned(self, sentence: str) -> list[Mention]:
        """Where rows are named in a sentence; see `mentions_in`."""
        return mentions_in(sentence, [self.of(row) for row in self.rows])

    def words(self) -> frozenset[str]:
        """Every Latin word in what the model was given, folded."""
        size = len(self.rows) + len(self.passages) + len(self.facts)
        if self._words[0] != size:
            own = word_set(fold(" ".join(self.own_names)))
            told = [one.words for one in self.told()]
            self._words = size, own.union(*told, *(self.of(row).words for row in self.rows))
        return self._words[1]

    def yes_no_attributes(self) -> set[str]:
        """The names of the rows' yes-or-no attributes."""
        return {name for row in self.rows for name, value in row.attributes.items() if isinstance(value, bool)}

    def contains(self, folded: str) -> bool:
        """Whether a piece of folded text stands in what the model was given."""
        return (
            any(folded in told.text for told in self.told())
            or any(folded in self.of(row).text for row in self.rows)
            or any(folded in fold(name) for name in self.own_names)
        )
