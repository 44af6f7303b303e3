"""Reads a request: the terms to look up and their weights, what counts as evidence, and what was corrected."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final

from retrieval.homophones import Homophones
from retrieval.lexical_index import LexicalIndex
from retrieval.spelling import Reading, Speller
from retrieval.tokens import Word, request_words, stem, words
from retrieval.word_families import WordFamilies

MOST_TERMS: Final = 64
"""Terms that are looked up; of a longer request the most telling ones."""

LONGEST_TEXT: Final = 2_000
"""Characters of a request that are read; no shopper's wish needs more and the embedder reads fewer."""

MOST_WORDS: Final = 100

MOST_DOUBTS: Final = 8
"""Words of one request that are corrected; a text with more is not misspelt but foreign."""

MAYBE: Final = 0.7
"""Weight of a term that a misspelt word may have meant."""

FORM: Final = 0.25
"""Weight of another form of a word (`waterproofing` for `waterproof`) where the catalogue holds the word itself."""

MOST_FORMS: Final = 4

TEXTS_READ: Final = 5
"""Products read to see how a corrected word is written."""

JOINED: Final = 0.5
"""Weight of two neighbouring words read as one (`screw driver`)."""

PIECE: Final = 0.5
"""Weight of the pieces of a model code that the catalogue holds whole."""

LOOSE_PAIR: Final = 0.3
"""The least weight of a Chinese pair: one whose characters stand together by chance, across two words."""


CHARACTER: Final = 0.2
"""How much one character of a longer Chinese run shows; those of a word of two show nothing apart."""


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """A request as the index is asked for it.

    `weights`: index terms and how much each counts, above 0. `evidence`: what shows that a product is meant, each
    thing asked as the set of terms any one of which shows it, with its weight, above 0 and up to 1; among them words
    that the catalogue does not hold. `corrections`: words of the request, folded, and the catalogue's words they were
    read as.
    """

    weights: Mapping[str, float]
    evidence: Mapping[frozenset[str], float]
    corrections: Mapping[str, str]


@dataclass(slots=True)
class _Notes:
    """What is gathered while the words of one request are read."""

    weights: dict[str, float] = field(default_factory=dict)
    evidence: dict[frozenset[str], float] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    doubts: int = 0

    def count(self, terms: Iterable[str], weight: float = 1.0) -> None:
        """Look up `terms`, each with `weight` on top of what it has."""
        for term in terms:
            self.weights[term] = self.weights.get(term, 0.0) + weight

    def ask(self, terms: Iterable[str], weight: float = 1.0) -> None:
        """Any one of `terms` shows one thing that is asked for."""
        self.evidence[frozenset(terms)] = weight


class QueryReader:
    """Reads requests by the terms of one index; cheap to make, and usable by several threads."""

    def __init__(
        self,
        index: LexicalIndex,
        text_of: Callable[[int], str] = lambda row: "",
        is_word: Callable[[str], bool] = lambda word: False,
    ) -> None:
        """Read by the terms of `index`.

        `text_of` gives a row's product text, from which corrections are worded. `is_word` says whether a folded
        English word exists: such a word is not taken for a slip of the pen only because the shop does not sell it.
        """
        self._index, self._text_of = index, text_of
        self._speller = Speller(index, is_word)
        self._families = WordFamilies(index.terms)
        self._homophones = Homophones(index)

    def read(self, text: str) -> QueryTerms:
        """The terms of `text`, at most `MOST_TERMS`."""
        notes = _Notes()
        asked = list(islice(request_words(text[:LONGEST_TEXT]), MOST_WORDS))
        for word in asked:
            match word.kind:
                case "han":
                    self._read_han(word.text, notes)
                case "letters":
                    self._read_letters(word, notes)
                case _:
                    self._read_code(word, notes)
        for first, second in pairwise(asked):
            self._read_joined(first, second, notes)
        weights = self._most_telling(notes.weights)
        return QueryTerms(weights, notes.evidence, notes.corrections)

    def warm(self) -> None:
        """Build the tables now rather than in the first request: 1.6 s of one core for 345,000 terms."""
        self._speller.readings("warmest")
        self._families.others("warmest")
        self._homophones.corrected("暖暖")

    def _read_letters(self, word: Word, notes: _Notes) -> None:
        """An English word: itself, its other forms, and what it may have meant if the catalogue has none of these."""
        notes.count(word.terms)
        for half in word.parts:
            notes.ask({half, word.whole} - {""})
        if word.parts or not word.whole:
            return
        forms = self._families.others(word.whole)
        readings = [] if forms else self._readings(word, notes)
        known = self._speller.held_by(word.whole)
        notes.count(forms[:MOST_FORMS], FORM if known else MAYBE)
        for reading in readings:
            notes.count((term for term in reading.terms if term not in notes.weights), MAYBE)
        if readings:
            notes.corrections[word.text] = " ".join(map(self._as_written, readings[0].terms))
        for terms in _meant(readings):
            notes.ask({word.whole, *forms, *terms})

    def _readings(self, word: Word, notes: _Notes) -> list[Reading]:
        if notes.doubts >= MOST_DOUBTS or not self._speller.is_doubtful(word.text):
            return []
        notes.doubts += 1
        return self._speller.readings(word.text)

    def _read_code(self, word: Word, notes: _Notes) -> None:
        """A code or an amount: where the catalogue holds it whole, that is asked for, else its pieces are."""
        whole = bool(self._speller.held_by(word.whole))
        notes.count((word.whole,))
        notes.count(word.parts, PIECE if whole and word.kind == "code" else 1.0)
        for term in (word.whole,) if whole or not word.parts else word.parts:
            notes.ask((term,))

    def _read_han(self, run: str, notes: _Notes) -> None:
        """A Chinese run: characters, and pairs by how much they belong together (see `_belonging`)."""
        read = self._homophones.corrected(run) if notes.doubts < MOST_DOUBTS else run
        notes.count(run)
        for character in run if len(run) != 2 else "":
            notes.ask(character, CHARACTER if len(run) > 1 else 1.0)
        for typed, meant in zip(map("".join, pairwise(run)), map("".join, pairwise(read)), strict=True):
            notes.count((typed,), self._belonging(typed))
            if typed != meant:
                notes.count((meant,), MAYBE * self._belonging(meant))
            notes.ask({typed, meant}, self._belonging(meant))
        if read != run:
            notes.doubts += 1
            notes.count((new for old, new in zip(run, read, strict=True) if old != new), MAYBE)
            notes.corrections.update(_changed(run, read))

    def _belonging(self, pair: str) -> float:
        """Normalised pointwise mutual information of the two characters (Bouma 2009), `LOOSE_PAIR` to 1.

        Counted over products: 1 where neither stands without the other, 0 where they meet by chance.
        """
        held, products = self._speller.held_by(pair), self._index.documents
        if not 0 < held < products:
            return LOOSE_PAIR
        apart = self._speller.held_by(pair[0]) * self._speller.held_by(pair[1])
        mutual = math.log(held * products / apart) / math.log(products / held)
        return min(1.0, max(LOOSE_PAIR, mutual))

    def _read_joined(self, first: Word, second: Word, notes: _Notes) -> None:
        """Two English words as one (`screw driver`), where the catalogue holds that."""
        if not (first.kind == second.kind == "letters" and first.whole and second.whole):
            return
        joined = stem(first.text + second.text)
        if self._speller.held_by(joined) and joined not in notes.weights:
            notes.count((joined,), JOINED)
            for asked in [terms for terms in notes.evidence if terms & {first.whole, second.whole}]:
                notes.ask({*asked, joined}, notes.evidence.pop(asked))

    def _most_telling(self, weights: Mapping[str, float]) -> dict[str, float]:
        """The `MOST_TERMS` with the most weight times IDF among those that the catalogue holds, in their order."""
        numbers, idf = self._index.terms, self._index.idf
        worth = {term: weight * float(idf[numbers[term]]) for term, weight in weights.items() if term in numbers}
        kept = set(sorted(worth, key=worth.__getitem__, reverse=True)[:MOST_TERMS])
        return {term: weight for term, weight in weights.items() if term in kept}

    def _as_written(self, term: str) -> str:
        """A word with that stem, from the texts of products that hold it: the stem itself if it stands there."""
        number = self._index.terms[term]
        start, end = self._index.offsets[number : number + 2]
        texts = map(self._text_of, self._index.rows[start : min(end, start + TEXTS_READ)].tolist())
        written = {word.text for text in texts for word in words(text) if term == word.whole}
        return term if term in written else min(written, default=term)


def _meant(readings: Sequence[Reading]) -> list[set[str]]:
    """What the readings ask for: any one of them; where the likeliest is two words, both of these."""
    if not readings:
        return [set()]
    if len(readings[0].terms) > 1:
        return [{term} for term in readings[0].terms]
    return [{reading.terms[0] for reading in readings if len(reading.terms) == 1}]


def _changed(run: str, read: str) -> Mapping[str, str]:
    """The corrected characters, each with a neighbour, as `降燥` -> `降噪`."""
    first = next(place for place in range(len(run)) if run[place] != read[place])
    last = next(place for place in reversed(range(len(run))) if run[place] != read[place])
    if first == last:
        first, last = (first - 1, last) if first else (first, last + 1)
    return {run[first : last + 1]: read[first : last + 1]}
