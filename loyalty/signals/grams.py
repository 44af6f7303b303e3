"""Folded messages as hashed n-grams, computed over all messages of a batch at once.

A message counts as its tokens (a word; a Chinese character; a question or exclamation mark), runs of two and three
tokens, and parts of four and five letters of its words with their ends. Each is a 64-bit polynomial hash, mixed as
in splitmix64 (Steele, Lea and Flood, 2014), whose top bits name a column; it counts once a message, and the row of a
message has length 1. The weights in `learned.npz` can be read with this module alone: whoever changes it trains them
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BITS: Final = 15
WIDTH: Final = 1 << BITS
PART_VALUE: Final = 0.5
"""What a part of a word counts, where any other n-gram counts 1."""
_LONGEST_RUN: Final = 3
_PARTS: Final = (4, 5)
_LONGEST_WORD: Final = 24

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MIX_1, _MIX_2, _NEXT, _PART_SEED = (
    np.uint64(one) for one in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15, 0xA24BAED4963EE407)
)
_POWERS: Final = np.cumprod(np.full(_LONGEST_WORD, 0x100000001B3, dtype=np.uint64), dtype=np.uint64)


def gram_rows(folded: Sequence[str]) -> csr_matrix:
    """The messages as rows of a sparse matrix with `WIDTH` columns; an empty text has an empty row, any is taken."""
    from scipy.sparse import csr_matrix

    codes = np.frombuffer("\n".join([*folded, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in folded], dtype=np.int64)
    texts = np.repeat(np.arange(len(folded)), np.diff(ends, prepend=0))
    letters = _letters(codes)
    runs, parts = _runs(codes, texts, letters), _parts(codes, texts, letters)
    keys = np.concatenate([_keys(runs, 0), _keys(parts, 1)])
    keys.sort()
    places = keys >> np.uint64(1)
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = places[1:] != places[:-1]
    keys, places = keys[new], places[new]
    row = (places >> np.uint64(BITS)).astype(np.int64)
    values = np.where(keys & np.uint64(1), np.float32(PART_VALUE), np.float32(1))
    lengths = np.sqrt(np.bincount(row, weights=values * values, minlength=len(folded))).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(folded)))))
    columns = (places & np.uint64(WIDTH - 1)).astype(np.int32)
    return csr_matrix((values / lengths[row], columns, starts), shape=(len(folded), WIDTH))


def _letters(codes: NDArray[np.uint32]) -> Flags:
    """Letters and digits that make up words; Chinese characters stand for themselves."""
    latin = (codes >= 0x61) & (codes <= 0x7A)
    digits = (codes >= 0x30) & (codes <= 0x39)
    return np.asarray(latin | digits | ((codes >= 0xC0) & (codes < 0x2000)))


def _runs(codes: NDArray[np.uint32], texts: Places, letters: Flags) -> tuple[Hashes, Places]:
    """Tokens, and two and three of them in a row."""
    alone = ((codes >= 0x2E80) & (codes < 0xE000)) | (codes == 0x3F) | (codes == 0x21) | (codes >= 0x1F000)
    begins = letters.copy()
    begins[1:] &= ~letters[:-1]
    begins |= alone
    first = np.flatnonzero(begins)
    if not len(first):
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    inside = np.arange(first[0], len(codes)) - first[np.cumsum(begins)[first[0] :] - 1]
    spoken = (letters | alone)[first[0] :]
    weighed = (codes[first[0] :].astype(np.uint64) + np.uint64(1)) * _POWERS[np.minimum(inside, _LONGEST_WORD - 1)]
    tokens = _mixed(np.add.reduceat(np.where(spoken, weighed, np.uint64(0)), first - first[0]))
    owners = texts[first]
    found, places = [tokens], [owners]
    longer = tokens
    for length in range(2, _LONGEST_RUN + 1):
        longer = _mixed(longer[:-1] * _NEXT + tokens[length - 1 :]) if len(longer) > 1 else longer[:0]
        within = owners[: len(longer)] == owners[length - 1 :][: len(longer)]
        found.append(longer[within])
        places.append(owners[: len(longer)][within])
    return np.concatenate(found), np.concatenate(places)


def _parts(codes: NDArray[np.uint32], texts: Places, letters: Flags) -> tuple[Hashes, Places]:
    """Runs of letters of one word, the place before and after the word counted as a letter."""
    seeded = np.concatenate(([np.uint64(0)], np.where(letters, codes, 0).astype(np.uint64))) + _PART_SEED
    flags, owners = np.concatenate(([False], letters)), np.concatenate((texts[:1], texts))
    found, places = [seeded[:0]], [owners[:0]]
    part, inner = _mixed(seeded), np.ones(len(seeded), dtype=np.bool_)
    for length in range(2, max(_PARTS) + 1):
        if len(part) < 2:
            break
        part = _mixed(part[:-1] * _NEXT + seeded[length - 1 :])
        inner = inner[:-1] & flags[length - 2 :][: len(part)] if length > 2 else inner[:-1]
        if length in _PARTS:
            found.append(part[inner])
            places.append(owners[length - 2 :][: len(part)][inner])
    return np.concatenate(found), np.concatenate(places)


def _keys(found: tuple[Hashes, Places], is_part: int) -> Hashes:
    """Message, column and whether it is a part, in one number that sorts in this order."""
    hashes, texts = found
    buckets = hashes >> np.uint64(64 - BITS)
    return (texts.astype(np.uint64) << np.uint64(BITS) | buckets) << np.uint64(1) | np.uint64(is_part)


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_1
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_2
    return hashes ^ (hashes >> np.uint64(31))
