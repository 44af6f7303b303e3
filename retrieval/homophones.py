"""Reads Chinese characters that were mistaken for others of the same sound, and traditional for simplified ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import Final

from retrieval.spelling import Lexicon
from retrieval.tokens import is_han

MOST_ALIKE: Final = 100
"""Characters of one sound that are tried, those in most products first."""

MOST_DOUBTS: Final = 8

LEAST_USED: Final = 10
"""A word that jieba's dictionary counts fewer times is as good as none: it lists common slips (`帐蓬`) as well."""

LEAST_HELD: Final = 2
"""A pair in fewer products is no word to correct towards."""


class Homophones:
    """Finds the catalogue's own characters of the same sound (Mandarin, tones ignored)."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Correct towards the single characters and bigrams among the terms of `lexicon`."""
        self._terms, self._held_by = lexicon.terms, lexicon.document_frequencies()

    def corrected(self, run: str) -> str:
        """The Chinese run, of the same length, with each doubtful character replaced by one that fits, if any does.

        A character is doubted where it belongs to no word of the language and no pair it is part of stands in the
        catalogue: what exists (`政治`) is meant, whether the shop sells it or not. Pairs across two words (`噪耳` in
        `降噪耳机`) cast no doubt, since both characters fit their other neighbours. Two
        neighbours are replaced together only where the catalogue lacks one of them altogether (`電競`). A run with more
        than `MOST_DOUBTS` such characters is not misspelt but about something else.
        """
        read, loose = list(run), _in_no_word(run)
        if sum(place in loose and self._is_strange(read, place) for place in range(len(read))) > MOST_DOUBTS:
            return run
        place = 0
        while place < len(read):
            doubtful = place in loose and self._is_strange(read, place)
            place += self._replace(read, place, loose) if doubtful else 1
        return "".join(read)

    def _is_strange(self, run: list[str], place: int) -> bool:
        return len(run) > 1 and not any(map(self._held, _pairs(run, place)))

    def _replace(self, run: list[str], place: int, loose: frozenset[int]) -> int:
        """Replace the character in place, or it and the next one; how many characters were dealt with."""
        fitting = self._best(self._alike(run[place]), lambda alike: self._fit(run, place, alike))
        if fitting:
            run[place] = fitting
            return 1
        both = run[place : place + 2]
        if all(map(self._held, both)) or place + 1 not in loose or not self._is_strange(run, place + 1):
            return 1
        pairs = map("".join, product(*([character, *self._alike(character)] for character in both)))
        found = self._best(pairs, self._held)
        run[place : place + 2] = found or both
        return 2 if found else 1

    def _fit(self, run: list[str], place: int, alike: str) -> int:
        return max(map(self._held, _pairs([*run[:place], alike, *run[place + 1 :]], place)))

    def _best(self, choices: Iterable[str], held: Callable[[str], int]) -> str:
        count, best = max(((held(choice), choice) for choice in choices), default=(0, ""))
        return best if count >= LEAST_HELD else ""

    def _held(self, term: str) -> int:
        number = self._terms.get(term)
        return 0 if number is None else int(self._held_by[number])

    def _alike(self, character: str) -> list[str]:
        alike = {other for sound in _sounds(character) for other in self._by_sound.get(sound, ())}
        return sorted(alike - {character}, key=self._held, reverse=True)[:MOST_ALIKE]

    @cached_property
    def _by_sound(self) -> Mapping[str, list[str]]:
        by_sound = defaultdict[str, list[str]](list)
        for term in self._terms:
            if len(term) == 1 and is_han(term):
                for sound in _sounds(term):
                    by_sound[sound].append(term)
        return by_sound


def _pairs(run: list[str], place: int) -> list[str]:
    """The pairs that the character at `place` is part of, at most two."""
    return ["".join(run[start : start + 2]) for start in (place - 1, place) if 0 <= start < len(run) - 1]


def _sounds(character: str) -> list[str]:
    """The character's readings without tones, as pypinyin's table has them."""
    from pypinyin import Style, pinyin

    return pinyin(character, style=Style.NORMAL, heteronym=True)[0]


def _in_no_word(run: str) -> frozenset[int]:
    """The places of characters that belong to no word of two or more, by the 349,000 words of jieba's dictionary."""
    from rjieba import suggest_freq, tokenize

    words = [found for found in tokenize(run, hmm=False) if len(found[0]) > 1 and suggest_freq(found[0]) >= LEAST_USED]
    return frozenset(range(len(run))) - {place for _, start, end in words for place in range(start, end)}
