"""Whether a clause of a review praises or blames.

Words decide: those that praise or blame, negated or not, and a `but` after praise. Stars only strengthen them
and settle what praises and blames alike; a sentiment model only doubts them. A clause without such words is neutral.
"""

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
"""What a word, or a `but` after praise, is worth."""
DOUBT: Final = 0.6
"""A sentiment model that is as sure as this of the opposite makes a clause neutral."""
_LEANS: Final = {1: -0.5, 2: -0.3, 3: -0.05, 4: 0.2, 5: 0.4}
"""What stars are worth to a clause; reviews of 4 stars praise and blame, those of 2 mostly blame."""
POLAR: Final = 0.19
"""A clause praises from this score on and blames from its opposite on."""
_MOST_WORDS: Final = 2
_ORDER: Final = ("neither", "bad", "good")
"""Which list counts where words of two are as long."""
_NO_NEGATION: Final = re.compile("不到|不久|没多久|没几天|不断")
"""Chinese words that look as if they negated what follows."""
_NEGATED_ITSELF: Final = re.compile(r"[不没无]|no |not ")
_OPENINGS: Final = frozenset({"就是", "有点", "有些", "总是", "老是"})
"""Words that blame unless a praised thing follows them: 就是 opens complaints and praise alike."""
_TOO: Final = re.compile(r"\btoo $")


JudgingWord = tuple[int, int, int]
"""Where it stands, and 1 where it praises, -1 where it blames."""


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """How a clause sounds, -1 (blame) to 1 (praise), and whether its own words say so.

    `words` are the places of those words in the text, each with 1 for praise and -1 for blame; `stars` is the lean.
    """

    value: float
    by_words: bool
    words: tuple[JudgingWord, ...] = ()
    stars: float = 0.0

    @property
    def tone(self) -> Tone:
        """The tone of the clause; neutral where no words say so."""
        return tone_of(self.value) if self.by_words else "neutral"

    def beside(self, start: int, end: int) -> float:
        """How it sounds about what stands at `start` to `end`: where words praise and blame, the nearest decides."""
        if len({sign for _, _, sign in self.words}) < 2:
            return self.value
        nearest = min(self.words, key=lambda word: max(word[0] - end, start - word[1], 0))
        return WORDS * nearest[2] + self.stars


def tone_of(score: float) -> Tone:
    """The tone of a score."""
    return "positive" if score >= POLAR else "negative" if score <= -POLAR else "neutral"


def lean(stars: int) -> float:
    """What a number of stars is worth to a clause, before its words are read."""
    return _LEANS[stars]


def judges(folded: str) -> bool:
    """Whether any word of a folded text praises or blames."""
    return any(name != "neither" for name, _, _ in _listed(folded, 0, len(folded)))


def clause_scores(
    folded: str, clauses: Sequence[Clause], stars: int, valences: Sequence[float] | None = None
) -> list[ClauseScore]:
    """One score a clause, in order; `valences`, -1 to 1, are what a sentiment model says of each.

    A clause without a word that praises or blames is neutral, or blames where it begins with a `but` after praise.
    """
    scores: list[ClauseScore] = []
    for at, clause in enumerate(clauses):
        words = _words(folded, clause)
        balance = max(-_MOST_WORDS, min(_MOST_WORDS, sum(sign for _, _, sign in words)))
        turned = not words and at > 0 and scores[at - 1].tone == "positive" and turns(folded, clause)
        score = WORDS * (-1 if turned else balance) + lean(stars)
        doubted = valences is not None and score * valences[at] < 0 and abs(valences[at]) >= DOUBT
        by_words = (bool(words) or turned) and not doubted
        scores.append(ClauseScore(max(-1.0, min(1.0, score)), by_words, words, lean(stars)))
    return scores


def _words(folded: str, clause: Clause) -> tuple[JudgingWord, ...]:
    """The words of a clause that praise or blame, in order; those of `neither` do not."""
    said = _NO_NEGATION.sub(lambda match: "一" * len(match[0]), folded[clause.start : clause.end])
    found: list[JudgingWord] = []
    for name, start, end in _listed(folded, clause.start, clause.end):
        if name != "neither":
            at = start - clause.start
            turned = not _NEGATED_ITSELF.match(folded, start) and is_negated(said, 0, at)
            turned = turned or (name == "good" and bool(_TOO.search(said, 0, at)))
            found.append((start, end, 1 if (name == "good") != turned else -1))
    praised = any(sign > 0 for _, _, sign in found)
    return tuple(word for word in found if not (praised and folded[word[0] : word[1]] in _OPENINGS))


def _listed(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The listed words between two places with their lists, in order; where two overlap, the longer one counts."""
    found = [
        (name, match.start(), match.end())
        for name, words in _judging().items()
        for match in words.finditer(folded, start, end)
    ]
    found.sort(key=lambda one: (one[1] - one[2], _ORDER.index(one[0]), one[1]))
    kept: list[tuple[str, int, int]] = []
    for name, low, high in found:
        if all(high <= begun or ended <= low for _, begun, ended in kept):
            kept.append((name, low, high))
    return sorted(kept, key=lambda one: one[1])


def turns(folded: str, clause: Clause) -> bool:
    """Whether a clause begins with a `but`."""
    return bool(_turning().match(folded, clause.start, clause.end))


@cache
def _judging() -> dict[str, re.Pattern[str]]:
    lists = word_lists("polarity")
    return {name: pattern(lists[name]["en"], lists[name]["zh"]) for name in _ORDER}


@cache
def _turning() -> re.Pattern[str]:
    lists = word_lists("polarity")["but"]
    return pattern(lists["en"], lists["zh"])
