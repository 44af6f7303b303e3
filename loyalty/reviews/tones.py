"""Whether a clause of a review praises or blames: its words, negated or not, what `but` turns, and the stars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from loyalty.reviews.nouns import Tone
from loyalty.reviews.word_lists import pattern, word_lists
from loyalty.signals.clauses import Clause
from loyalty.signals.negation import is_negated

WORDS: Final = 0.6
TURN: Final = 0.8
MODEL: Final = 0.8
"""What a word, a `but` and a sentiment model that is certain are worth."""
_LEANS: Final = {1: -0.5, 2: -0.3, 3: -0.05, 4: 0.2, 5: 0.4}
"""What stars are worth to a clause; reviews of 4 stars praise and blame, those of 2 mostly blame."""
POLAR: Final = 0.19
"""A clause praises from this score on and blames from its opposite on."""
_MOST_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """How a clause sounds, -1 (blame) to 1 (praise), and whether its own words say so."""

    value: float
    by_words: bool


def tone_of(score: float) -> Tone:
    """The tone of a score."""
    return "positive" if score >= POLAR else "negative" if score <= -POLAR else "neutral"


def lean(stars: int) -> float:
    """What a number of stars is worth to a clause, before its words are read."""
    return _LEANS[stars]


def judges(folded: str) -> bool:
    """Whether any word of a folded text praises or blames."""
    return bool(_judging().search(folded))


def clause_scores(
    folded: str, clauses: Sequence[Clause], stars: int, valences: Sequence[float] | None = None
) -> list[ClauseScore]:
    """One score a clause, in order; `valences`, -1 to 1, are what a sentiment model says of each.

    A clause without a word that praises or blames leans with the stars, and against the clause before it where it
    begins with a `but`.
    """
    scores: list[ClauseScore] = []
    for at, clause in enumerate(clauses):
        words = _words(folded, clause)
        score = WORDS * words + lean(stars) + (MODEL * valences[at] if valences else 0.0)
        if not words and at and _turns(folded, clause):
            before = scores[at - 1].value
            score -= TURN * (1 if before >= POLAR else -1 if before <= -POLAR else 0)
        scores.append(ClauseScore(max(-1.0, min(1.0, score)), bool(words)))
    return scores


def _words(folded: str, clause: Clause) -> int:
    """Words that praise less words that blame, at most two either way."""
    balance = 0
    for match in _judging().finditer(folded, clause.start, clause.end):
        good = match.lastgroup == "good"
        balance += 1 if good != is_negated(folded, clause.start, match.start()) else -1
    return max(-_MOST_WORDS, min(_MOST_WORDS, balance))


def _turns(folded: str, clause: Clause) -> bool:
    return bool(_turning().match(folded, clause.start, clause.end))


@cache
def _judging() -> re.Pattern[str]:
    """Both lists in one pass; the blaming list first, as its words are the narrower ones."""
    lists = word_lists("polarity")
    good, bad = (pattern(lists[name]["en"], lists[name]["zh"]).pattern for name in ("good", "bad"))
    return re.compile(f"(?P<bad>{bad})|(?P<good>{good})")


@cache
def _turning() -> re.Pattern[str]:
    lists = word_lists("polarity")["but"]
    return pattern(lists["en"], lists["zh"])
