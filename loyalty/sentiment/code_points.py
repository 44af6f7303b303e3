"""Many texts as one array of code points, each with its class: the first step of reading a whole batch at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 8_000
"""Code points of a text that are read: a longer one is read at both ends, where opinions stand."""

BETWEEN, SPACE, WORD, HAN, MARK, CLAUSE, SYMBOL, FOREIGN = range(8)
"""Classes: between two texts; blank; letter of an English word or digit; Chinese character; other punctuation;
punctuation that ends a clause; emoji and signs; letter of a script that is never taught."""

_FOREIGN_BLOCKS: Final = (
    (0x0370, 0x1CFF),
    (0x1F00, 0x1FFF),
    (0x2C00, 0x2DFF),
    (0x3041, 0x30FF),
    (0x3105, 0x31FF),
    (0xA000, 0xD7FF),
    (0xFB00, 0xFDFF),
    (0xFE70, 0xFEFE),
    (0x10000, 0x1CFFF),
    (0x1E000, 0x1EFFF),
)
_HAN_BLOCKS: Final = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_SYMBOL_BLOCKS: Final = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF))
_MARK_BLOCKS: Final = ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0xBF), (0x2000, 0x206F), (0x3001, 0x303F))
_UNSEEN: Final = ((0x200B, 0x200F), (0x2060, 0x2064), (0xFE00, 0xFE0F), (0x1F3FB, 0x1F3FF), (0xE0000, 0xE01EF))
"""Joiners, directions, variants and skin colours: they do not change what a text says."""


@dataclass(frozen=True, slots=True)
class CodePoints:
    """A batch of texts: folded code points with a 0 after each text, and the class of each; both as long."""

    codes: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    texts: int


def read_code_points(texts: Sequence[str]) -> CodePoints:
    """The texts in compatibility form and lower case, digits as 0, no apostrophes, at most two of a character in a row.

    Lone surrogates and NUL are taken as blanks. Nothing raises.
    """
    joined = "".join([f"{_clipped(text)}\0" for text in texts])
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined)
    raw = np.frombuffer(joined.lower().encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _folding()[np.minimum(raw, 0x1FFFF)]
    if len(raw) and raw.max() > 0x1FFFF:
        codes = np.where((raw > 0x1FFFF) & (codes != _GONE), np.where(raw >= 0xE0000, _GONE, raw), codes)
    codes = codes[codes != _GONE]
    codes = codes[~_drawn_out(codes)]
    return CodePoints(codes, _classes()[codes], len(texts))


def _clipped(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", " ")
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def _drawn_out(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether a character repeats the two before it: "soooo" and "!!!!!!" are read as "soo" and "!!"."""
    same = np.zeros(len(codes), dtype=np.bool_)
    if len(codes) > 2:
        same[2:] = (codes[2:] == codes[1:-1]) & (codes[1:-1] == codes[:-2]) & (codes[2:] != 0)
    return same


_TRADITIONAL: Final = Path(__file__).parent / "shipped" / "traditional.txt"
"""Pairs of a traditional character and the simplified one, from the tables of OpenCC (Apache-2.0)."""

_GONE: Final = np.uint32(0xFFFFFFFF)


@cache
def _folding() -> NDArray[np.uint32]:
    """What each code point below 0x20000 is read as."""
    table = np.arange(0x20000, dtype=np.uint32)
    table[ord("0") : ord("9") + 1] = ord("0")
    for apostrophe in "'’‘`´":
        table[ord(apostrophe)] = _GONE
    table[0xD800:0xE000] = ord(" ")
    for low, high in _UNSEEN:
        table[low : high + 1] = _GONE
    for pair in _TRADITIONAL.read_text(encoding="utf-8").split():
        table[ord(pair[0])] = ord(pair[1])
    return table


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point."""
    table = np.full(0x110000, WORD, dtype=np.uint8)
    for blocks, kind in (
        (_FOREIGN_BLOCKS, FOREIGN),
        (_SYMBOL_BLOCKS, SYMBOL),
        (_MARK_BLOCKS, MARK),
        (_HAN_BLOCKS, HAN),
    ):
        for low, high in blocks:
            table[low : high + 1] = kind
    table[[ord(c) for c in ",.;:!?\n，。；：！？、…"]] = CLAUSE
    table[1:0x21] = SPACE
    table[[0x0A, 0x7F, 0xA0, 0x3000, 0x2028, 0x2029]] = (CLAUSE, SPACE, SPACE, SPACE, CLAUSE, CLAUSE)
    table[0xE000:0xF900] = SYMBOL
    table[0] = BETWEEN
    return table
