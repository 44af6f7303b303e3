"""The first sentence after a search: what was found and under which limits, said by the shop itself.

It is true by its making: every number in it is a limit that the search kept, or counts what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.agent.constraints.currencies import format_price
from assistant.agent.constraints.held import Constraints, Exchange
from assistant.agent.events import Language
from assistant.agent.replies import Replies
from assistant.agent.requests.refinement import measured
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product
from retrieval.query import SearchHit

NO_NOUNS = frozenset({"electronics", "sports", "business", "fitness", "cosmetics", "groceries"})
"""Names of categories that end in s and yet are no plural of things."""


@dataclass(frozen=True, slots=True)
class LeadWriter:
    """Writes leads with the shop's sentences; `exchange` says which price limits a search can keep."""

    replies: Replies
    exchange: Exchange

    def write(self, hits: Sequence[SearchHit], total: int, turn: TurnContext, like: Product | None = None) -> str:
        """The lead for `hits`, at least one, of `total` that keep the constraints; before the turn shows them.

        `like` is the product whose like was asked for.

        Ends with a blank where the language has blanks between sentences.
        """
        language, held, before = turn.language, turn.constraints, turn.evidence.shown
        count, best = len(hits), hits[0].product
        if like is not None:
            titles = {"title": best.title_in(language), "said": like.title_in(language)}
            return self.replies.say("lead.similar", language, count=count, **titles)
        what = self._what(held, turn, before[0] if before else None)
        key = self._key(count, total, bool(held.categories or held.brands), bool(turn.refine.leave_out))
        values: dict[str, str | int] = {"count": count, "total": total, "terms": what, "title": best.title_in(language)}
        return self.replies.say(f"lead.{key}", language, **values)

    def _key(self, count: int, total: int, known_kind: bool, more: bool) -> str:
        """Which sentence: where no kind or brand is named, all the shop has would fit and none is known to be best."""
        if count == 1:
            return "one_more" if more else "one" if known_kind else "near_one"
        if more:
            return "more"
        if not known_kind:
            return "near"
        return "some" if total > count else "all"

    def choices(self, products: Sequence[Product], language: Language) -> str:
        """Which of some products costs least and which is rated best; empty where there is no choice to tell of."""
        cheapest = _only(products, min(product.price for product in products), lambda product: product.price)
        best_rating = max((product.rating for product in products if product.rating is not None), default=None)
        best = None if best_rating is None else _only(products, best_rating, lambda product: product.rating)
        if cheapest is None or len(products) == 1:
            return ""
        values = {"title": cheapest.title_in(language), "price": format_price(cheapest.price, cheapest.currency)}
        if best is None:
            return self.replies.say("lead.least", language, **values)
        key = "least_and_best" if best is cheapest else "least_best"
        return self.replies.say(
            f"lead.{key}", language, **values, said=best.title_in(language), rating=f"{best.rating:g}"
        )

    def none(self, turn: TurnContext) -> str:
        """What to say where a refined search found nothing; empty where that is for the ways out to say."""
        language, before = turn.language, turn.evidence.shown
        if turn.refine.leave_out:
            return self.replies.say("lead.no_more", language)
        if not before or not turn.refine:
            return ""
        title = before[0].title_in(language)
        if turn.refine.cheaper:
            price = self._money(before[0].price, before[0].currency)
            return self.replies.say("lead.none_cheaper", language, title=title, price=price)
        if measured(before[0], turn.refine.measure) is None:
            return ""
        terms = self._word(turn.refine.comparison, language)
        return self.replies.say("lead.none_beyond", language, title=title, terms=terms)

    def _what(self, held: Constraints, turn: TurnContext, first: Product | None) -> str:
        """`blue Larkspur headphones under $150, rated 4 or better`."""
        language = turn.language
        kinds = [self._kind(name, turn) for name in held.categories]
        kind = self._word("or", language).join(kinds) if kinds else self._word("products", language)
        colours = [self._named(value, turn) for name in ("colour", "color") for value in held.attributes.get(name, ())]
        either = self._word("or", language)
        before = [either.join(part) for part in (colours, held.brands) if part]
        things = self._word("gap", language).join([*before, kind])
        dearer = first if turn.refine.cheaper else None
        limits = [*self._price(held, language, dearer), *self._other(held, language), *self._beyond(turn, first)]
        key = "things_limited" if limits else "things"
        return self._word(key, language, topic=things, terms=self._word("and", language).join(limits))

    def _kind(self, name: str, turn: TurnContext) -> str:
        """A category as what is counted: `tents`, but `products from kitchen`."""
        if turn.language == "zh" or (name.endswith("s") and name not in NO_NOUNS):
            return self._named(name, turn)
        return self._word("from", turn.language, topic=name)

    def _named(self, name: str, turn: TurnContext) -> str:
        return turn.chinese.get(name, name) if turn.language == "zh" else name

    def _price(self, held: Constraints, language: Language, dearer: Product | None) -> Sequence[str]:
        """The price limits as the shopper said them; none where the shop has no rate for their currency."""
        currency = held.currency or self.exchange.shop_currency
        if dearer is not None:
            return [self._word("below", language, price=self._money(dearer.price, dearer.currency))]
        if self.exchange.to_shop(1.0, held.currency) is None:
            return []
        low, high = (None if p is None else self._money(p, currency) for p in (held.min_price, held.max_price))
        if low and high:
            return [self._word("between", language, price=low, total=high)]
        if low or high:
            return [self._word("up_to" if high else "at_least", language, price=str(high or low))]
        return []

    def _money(self, amount: float, currency: str) -> str:
        """A price without cents where it has none, as a shopper would say it."""
        return format_price(amount, currency).removesuffix(".00")

    def _beyond(self, turn: TurnContext, before: Product | None) -> Sequence[str]:
        """`lighter than ...`, where the product before states what is compared."""
        if before is None or not turn.refine.measure or measured(before, turn.refine.measure) is None:
            return []
        terms = self._word(turn.refine.comparison, turn.language)
        return [self._word("beyond", turn.language, terms=terms, title=before.title_in(turn.language))]

    def _other(self, held: Constraints, language: Language) -> Sequence[str]:
        rating = [] if held.min_rating is None else [self._word("rated", language, rating=f"{held.min_rating:g}")]
        return [*rating, *([self._word("in_stock", language)] if held.in_stock else [])]

    def _word(self, key: str, language: Language, **values: str | int) -> str:
        return self.replies.say(f"lead_words.{key}", language, **values)


def _only(products: Sequence[Product], value: float, measure: Callable[[Product], float | None]) -> Product | None:
    """The one product of that measure; None where several share it."""
    found = [product for product in products if measure(product) == value]
    return found[0] if len(found) == 1 else None
