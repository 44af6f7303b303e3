"""Reads misspelt, joined and split English words as words of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import stem

SHORTEST: Final = 4
"""Letters of a word that is corrected; the shorter ones are near too many others."""

LONG: Final = 7
"""From this many letters on two slips are forgiven, below it one."""

HARDLY: Final = 20_000
"""A word in one of this many products, or fewer, may be a slip of the catalogue's own."""

FAR_COMMONER: Final = 10
"""Such a word is read as another one if that stands in this many times as many products."""

ANOTHER_FIRST_LETTER: Final = 0.7
"""What a different first letter adds to the number of slips: people rarely mistype it."""

SAME_LETTERS: Final = -0.3
"""What the same letters in another order add to it: `fibre` is rather `fiber` than `fire`."""

LONGEST: Final = 24
"""Letters of a word worth correcting towards."""

SHORTEST_HALF: Final = 3
LETTERS: Final = 26


class Lexicon(Protocol):
    """What is asked of an index of terms (`LexicalIndex`)."""

    @property
    def terms(self) -> Mapping[str, int]:
        """The number of each term."""

    @property
    def documents(self) -> int:
        """How many products the index holds."""

    def document_frequencies(self) -> NDArray[np.int64]:
        """In how many products each term stands, by term number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may have meant: terms of the catalogue, all of them together (two where one word is split)."""

    terms: tuple[str, ...]
    slips: float


class Speller:
    """Corrects by the catalogue's own terms; builds its table on first use, then answers in a few milliseconds."""

    def __init__(self, lexicon: Lexicon, is_word: Callable[[str], bool] = lambda word: False) -> None:
        """Correct towards the terms of `lexicon`; a word that `is_word` says exists is never taken for a slip."""
        self.lexicon = lexicon
        self._is_word = is_word
        self._held_by = lexicon.document_frequencies()

    def held_by(self, term: str) -> int:
        """In how many products the term stands."""
        number = self.lexicon.terms.get(term)
        return 0 if number is None else int(self._held_by[number])

    def is_doubtful(self, word: str) -> bool:
        """Whether a folded word of letters looks misspelt: the catalogue does not hold it or hardly does."""
        held = self.held_by(stem(word))
        return SHORTEST <= len(word) <= LONGEST and held <= self.lexicon.documents // HARDLY and not self._is_word(word)

    def readings(self, word: str, most: int = 2) -> list[Reading]:
        """What a doubtful word may have meant, the likeliest first: one slip, two words run together, two slips.

        Distances are optimal string alignment (a swap of neighbours is one slip) between stems.
        """
        held = self.held_by(stem(word))
        near = [(reading, count) for reading, count in self._near(word) if count >= FAR_COMMONER * held]
        split = [] if held else list(self._split(word))
        ordered = sorted((*near, *split), key=lambda found: (found[0].slips, -found[1]))
        return [reading for reading, _ in ordered[:most]]

    def _near(self, word: str) -> Iterator[tuple[Reading, int]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        typed, most = stem(word), 2 if len(word) >= LONG else 1
        places = self._table.like(typed, most)
        terms = [self._table.terms[place] for place in places.tolist()]
        distances = process.cdist([typed], terms, scorer=OSA.distance, score_cutoff=most)[0]
        for found in np.flatnonzero((distances > 0) & (distances <= most)).tolist():
            slips = float(distances[found]) + _oddity(typed, terms[found])
            yield Reading((terms[found],), slips), int(self._table.held_by[places[found]])

    def _split(self, word: str) -> Iterator[tuple[Reading, int]]:
        """The word as two, where both stand in several products; counted as a slip and a half."""
        best: tuple[int, tuple[str, str]] | None = None
        for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
            halves = stem(word[:cut]), stem(word[cut:])
            held = min(map(self.held_by, halves))
            if held >= 2 and (best is None or held > best[0]):
                best = held, halves
        if best:
            yield Reading(best[1], 1.5), best[0]

    @cached_property
    def _table(self) -> _Table:
        return _Table.of(self.lexicon.terms, self._held_by)


def _oddity(typed: str, term: str) -> float:
    """How much less (or, below 0, more) likely this slip is than another of the same distance."""
    first = ANOTHER_FIRST_LETTER if term[0] != typed[0] else 0.0
    return first + (SAME_LETTERS if sorted(term) == sorted(typed) else 0.0)


@dataclass(frozen=True, slots=True)
class _Table:
    """The catalogue's words of letters a to z, the shorter first, with what finds those like another one.

    Words of `n` letters stand at `starts[n]` to `starts[n + 1]`. `letters` has a bit for each letter that occurs.
    """

    terms: list[str]
    held_by: NDArray[np.int64]
    starts: NDArray[np.int64]
    letters: NDArray[np.uint32]

    @classmethod
    def of(cls, numbers: Mapping[str, int], held_by: NDArray[np.int64]) -> _Table:
        """The words among the terms of an index, given their numbers and in how many products each number stands."""
        terms = sorted((term for term in numbers if SHORTEST - 1 <= len(term) <= LONGEST and _is_plain(term)), key=len)
        chosen = np.fromiter((numbers[term] for term in terms), np.int64, len(terms))
        lengths = np.fromiter(map(len, terms), np.int64, len(terms))
        starts = np.searchsorted(lengths, np.arange(LONGEST + 4))
        return cls(terms, held_by[chosen], starts, _letters(terms, lengths))

    def like(self, word: str, slips: int) -> NDArray[np.intp]:
        """Places of all terms that may be `slips` or fewer from `word`, and of some that are not.

        A slip changes the length by one letter at most, and which letters occur by two.
        """
        shortest, longest = (min(max(len(word) + change, 0), LONGEST + 2) for change in (-slips, slips))
        start, end = int(self.starts[shortest]), int(self.starts[longest + 1])
        differing = self.letters[start:end] ^ _letters([word], np.array([len(word)]))[0]
        return np.flatnonzero(np.bitwise_count(differing) <= 2 * slips) + start


def _is_plain(term: str) -> bool:
    return term.isascii() and term.isalpha()


def _letters(words: list[str], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The letters that occur in each word, a bit for each of a to z; words have at least one letter."""
    codes = np.frombuffer("".join(words).encode("ascii", "replace"), np.uint8) - np.uint8(ord("a"))
    bits = np.where(codes < LETTERS, np.uint32(1) << (codes % LETTERS).astype(np.uint32), 0).astype(np.uint32)
    starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    return np.bitwise_or.reduceat(bits, starts) if words else bits
