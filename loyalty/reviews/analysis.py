"""What reviews say about a product. Start here: `ReviewAnalyst.analyse` reads as the method itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from loyalty.reviews.found_aspects import found_mentions, review_words
from loyalty.reviews.latent import latent_problems
from loyalty.reviews.mentions import ReadReview, read_review
from loyalty.reviews.nouns import Mention, ReviewAnalysis, ReviewText
from loyalty.reviews.points import points
from loyalty.reviews.tones import lean
from loyalty.sentiment.model import SentimentModel

_CONTRADICTS: Final = 0.5
"""How clearly words must speak against the stars."""
_BEST, _LOW = 5, 2
"""Reviews of 4 stars that name a fault, and of 3, contradict nothing."""


class ReviewAnalyst:
    """Analyses the reviews of a shop, a product at a time; each review is read once."""

    def __init__(
        self,
        reviews: Iterable[ReviewText],
        departments: Mapping[str, str] | None = None,
        sentiment: SentimentModel | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """`departments` and `names` are by product id; `sentiment` reads clauses where it is given."""
        self._by_product: dict[str, list[ReviewText]] = defaultdict(list)
        for review in reviews:
            self._by_product[review.product_id].append(review)
        self._departments, self._names, self._sentiment = departments or {}, names or {}, sentiment
        self._read: dict[str, list[ReadReview]] = {}
        self._words: Counter[str] | None = None

    def products(self) -> list[str]:
        """The ids of all products with a review, sorted."""
        return sorted(self._by_product)

    def analyse(self, product_id: str, as_of: date | None = None) -> ReviewAnalysis:
        """Pros, cons and latent problems; `as_of` is the day on which "rising" looks back, the newest
        review's where it is not given; all reviews count, later ones too.

        A product that is not known or has no reviews has an empty analysis.
        """
        everything = self._by_product.get(product_id, [])
        if not everything:
            return ReviewAnalysis(product_id, 0, 0, None, {})
        department = self._departments.get(product_id, "")
        distinct, repeated = _distinct(self._reviews(product_id))
        read = [one for one in distinct if one.words and one.readable]
        by_id = {one.review.id: one.review for one in read}
        listed = [mention for one in read for mention in one.mentions]
        found = self._found(product_id, read, department)
        made = points([*listed, *found], by_id, frozenset(mention.aspect for mention in found))
        pros, cons = ([point for point in made if point.side == side] for side in ("pro", "con"))
        elsewhere, others = self._elsewhere(product_id, department)
        return ReviewAnalysis(
            product_id=product_id,
            reviews=len(everything),
            read=len(read),
            mean_stars=sum(one.stars for one in everything) / len(everything),
            stars=dict(sorted(Counter(one.stars for one in everything).items(), reverse=True)),
            pros=tuple(pros),
            cons=tuple(cons),
            latent=tuple(latent_problems(cons, by_id, elsewhere, others, as_of or self._newest())),
            contradictory=tuple(one.review.id for one in read if _contradicts(one)),
            stars_only=tuple(one.review.id for one in distinct if not one.words),
            other_language=tuple(one.review.id for one in distinct if not one.readable),
            repeated=repeated,
        )

    def _reviews(self, product_id: str) -> list[ReadReview]:
        if product_id not in self._read:
            department = self._departments.get(product_id, "")
            self._read[product_id] = [
                read_review(review, department, self._sentiment) for review in self._by_product[product_id]
            ]
        return self._read[product_id]

    def _found(self, product_id: str, read: Sequence[ReadReview], department: str) -> list[Mention]:
        if self._words is None:
            self._words = Counter()
            for reviews in self._by_product.values():
                for one in reviews:
                    self._words.update(review_words(f"{one.title}. {one.text}"))
        total = sum(map(len, self._by_product.values()))
        return found_mentions(read, self._words, total, department, review_words(self._names.get(product_id, "")))

    def _elsewhere(self, product_id: str, department: str) -> tuple[Counter[str], int]:
        """By aspect, how many reviews of the department's other products blame it, and how many reviews those are."""
        blamed: Counter[str] = Counter()
        others = 0
        for other in self._by_product:
            if other == product_id or not department or self._departments.get(other) != department:
                continue
            for one in self._reviews(other):
                others += bool(one.words and one.readable)
                blamed.update({mention.aspect for mention in one.mentions if mention.tone == "negative"})
        return blamed, others

    def _newest(self) -> date | None:
        days = [one.at for reviews in self._by_product.values() for one in reviews if one.at is not None]
        return max(days, default=None)


def _distinct(reviews: Sequence[ReadReview]) -> tuple[list[ReadReview], tuple[str, ...]]:
    """The reviews without those that repeat another one's words, and the ids of those."""
    seen: set[tuple[str, str]] = set()
    kept: list[ReadReview] = []
    repeated: list[str] = []
    for one in reviews:
        said = (one.review.title.strip().lower(), one.review.text.strip().lower())
        if one.words and said in seen:
            repeated.append(one.review.id)
        else:
            kept.append(one)
            seen.add(said)
    return kept, tuple(repeated)


def _contradicts(read: ReadReview) -> bool:
    """Whether the words, without what the stars add to them, say the opposite of the stars."""
    stars = read.review.stars
    words = read.balance - lean(stars) if read.mentions else 0.0
    return (stars == _BEST and words <= -_CONTRADICTS) or (stars <= _LOW and words >= _CONTRADICTS)
