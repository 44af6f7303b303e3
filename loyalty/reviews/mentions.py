"""What each clause of a review is about and how it sounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loyalty.reviews.aspects import OVERALL, AspectPlace, aspect_places
from loyalty.reviews.nouns import Mention, ReviewText
from loyalty.reviews.tones import ClauseScore, clause_scores, tone_of, turns
from loyalty.sentiment.model import SentimentModel
from loyalty.signals.clauses import Clause, Sentence, clauses_in
from loyalty.signals.folding import fold

MOST_CHARS: Final = 4_000
"""Of one review; what stands after is not read."""
_STARS_TOLD: Final = re.compile(
    r"\s*(?:(?:one|two|three|four|five|[1-5一二三四五])\s*(?:stars?|星)(?:好评|差评)?|好评|差评|默认好评|系统默认好评|n/?a|none|无|\.|-)\W*$",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W\d_]")
_READ: Final = re.compile(r"[a-zA-Z\u3400-\u9fff]")
_LEAST_READABLE: Final = 0.8
_ENGLISH: Final = re.compile(
    r"(?:the|an?|and|or|but|is|are|was|were|it|its|this|that|to|of|in|on|for|with|my|i|we|you|he|she|they|not|no|so|very"
    r"|as|at|have|has|had|be|been|do|does|did|from|than|too|just|good|great|nice|love|perfect|bad|works|fine)$"
)
_ENGLISH_SHARE: Final = 0.1
_ANOTHER: Final = re.compile(
    r"^(?!.*(?:\b(?:than|unlike|replaced|replaces)\b|比))"
    r".*(?:\b(?:my (?:old|last|previous|first) |the (?:old|previous) one\b|had the (?:first|second|third|fourth) gen"
    r"|used to (?:have|own)\b)|以前|之前那|之前的|上一[个款代副])"
)
"""A clause about what somebody had before, which says nothing about the product unless it compares the two."""
_TOO_SHORT_TO_TELL: Final = 8
_SHORT: Final = re.compile(r"(?!我|i\b|my\b)(?:[\u3400-\u9fff]{1,5}|[a-z']+(?: [a-z']+){0,3})$")
"""What judges the aspect of the clause before it says no more than that ("The zip, hm, awful"; 拉链，真的差)."""
_OVERALL_FROM: Final = 0.7
"""A clause that names nothing is about the product as a whole where it judges as clearly as this."""


@dataclass(frozen=True, slots=True)
class ReadReview:
    """A review with what it says; `words` is False where it has only stars, `readable` False in another language."""

    review: ReviewText
    mentions: tuple[Mention, ...]
    words: bool = True
    readable: bool = True

    @property
    def balance(self) -> float:
        """The mean score of its mentions, -1 to 1; 0 without any."""
        return sum(one.score for one in self.mentions) / len(self.mentions) if self.mentions else 0.0


def read_review(review: ReviewText, department: str = "", sentiment: SentimentModel | None = None) -> ReadReview:
    """The mentions of one review, in the order of title and text. A title that only tells the stars says nothing."""
    fields = [text[:MOST_CHARS] for text in (review.title, review.text) if text.strip() and not _STARS_TOLD.match(text)]
    if not any(_LETTERS.search(text) for text in fields):
        return ReadReview(review, (), words=False)
    if not _readable(review.language, " ".join(fields)):
        return ReadReview(review, (), readable=False)
    found = [mention for text in fields for mention in _mentions(review, text, department, sentiment)]
    return ReadReview(review, tuple(found))


def _mentions(review: ReviewText, text: str, department: str, sentiment: SentimentModel | None) -> list[Mention]:
    folded = fold(text)
    clauses = clauses_in(folded)
    quotes = [text[clause.start : clause.end] for clause in clauses]
    valences = [one.valence for one in sentiment.read(quotes)] if sentiment else None
    scores = clause_scores(folded, clauses, review.stars, valences)
    found: list[Mention] = []
    pending: tuple[Sentence, list[str]] | None = None
    for clause, quote, score in zip(clauses, quotes, scores, strict=True):
        places = aspect_places(folded[clause.start : clause.end], department, score.by_words)
        told = _told(places, clause, score)
        if _ANOTHER.match(folded[clause.start : clause.end]):
            pending = None
            continue
        said = quote
        if (
            not told
            and score.by_words
            and pending is not None
            and pending[0] == clause.sentence
            and _SHORT.match(folded[clause.start : clause.end])
            and not turns(folded, clause)
        ):
            told = dict.fromkeys(pending[1], score.value)
            said = text[clauses[clause.position - 1].start : clause.end]
        elif not told and score.words and abs(score.value) >= _OVERALL_FROM:
            told = {OVERALL: score.value}
        pending = (clause.sentence, list(told)) if told and not score.by_words else None
        for aspect, value in told.items():
            found.append(Mention(review.id, aspect, tone_of(value) if score.by_words else "neutral", said, value))
    return found


def _told(places: Sequence[AspectPlace], clause: Clause, score: ClauseScore) -> dict[str, float]:
    """How each aspect sounds; one that is named twice as it sounds first."""
    told: dict[str, float] = {}
    for name, start, end in places:
        told.setdefault(name, score.beside(clause.start + start, clause.start + end))
    return told


def _readable(language: str, text: str) -> bool:
    """Whether it is in English or Chinese, by its scripts and, in Latin letters, by words every English text has.

    Short Latin texts are taken for English: nobody can tell.
    """
    if language and language[:2].lower() not in ("en", "zh"):
        return False
    letters = _LETTERS.findall(text)
    if sum(bool(_READ.match(letter)) for letter in letters) < _LEAST_READABLE * len(letters):
        return False
    words: Sequence[str] = re.findall(r"[a-z']+", text.lower())
    if len(words) < _TOO_SHORT_TO_TELL or re.search(r"[\u3400-\u9fff]", text):
        return True
    return sum(bool(_ENGLISH.match(word)) for word in words) >= _ENGLISH_SHARE * len(words)
