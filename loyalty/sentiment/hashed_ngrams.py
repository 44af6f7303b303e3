"""A batch of texts as hashed n-grams, computed with array operations over all texts at once. Read `rows` first.

What a text counts as (each a 64-bit polynomial hash, mixed as in splitmix64, of which the top bits name a bucket):

- **tokens**: an English word, one Chinese character, a run of punctuation, one emoji;
- **n-grams** of up to `words` tokens in a row, or `characters` in a row where a Chinese character is among them,
  punctuation left out;
- **parts** of English words, from 3 to `parts` letters with the word's ends, so that a slip of the pen is still read;
- tokens and pairs that a **negation** ("not", "n't", 不, 没) stands before in the same clause, marked as denied;
- tokens that follow the last **turn** ("but", 但是) of a text, marked as concluding.

An n-gram counts once a text, however often it occurs; a text's values are scaled to the length 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.sentiment.code_points import BETWEEN, CLAUSE, FOREIGN, HAN, MARK, SPACE, SYMBOL, WORD, read_code_points

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NgramSpec:
    """Which n-grams are read, into 2 ** `bits` buckets; part of a model, which can only be read with its own.

    `part_value` is what a part of a word counts, where any other n-gram counts 1. With `apart`, texts that are mostly
    Chinese have the upper half of the buckets to themselves, so that what is learned of a mark or of a brand's name in
    one language is not said of the other.
    """

    bits: int = 21
    words: int = 3
    characters: int = 4
    parts: int = 5
    part_value: float = 0.3
    negation: bool = True
    turns: bool = True
    apart: bool = False


@dataclass(frozen=True, slots=True)
class HashedTexts:
    """Texts as rows of a sparse matrix: row i has `buckets[starts[i]:starts[i + 1]]`, increasing, with `values`.

    `counts` are, a text in each row: English words, Chinese characters, letters of other scripts, symbols, marks.
    """

    buckets: NDArray[np.int32]
    values: NDArray[np.float32]
    starts: Places
    width: int
    counts: Places
    words: NDArray[np.int32]
    word_texts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def matrix(self) -> csr_matrix:
        """The rows for scikit-learn or scipy: as many rows as texts, `width` columns."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.values, self.buckets, self.starts), shape=(len(self), self.width))


def rows(texts: Sequence[str], spec: NgramSpec) -> HashedTexts:
    """The texts as hashed n-grams; any text is taken. Memory grows with the batch: hand in some thousand at once."""
    tokens = _tokens(texts)
    spoken = tokens.chosen((tokens.kinds != MARK) & (tokens.kinds != CLAUSE))
    found = [(tokens.hashes, tokens.texts), *_runs(spoken, spec)]
    if spec.negation:
        found += _denied(tokens)
    if spec.turns:
        found += _concluding(tokens)
    parts = _parts(tokens, spec.parts) if spec.parts else []
    return _gathered(found, parts, tokens, len(texts), spec)


_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_NEXT: Final = np.uint64(0x9E3779B97F4A7C15)
_PART, _DENIED, _CONCLUDING = (np.uint64(n) for n in (0xA24BAED4963EE407, 0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F))
_BASE: Final = np.uint64(0x100000001B3)
_LONGEST_WORD: Final = 32
_REACH: Final = 4
"""Tokens after a negation that it denies."""

_NEGATIONS: Final = (
    "not no never none nothing nobody neither nor without cannot cant dont doesnt didnt isnt wasnt arent werent aint "
    "couldnt wouldnt shouldnt wont havent hasnt hadnt hardly barely lacks lacking 不 没 无 别 未 莫 勿"
)
_TURNS: Final = "but however though although yet unfortunately sadly except 但 却"
_TURN_PAIRS: Final = ("不过", "可是", "然而", "只是", "可惜")


def _mixed(hashes: Hashes) -> Hashes:
    """splitmix64's last step (Steele, Lea and Flood, 2014): every bit of the result hangs on every bit."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_1
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_2
    return hashes ^ (hashes >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Tokens in order, all arrays as long: hash, class, text and clause; and the code points they were cut from."""

    hashes: Hashes
    kinds: NDArray[np.uint8]
    texts: Places
    clauses: Places
    codes: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    code_texts: Places

    def chosen(self, flags: Flags) -> _Tokens:
        return _Tokens(
            self.hashes[flags],
            self.kinds[flags],
            self.texts[flags],
            self.clauses[flags],
            self.codes,
            self.classes,
            self.code_texts,
        )


def _tokens(texts: Sequence[str]) -> _Tokens:
    points = read_code_points(texts)
    codes, classes = points.codes, points.classes
    code_texts = np.cumsum(classes == BETWEEN)
    group = np.where(classes == CLAUSE, np.uint8(MARK), classes)
    alone = (group == HAN) | (group == SYMBOL) | (group == FOREIGN)
    said = (group != BETWEEN) & (group != SPACE) & (codes != ord("\n"))
    opens = said.copy()
    opens[1:] &= (group[1:] != group[:-1]) | alone[1:] | ~said[:-1]
    at = np.flatnonzero(opens)
    if not len(at):
        none = np.zeros(0, dtype=np.int64)
        return _Tokens(none.astype(np.uint64), none.astype(np.uint8), none, none, codes, classes, code_texts)
    inside = np.arange(at[0], len(codes)) - at[np.cumsum(opens)[at[0] :] - 1]
    weighed = (codes[at[0] :].astype(np.uint64) + np.uint64(1)) * _powers()[np.minimum(inside, _LONGEST_WORD - 1)]
    weighed[~said[at[0] :]] = 0
    hashes = _mixed(np.add.reduceat(weighed, at - at[0]))
    clauses = np.cumsum((classes == CLAUSE) | (classes == BETWEEN))
    return _Tokens(hashes, classes[at], code_texts[at], clauses[at], codes, classes, code_texts)


@cache
def _powers() -> Hashes:
    powers = np.full(_LONGEST_WORD, _BASE, dtype=np.uint64)
    return _mixed(np.multiply.accumulate(powers))


def _runs(tokens: _Tokens, spec: NgramSpec) -> list[tuple[Hashes, Places]]:
    """N-grams of two tokens and more, each within one text."""
    found = []
    longer = tokens.hashes
    for length in range(2, max(spec.words, spec.characters) + 1):
        if len(longer) < 2:
            break
        longer = _mixed(longer[:-1] * _NEXT + tokens.hashes[length - 1 :])
        first, last = slice(0, len(longer)), slice(length - 1, None)
        within = tokens.texts[first] == tokens.texts[last]
        chinese = (tokens.kinds[first] == HAN) & (tokens.kinds[last] == HAN)
        if length > spec.words:
            within &= chinese
        if length > spec.characters:
            within &= ~chinese
        found.append((longer[within], tokens.texts[first][within]))
    return found


def _parts(tokens: _Tokens, longest: int) -> list[tuple[Hashes, Places]]:
    """Parts of English words, the blank before and after a word counted as a letter."""
    letter = np.concatenate(([False], tokens.classes == WORD))
    codes = np.where(letter, np.concatenate(([0], tokens.codes)), 0).astype(np.uint64) + _PART
    code_texts = tokens.code_texts
    found = []
    part = _mixed(codes)
    inner = np.ones(max(0, len(codes) - 1), dtype=np.bool_)
    for length in range(2, longest + 1):
        if len(part) < 2:
            break
        part = _mixed(part[:-1] * _NEXT + codes[length - 1 :])
        if length > 2:
            inner = inner[:-1] & letter[length - 2 : length - 2 + len(part)]
            found.append((part[inner], code_texts[: len(part)][inner]))
    return found


def _denied(tokens: _Tokens) -> list[tuple[Hashes, Places]]:
    """Tokens and pairs that follow a negation in its clause, at most `_REACH` after it."""
    return _marked(tokens, _reached(tokens), _DENIED)


def _reached(tokens: _Tokens) -> Flags:
    places = np.arange(len(tokens.hashes))
    denies = np.isin(tokens.hashes, _known(_NEGATIONS))
    last = np.maximum.accumulate(np.where(denies, places, -1)) if len(places) else places
    reached = (last >= 0) & (places > last) & (places - last <= _REACH) & (tokens.clauses == tokens.clauses[last])
    return np.asarray(reached & (tokens.kinds != MARK) & (tokens.kinds != CLAUSE))


def _concluding(tokens: _Tokens) -> list[tuple[Hashes, Places]]:
    """Tokens and pairs after the last turn of a text that has one."""
    turns = np.isin(tokens.hashes, _known(_TURNS))
    if len(turns) > 1:
        pairs = _mixed(tokens.hashes[:-1] * _NEXT + tokens.hashes[1:])
        turns[1:] |= np.isin(pairs, _known_pairs())
    at = np.flatnonzero(turns)
    if not len(at):
        return []
    last = np.full(int(tokens.texts[-1]) + 1, len(turns), dtype=np.int64)
    last[tokens.texts[at]] = at
    return _marked(tokens, np.arange(len(turns)) > last[tokens.texts], _CONCLUDING)


def _marked(tokens: _Tokens, flags: Flags, mark: np.uint64) -> list[tuple[Hashes, Places]]:
    """The flagged tokens, and pairs of which both are flagged, as n-grams of their own."""
    single = (_mixed(tokens.hashes[flags] ^ mark), tokens.texts[flags])
    if len(flags) < 2:
        return [single]
    both = flags[:-1] & flags[1:] & (tokens.texts[:-1] == tokens.texts[1:])
    pairs = tokens.hashes[:-1][both] * _NEXT + tokens.hashes[1:][both]
    return [single, (_mixed(_mixed(pairs) ^ mark), tokens.texts[:-1][both])]


@cache
def _known(words: str) -> Hashes:
    return _tokens(words.split()).hashes


@cache
def _known_pairs() -> Hashes:
    hashes = _tokens(_TURN_PAIRS).hashes
    return _mixed(hashes[0::2] * _NEXT + hashes[1::2])


def _gathered(
    whole: list[tuple[Hashes, Places]],
    parts: list[tuple[Hashes, Places]],
    tokens: _Tokens,
    texts: int,
    spec: NgramSpec,
) -> HashedTexts:
    """Every n-gram once a text, as buckets in order."""
    kinds = np.where(tokens.kinds == CLAUSE, MARK, tokens.kinds).astype(np.int64)
    counts = np.bincount(tokens.texts * 8 + kinds, minlength=texts * 8).reshape(texts, 8)
    chinese = (counts[:, HAN] > 0) & (2 * counts[:, HAN] >= counts[:, WORD])
    keys = np.concatenate([_keys(whole, chinese, spec, 0), _keys(parts, chinese, spec, 1)])
    keys.sort()
    places = keys >> np.uint64(1)
    if len(keys):
        new = np.concatenate(([True], places[1:] != places[:-1]))
        keys, places = keys[new], places[new]
    rows_of = (places >> np.uint64(spec.bits)).astype(np.int64)
    values = np.where(keys & np.uint64(1), np.float32(spec.part_value), np.float32(1))
    lengths = np.sqrt(np.bincount(rows_of, weights=values * values, minlength=texts))
    values /= np.maximum(lengths, 1e-9).astype(np.float32)[rows_of]
    words = tokens.kinds == WORD
    return HashedTexts(
        (places & np.uint64((1 << spec.bits) - 1)).astype(np.int32),
        values,
        np.concatenate(([0], np.cumsum(np.bincount(rows_of, minlength=texts)))).astype(np.int64),
        1 << spec.bits,
        counts[:, [WORD, HAN, FOREIGN, SYMBOL, MARK]],
        (tokens.hashes[words] >> np.uint64(64 - spec.bits)).astype(np.int32),
        tokens.texts[words],
    )


def _keys(found: list[tuple[Hashes, Places]], chinese: Flags, spec: NgramSpec, is_part: int) -> Hashes:
    """Text, bucket and whether it is a part, in one number that sorts in this order."""
    if not found:
        return np.zeros(0, dtype=np.uint64)
    buckets = np.concatenate([one for one, _ in found]) >> np.uint64(64 - spec.bits)
    texts = np.concatenate([one for _, one in found])
    if spec.apart:
        buckets = buckets >> np.uint64(1) | chinese[texts].astype(np.uint64) << np.uint64(spec.bits - 1)
    keys = (texts.astype(np.uint64) << np.uint64(spec.bits) | buckets) << np.uint64(1)
    return np.asarray(keys | np.uint64(is_part))
