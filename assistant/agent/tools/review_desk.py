"""What reviewers praise and what they blame, in their own words."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass

from assistant.agent.tools.counter import Counter
from assistant.agent.tools.product_names import product_named
from assistant.agent.tools.reviews import Review, ReviewShelf
from assistant.agent.tools.telling_sentences import Quote, Side, telling
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product

QUOTED = 3
"""Sentences a side."""


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """The reviews of one product at a time."""

    counter: Counter
    reviews: ReviewShelf

    def digest(self, product_id: str, turn: TurnContext) -> str:
        """How the stars are spread, and sentences from good and bad reviews, each with its stars and date.

        A side that nobody wrote about is said to be empty. Sentences in the shopper's language come first; others keep
        theirs, which is said.
        """
        product = product_named(product_id, turn, self.counter)
        turn.evidence.add_rows([product])
        reviews = self.reviews.of(product.id)
        title = product.title_in(turn.language)
        if not reviews:
            return self.counter.tell(self._unwritten(product, turn), turn)
        head = self._say("head", turn, title=title, count=len(reviews), terms=self._spread(reviews, turn))
        return self.counter.tell(
            "\n".join([head, *self._side("pro", reviews, turn), *self._side("con", reviews, turn)]), turn
        )

    def _unwritten(self, product: Product, turn: TurnContext) -> str:
        """What there is to say of a product that nobody wrote about."""
        title = product.title_in(turn.language)
        if product.rating is None:
            return self._say("none", turn, title=title)
        return self._say("rated_only", turn, title=title, rating=f"{product.rating:g}", count=product.review_count)

    def _spread(self, reviews: tuple[Review, ...], turn: TurnContext) -> str:
        tally = Tally(review.stars for review in reviews)
        shares = [
            self._say("stars", turn, rating=stars, count=tally[stars]) for stars in range(5, 0, -1) if tally[stars]
        ]
        return self._say("join", turn).join(shares)

    def _side(self, side: Side, reviews: tuple[Review, ...], turn: TurnContext) -> list[str]:
        quotes = telling(reviews, side, turn.language, QUOTED)
        if not quotes:
            return ["", self._say(f"no_{side}", turn)]
        return ["", self._say(side, turn), *(self._quoted(quote, turn) for quote in quotes)]

    def _quoted(self, quote: Quote, turn: TurnContext) -> str:
        review = quote.review
        known = review.language in ("en", "zh")
        key = "quote" if review.language == turn.language or not known else f"quote_in_{review.language}"
        return self._say(key, turn, text=quote.text, rating=review.stars, when=review.date)

    def _say(self, key: str, turn: TurnContext, **values: str | int) -> str:
        return self.counter.replies.say(f"review.{key}", turn.language, **values)
