"""What the tools do, free of LangChain: each takes checked arguments and gives back what the model is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.agent.constraints.held import Constraints, Exchange, search_query
from assistant.agent.constraints.money import PriceLimits, format_price, without_price_limits
from assistant.agent.events import ChatEvent, ConstraintsChanged, ProductsShown
from assistant.agent.replies import Replies
from assistant.agent.tools.product_text import details, row
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product
from retrieval.errors import UnknownNameError
from retrieval.live import LiveSearchEngine
from retrieval.policies import PolicyShelf
from retrieval.query import SearchQuery, SearchResult

Emit = Callable[[ChatEvent], None]

SHOWN = 6
"""Products shown to the shopper after a search."""
TOLD = 3
"""Of these, how many the language model is told of; each costs it about 50 tokens to read."""


class UnknownProductError(Exception):
    """The model named a product that is not in the last list; its text is what the model is told."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What the model asked for; numbers are kept only where the shopper said them."""

    query: str
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    in_stock: bool = False


@dataclass(frozen=True, slots=True)
class ToolBox:
    """The shop's counter: search, show, compare, look up.

    With `guided`, for small language models, the shop itself says what the model must not retell: rules are quoted
    word for word (it turns "opened cosmetics cannot be returned" into its opposite often enough, and no check of
    numbers sees that), and that nothing was found (it praises the product that is not there).
    """

    engine: LiveSearchEngine
    policies: PolicyShelf
    exchange: Exchange
    replies: Replies
    guided: bool = False

    @property
    def reads_chinese(self) -> bool:
        """Whether the catalogue has Chinese text, so that a Chinese message can be searched as it is."""
        return self.engine.has_chinese

    def search(self, words: SearchWords, turn: TurnContext, emit: Emit) -> str:
        """Search under everything the shopper has asked for, show the products, tell the model of the first few."""
        self._constrain(turn, _said(words, turn), emit)
        found = self._found(words.query, turn, emit)
        products = tuple(hit.product for hit in found.hits)
        turn.searched = found.hits
        turn.evidence.shown = products
        turn.evidence.add_rows(products)
        if not products:
            return self._nothing(words.query, found, turn)
        turn.ways_out = ""
        self._explain_reading(found, turn)
        reasons = {
            hit.product.id: self.replies.reason(hit, turn.constraints, self.exchange.shop_currency, turn.language)
            for hit in found.hits
        }
        emit(ProductsShown(found.hits, reasons))
        head = self.replies.told("results", total=found.total)
        return "\n".join([head, *(row(i, p, turn.language) for i, p in enumerate(products[:TOLD], 1))])

    def show(self, product_id: str, turn: TurnContext) -> str:
        """All details of one product of the last list, or of any by its id."""
        product = self._resolve(product_id, turn)
        turn.evidence.add_rows([product])
        return details(_number(product, turn), product, turn.language)

    def compare(self, product_ids: Sequence[str], turn: TurnContext) -> str:
        """The details of two to four products, one after another."""
        products = [self._resolve(product_id, turn) for product_id in dict.fromkeys(product_ids)]
        turn.evidence.add_rows(products)
        return "\n\n".join(details(_number(p, turn), p, turn.language) for p in products)

    def policy(self, topic: str, question: str, turn: TurnContext) -> str:
        """The passages of the shop's policies that answer the question, in the turn's language."""
        sections = self.policies.find(f"{question} {turn.text}", turn.language, topic)
        if not sections:
            self._say(self.replies.fallback("no_rule", turn.language), turn)
            return self.replies.told("no_policy")
        texts = [(s.topic, s.title[turn.language], s.text[turn.language]) for s in sections]
        turn.evidence.passages.extend(f"{title} {text}" for _, title, text in texts)
        for _, title, text in texts:
            self._say(self.replies.rule(title, text, turn.language), turn)
        return "\n".join(self.replies.told("policy", topic=t, title=title, text=text) for t, title, text in texts)

    def _constrain(self, turn: TurnContext, said: Constraints, emit: Emit) -> None:
        turn.constraints = turn.held.then(said)
        if turn.constraints != turn.held:
            emit(ConstraintsChanged(turn.constraints.as_json()))
        self._explain_currency(turn)

    def _explain_currency(self, turn: TurnContext) -> None:
        """Say at which rate a foreign budget was read; the converted limits become numbers the answer may repeat."""
        currency, shop = turn.constraints.currency, self.exchange.shop_currency
        limits = [p for p in (turn.constraints.min_price, turn.constraints.max_price) if p is not None]
        if currency in (None, shop) or not limits or turn.notes:
            return
        converted = [self.exchange.to_shop(limit, currency) for limit in limits]
        known = [round(amount, 2) for amount in converted if amount is not None]
        if not known:
            turn.notes.append(self.replies.note("no_rate", turn.language, currency=str(currency)))
            return
        turn.evidence.said |= {*known, *(float(round(amount)) for amount in known)}
        amount = " - ".join(format_price(limit, str(currency)) for limit in limits)
        in_shop = " - ".join(format_price(value, shop) for value in known)
        turn.notes.append(
            self.replies.note("converted", turn.language, amount=amount, converted=in_shop, currency=shop)
        )

    def _explain_reading(self, found: SearchResult, turn: TurnContext) -> None:
        """Say which of the shopper's own words were read as others."""
        typed = turn.text.lower()
        corrected = {said: meant for said, meant in found.corrections.items() if said in typed}
        note = self.replies.read_as(corrected, turn.language) if corrected else ""
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
        emit(ConstraintsChanged(turn.constraints.as_json()))
        return self._found(words, turn, emit)

    def _find(self, words: str, turn: TurnContext) -> SearchResult:
        """A Chinese message is searched with its own words as well: the catalogue may hold Chinese text.

        Where the words lead nowhere but the kind of product is known, the best of that kind are found.
        """
        text = f"{words} {without_price_limits(turn.text)}" if turn.language == "zh" else words
        query = search_query(turn.constraints, text, self.exchange, SHOWN)
        if turn.wants_cheaper and turn.evidence.shown:
            query = _below(query, turn.evidence.shown[0].price)
        found = self.engine.search(query)
        if found.hits or not turn.constraints.categories:
            return found
        return self.engine.search(search_query(turn.constraints, "", self.exchange, SHOWN))

    def _nothing(self, words: str, found: SearchResult, turn: TurnContext) -> str:
        """Say what would let something through, and which product comes closest where the price is at fault."""
        turn.ways_out = self.replies.ways_out(found.relaxations, self.exchange.shop_currency, turn.language)
        turn.evidence.said |= {
            n for way in found.relaxations for n in (way.value, float(way.products)) if n is not None
        }
        told = "\n".join(part for part in (self.replies.told("nothing"), turn.ways_out.strip()) if part)
        nearest = self._nearest(search_query(turn.constraints, words, self.exchange, 1))
        if nearest is None:
            self._say(turn.ways_out or self.replies.found((), turn.constraints, turn.language), turn)
            return told
        turn.evidence.add_rows([nearest])
        price = format_price(nearest.price, nearest.currency)
        closest = self.replies.note("cheapest", turn.language, price=price, title=nearest.title_in(turn.language))
        if self.guided:
            self._say(closest, turn)
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
        found = [hit.product for one in outside for hit in self.engine.search(one).hits]
        return min(found, key=lambda product: _distance(product.price, query), default=None)

    def _say(self, text: str, turn: TurnContext) -> None:
        if self.guided:
            turn.quotes.append(text.strip())

    def _resolve(self, named: str, turn: TurnContext) -> Product:
        """A product by its number in the last list, its id, or its title."""
        named = named.strip().strip("[]【】#")
        shown = turn.evidence.shown
        if named.isdigit() and 1 <= int(named) <= len(shown):
            return shown[int(named) - 1]
        product = self.engine.product(named) or self.engine.product(named.upper())
        titled = [p for p in shown if named and named.lower() in f"{p.title} {p.title_zh}".lower()]
        if product is None and len(titled) != 1:
            self._say(self.replies.fallback("which", turn.language), turn)
            raise UnknownProductError(self.replies.told("unknown_product", title=named))
        return product or titled[0]


def _below(query: SearchQuery, price: float) -> SearchQuery:
    """The query under a price that was shown; as it is where that would leave nothing between the limits."""
    highest = round(price - 0.01, 2)
    if highest < (query.min_price or 0.01) or (query.max_price is not None and query.max_price <= highest):
        return query
    return replace(query, max_price=highest)


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


def _number(product: Product, turn: TurnContext) -> int | None:
    """The product's number in the list the shopper sees."""
    ids = [p.id for p in turn.evidence.shown]
    return ids.index(product.id) + 1 if product.id in ids else None


def _distance(price: float, query: SearchQuery) -> float:
    """How far outside the limits a price lies."""
    over = price - query.max_price if query.max_price is not None else 0.0
    under = query.min_price - price if query.min_price is not None else 0.0
    return max(over, under, 0.0)
