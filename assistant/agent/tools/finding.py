"""Finds products: searches, and looks for the like of one, under everything the shopper has asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.agent.constraints.held import Constraints, search_query
from assistant.agent.constraints.money import PriceLimits, format_price, without_price_limits
from assistant.agent.events import ProductsShown
from assistant.agent.leads import LeadWriter
from assistant.agent.profile.shaping import ProfileShaping, ShapedHits
from assistant.agent.requests.presents import for_search
from assistant.agent.tools.counter import Counter, Emit
from assistant.agent.tools.product_names import product_named
from assistant.agent.tools.product_text import row
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product
from retrieval.errors import UnknownNameError
from retrieval.query import SearchHit, SearchQuery, SearchResult

SHOWN = 6
"""Products shown to the shopper after a search."""
TOLD = 3
"""Of these, how many the language model is told of; each costs it about 50 tokens to read."""
TOLD_SMALL = 2
"""How many of them a small language model is told of, which reads 50 tokens a second."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What the model asked for; numbers are kept only where the shopper said them."""

    query: str
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    in_stock: bool = False


@dataclass(frozen=True, slots=True)
class FindingDesk:
    """Search and the like of a product."""

    counter: Counter
    shaping: ProfileShaping

    def search(self, words: SearchWords, turn: TurnContext, emit: Emit) -> str:
        """Search under everything the shopper has asked for, show the products, tell the model of the first few."""
        self._constrain(turn, _said(words, turn), emit)
        found = self._found(words.query, turn, emit)
        if not found.hits and (none := LeadWriter(self.counter.replies, self.counter.exchange).none(turn)):
            return self.counter.tell(none, turn)
        if not found.hits:
            return self._nothing(words.query, found, turn)
        self._explain_reading(found, turn)
        return self._shown(found, turn, emit, self.counter.replies.told("results", total=found.total))

    def leads_nowhere(self, query: str, turn: TurnContext) -> bool:
        """Whether a search in these words alone would find nothing, and no wish that is given up would help it.

        Where the kind of product is known there is always something to show. Shows nothing; what was found is kept
        for the search that follows.
        """
        held = turn.held.then(turn.read, turn.another)
        if held.categories:
            return False
        try:
            found = self._searched(self._query(query, held, turn), turn)
        except UnknownNameError:
            return False
        return not found.hits and not found.relaxations

    def similar(self, product_id: str, turn: TurnContext, emit: Emit) -> str:
        """Products like one, shown as after a search; all that was asked for goes on to hold.

        Where the product itself is of another kind than was asked for, only price, rating and stock count.
        """
        product = product_named(product_id, turn, self.counter)
        turn.evidence.add_rows([product])
        self._constrain(turn, turn.read, emit)
        found = self.counter.engine.search(self._like(product, turn.constraints))
        turn.trace.search(found)
        if not found.hits:
            turn.searched, turn.evidence.shown = (), ()
            text = self.counter.replies.say("similar.none", turn.language, title=product.title_in(turn.language))
            return self.counter.tell(text, turn)
        told = self.counter.replies.told("similar", title=product.title_in(turn.language), total=len(found.hits))
        return self._shown(found, turn, emit, told, product)

    def _like(self, product: Product, held: Constraints) -> SearchQuery:
        if held.categories and not set(held.categories) & set(product.category):
            held = replace(held, categories=(), brands=(), attributes={})
        return replace(search_query(held, "", self.counter.exchange, SHOWN), similar_to=product.id)

    def _shown(self, found: SearchResult, turn: TurnContext, emit: Emit, head: str, like: Product | None = None) -> str:
        """Show the hits to the shopper, and tell the model `head` and the first of them."""
        shaped = self.shaping.shape(found, turn)
        writer = LeadWriter(self.counter.replies, self.counter.exchange)
        turn.lead = writer.write(shaped.hits, found.total, turn, like)
        if self.counter.guided:
            turn.lead += writer.choices([hit.product for hit in shaped.hits], turn.language)
        products = tuple(hit.product for hit in shaped.hits)
        turn.searched, turn.evidence.shown, turn.ways_out = shaped.hits, products, ""
        turn.trace.shown(shaped.hits)
        turn.evidence.add_rows(products)
        reasons = {hit.product.id: self._reason(hit, shaped, turn) for hit in shaped.hits}
        emit(ProductsShown(shaped.hits, reasons, turn.lead))
        turn.evidence.add_facts(head)
        told = products[: TOLD_SMALL if self.counter.guided else TOLD]
        return "\n".join([head, *(row(i, p, turn.language) for i, p in enumerate(told, 1))])

    def _reason(self, hit: SearchHit, shaped: ShapedHits, turn: TurnContext) -> str:
        shop_currency = self.counter.exchange.shop_currency
        found = self.counter.replies.reason(hit, turn.constraints, shop_currency, turn.language)
        bought = shaped.reasons.get(hit.product.id)
        return found if bought is None else f"{found} · {bought}"

    def _constrain(self, turn: TurnContext, said: Constraints, emit: Emit) -> None:
        for event in turn.constrain(said):
            emit(event)
        self._explain_currency(turn)

    def _explain_currency(self, turn: TurnContext) -> None:
        """Say at which rate a foreign budget was read; the converted limits become numbers the answer may repeat."""
        exchange = self.counter.exchange
        currency, shop = turn.constraints.currency, exchange.shop_currency
        limits = [p for p in (turn.constraints.min_price, turn.constraints.max_price) if p is not None]
        if currency in (None, shop) or not limits or turn.notes:
            return
        converted = [exchange.to_shop(limit, currency) for limit in limits]
        known = [round(amount, 2) for amount in converted if amount is not None]
        if not known:
            turn.notes.append(self.counter.replies.note("no_rate", turn.language, currency=str(currency)))
            return
        turn.evidence.said |= {*known, *(float(round(amount)) for amount in known)}
        amount = " - ".join(format_price(limit, str(currency)) for limit in limits)
        in_shop = " - ".join(format_price(value, shop) for value in known)
        turn.notes.append(
            self.counter.replies.note("converted", turn.language, amount=amount, converted=in_shop, currency=shop)
        )

    def _explain_reading(self, found: SearchResult, turn: TurnContext) -> None:
        """Say which of the shopper's own words were read as others."""
        typed = turn.text.lower()
        corrected = {said: meant for said, meant in found.corrections.items() if said in typed}
        note = self.counter.replies.read_as(corrected, turn.language) if corrected else ""
        if note and note not in turn.notes:
            turn.notes.append(note)

    def _found(self, words: str, turn: TurnContext, emit: Emit) -> SearchResult:
        """What is found, without what an earlier turn asked for and the catalogue has no longer."""
        try:
            return self._find(words, turn)
        except UnknownNameError as error:
            known = turn.constraints.without(error.field, error.name)
            if known == turn.constraints:
                raise
            turn.constraints = known
        for event in turn.news():
            emit(event)
        return self._found(words, turn, emit)

    def _find(self, words: str, turn: TurnContext) -> SearchResult:
        """Where the words lead nowhere but the kind of product is known, the best of that kind are found."""
        query = self._query(words, turn.constraints, turn)
        found = self._searched(query, turn)
        if found.hits or not turn.constraints.categories:
            return found
        return self._searched(replace(query, text=""), turn)

    def _query(self, words: str, held: Constraints, turn: TurnContext) -> SearchQuery:
        """What the turn searches for with these words, under what is `held` and refined as the message asks.

        A Chinese message is searched with its own words as well: the catalogue may hold Chinese text.
        """
        own_words = turn.language == "zh" and turn.plain is None
        text = f"{words} {without_price_limits(turn.text)}" if own_words else without_price_limits(words)
        first = turn.evidence.shown[0] if turn.evidence.shown else None
        return turn.refine.of(search_query(held, for_search(text), self.counter.exchange, SHOWN), first)

    def _searched(self, query: SearchQuery, turn: TurnContext) -> SearchResult:
        """What the query finds; one that this turn has made before is not made again."""
        if turn.found is None or turn.found[0] != query:
            turn.found = query, self.counter.engine.search(query)
            turn.trace.search(turn.found[1])
        return turn.found[1]

    def _nothing(self, words: str, found: SearchResult, turn: TurnContext) -> str:
        """Say what would let something through, and which product comes closest where the price is at fault."""
        replies, currency = self.counter.replies, self.counter.exchange.shop_currency
        turn.searched, turn.evidence.shown = (), ()
        turn.ways_out = replies.ways_out(found.relaxations, currency, turn.language)
        turn.evidence.said |= {
            n for way in found.relaxations for n in (way.value, float(way.products)) if n is not None
        }
        told = "\n".join(part for part in (replies.told("nothing"), turn.ways_out.strip()) if part)
        nearest = self._nearest(replace(self._query(words, turn.constraints, turn), top_k=1))
        if nearest is None:
            if self.counter.guided:
                self.counter.say(turn.ways_out or replies.found((), turn.constraints, turn.language), turn)
            return told
        turn.evidence.add_rows([nearest])
        price = format_price(nearest.price, nearest.currency)
        closest = replies.note("cheapest", turn.language, price=price, title=nearest.title_in(turn.language))
        if self.counter.guided:
            self.counter.say(closest, turn)
        else:
            turn.notes.append(closest)
        return "\n".join([told, row(None, nearest, turn.language)])

    def _nearest(self, query: SearchQuery) -> Product | None:
        """Of all that fits but for its price, the one whose price is nearest to the limits; None where none are set."""
        low, high = query.min_price, query.max_price
        outside = [
            *([replace(query, min_price=high, max_price=None, sort="price_low")] if high is not None else []),
            *([replace(query, min_price=None, max_price=low, sort="price_high")] if low is not None else []),
        ]
        found = [hit.product for one in outside for hit in self.counter.engine.search(one).hits]
        return min(found, key=lambda product: _distance(product.price, query), default=None)


def _said(words: SearchWords, turn: TurnContext) -> Constraints:
    """What the message states, and of what the model read from it only numbers that the shopper wrote."""

    def kept(value: float | None) -> float | None:
        return value if value in turn.evidence.said else None

    read = turn.read
    if read.min_price is None and read.max_price is None:
        low, high = kept(words.min_price), kept(words.max_price)
        if low is not None and high is not None and low > high:
            low, high = None, None
        read = read.with_prices(PriceLimits(low, high)) if low is not None or high is not None else read
    rating = kept(words.min_rating)
    if read.min_rating is None and rating is not None and 0 <= rating <= 5:
        read = replace(read, min_rating=rating)
    return read


def _distance(price: float, query: SearchQuery) -> float:
    """How far outside the limits a price lies."""
    over = price - query.max_price if query.max_price is not None else 0.0
    under = query.min_price - price if query.min_price is not None else 0.0
    return max(over, under, 0.0)
