"""Aspects that no list has: words that several reviews of one product share and those of others hardly use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from loyalty.reviews.aspects import aspects_in, names_aspect
from loyalty.reviews.mentions import ReadReview
from loyalty.reviews.nouns import Mention
from loyalty.reviews.tones import clause_scores, judges
from loyalty.signals.clauses import clauses_in
from loyalty.signals.folding import fold

FEWEST: Final = 2
"""Reviews of a product that must share a word."""
MOST_ELSEWHERE: Final = 0.01
"""Share of all other reviews that may use it."""
MOST_FOUND: Final = 3
_WORD: Final = re.compile(r"[a-z]{4,}")


def review_words(text: str) -> frozenset[str]:
    """The words of a text that may be aspects: English ones of four letters and more, Chinese ones of two and more."""
    import rjieba

    folded = fold(text)
    chinese = {word for word in rjieba.cut(folded) if len(word) > 1 and "\u3400" <= word[0] <= "\u9fff"}
    return frozenset(set(_WORD.findall(folded)) | chinese)


def found_mentions(
    reviews: Sequence[ReadReview], everywhere: Mapping[str, int], total: int, department: str, known: Iterable[str] = ()
) -> list[Mention]:
    """Mentions of the words that the product's reviews share, one a clause, where at least two sound alike.

    `everywhere` counts the reviews of all products with a word, `total` all reviews; `known` are words of the
    product's own name, which say nothing about it.
    """
    own: Counter[str] = Counter()
    for one in reviews:
        own.update(review_words(f"{one.review.title}. {one.review.text}"))
    skipped = set(known)
    rare = [
        word
        for word, count in own.most_common()
        if count >= FEWEST
        and word not in skipped
        and everywhere.get(word, 0) - count <= MOST_ELSEWHERE * max(total - len(reviews), 1)
        and not names_aspect(word)
        and not judges(word)
    ][:MOST_FOUND]
    found = [mention for one in reviews for mention in _mentions(one, rare, department)]
    told = Counter((word, tone) for word, tone, _ in {(each.aspect, each.tone, each.review_id) for each in found})
    return [each for each in found if each.tone != "neutral" and told[each.aspect, each.tone] >= FEWEST]


def _mentions(read: ReadReview, words: Sequence[str], department: str) -> list[Mention]:
    found: list[Mention] = []
    for text in (read.review.title, read.review.text):
        folded = fold(text)
        clauses = clauses_in(folded)
        for clause, score in zip(clauses, clause_scores(folded, clauses, read.review.stars), strict=True):
            piece = folded[clause.start : clause.end]
            named = next((word for word in words if word in piece and not aspects_in(piece, department)), None)
            if named:
                found.append(Mention(read.review.id, named, score.tone, text[clause.start : clause.end], score.value))
    return found
