"""BM25 over terms: a posting list a term, weights worked out at build time, one array of scores a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.term_postings import TermCounts, TermPostings, TermWriter, mapped, read_terms

__all__ = ["K1", "B", "LexicalIndex", "TermCounts"]

K1: Final = 1.5
B: Final = 0.5
"""Chosen by measurement on titles, whose words count three times (`document.FIELD_WEIGHTS`)."""

FOLDER: Final = "lexical"


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings laid end to end: those of term number t stand at `offsets[t]` to `offsets[t + 1]`.

    `rows` are document numbers below `size`, unique within a term; `weights` are the term's whole BM25 contribution;
    `idf` is ln(1 + (N - n + 0.5) / (n + 0.5)) a term (Robertson and Zaragoza 2009, in Lucene's form), where N is
    `documents`, those that are alive. A dead row has no postings. Every term in `terms` stands in some document.
    """

    terms: Mapping[str, int]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    size: int
    documents: int

    @classmethod
    def build(cls, documents: Iterable[TermCounts], k1: float = K1, b: float = B) -> LexicalIndex:
        """Index `documents` in their order; `k1` (0 upwards) saturates counts, `b` (0 to 1) evens out lengths."""
        writer = TermWriter()
        for document in documents:
            writer.add(document)
        return cls.of(writer.finish(), writer.size, k1, b)

    @classmethod
    def of(cls, postings: TermPostings, documents: int, k1: float = K1, b: float = B) -> LexicalIndex:
        """Weigh `postings`, whose rows are those of `documents` that are alive."""
        lengths = np.zeros(postings.size)
        for _, part in postings.slices():
            lengths += np.bincount(part.rows, weights=part.counts, minlength=postings.size)
        average = float(lengths.sum() / documents) if documents else 1.0
        held_by = np.diff(postings.offsets)
        idf = np.log1p((documents - held_by + 0.5) / (held_by + 0.5)).astype(np.float32)
        norm = (k1 * (1 - b + b * lengths / (average or 1.0))).astype(np.float32)
        weights = np.empty(len(postings.rows), np.float32)
        for span, part in postings.slices():
            weights[span] = idf[part.terms] * part.counts * np.float32(k1 + 1) / (part.counts + norm[part.rows])
        return cls(postings.terms, postings.offsets, postings.rows, weights, idf, postings.size, documents)

    def scores(self, tokens: Sequence[str] | Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every document, shape (size,), 0 upwards.

        `tokens` may give each its weight (above 0); in a sequence, one given twice counts twice.
        """
        weighted: Mapping[str, float] = tokens if isinstance(tokens, Mapping) else Counter(tokens)
        bm25 = np.zeros(self.size, np.float32)
        for token, times in weighted.items():
            term = self.terms.get(token)
            if term is not None:
                span = slice(self.offsets[term], self.offsets[term + 1])
                bm25[self.rows[span]] += self.weights[span] * np.float32(times)
        return bm25

    def coverage(self, evidence: Mapping[frozenset[str], float], rows: NDArray[np.integer]) -> NDArray[np.float32]:
        """The share, 0 to 1, of what was asked that each of `rows` holds, in the order of `rows`.

        Each thing asked is the set of terms any one of which shows it, with its weight (above 0); it counts by weight
        times the IDF of its commonest term. Nothing asked is covered by none.
        """
        held, asked = np.zeros(len(rows), np.float32), 0.0
        for alternatives, weight in evidence.items():
            information = weight * min(map(self._information, alternatives))
            asked += information
            held[self._holding(alternatives)[rows]] += np.float32(information)
        return held / np.float32(asked) if asked else held

    def _holding(self, terms: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows hold any of `terms`."""
        mask = np.zeros(self.size, np.bool_)
        for term in terms:
            number = self.terms.get(term)
            if number is not None:
                mask[self.rows[self.offsets[number] : self.offsets[number + 1]]] = True
        return mask

    def document_frequencies(self) -> NDArray[np.int64]:
        """In how many documents each term stands, by term number; at least 1."""
        return np.diff(self.offsets)

    def _information(self, token: str) -> float:
        """The token's IDF, or what one more document's only word would have."""
        term = self.terms.get(token)
        return float(np.log(1 + (self.documents + 0.5) / 0.5)) if term is None else float(self.idf[term])

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open what `save_lexical` wrote into `folder`; the arrays stay in their files until they are touched."""
        here = folder / FOLDER
        offsets, rows, weights, idf = (mapped(here / f"{name}.npy") for name in ("offsets", "rows", "weights", "idf"))
        size, documents = np.load(here / "sizes.npy").tolist()
        return cls(read_terms(here), offsets, rows, weights, idf, size, documents)


def save_lexical(folder: Path, postings: TermPostings, documents: int) -> None:
    """Write `postings` and their weights, of `documents` that are alive, into `folder`, which exists."""
    here = folder / FOLDER
    here.mkdir()
    postings.save(here)
    index = LexicalIndex.of(postings, documents)
    np.save(here / "weights.npy", index.weights)
    np.save(here / "idf.npy", index.idf)
    np.save(here / "sizes.npy", np.array([index.size, documents], np.int64))


def load_postings(folder: Path) -> TermPostings:
    """The postings that `save_lexical` wrote into `folder`, for an index that goes on from them."""
    return TermPostings.load(folder / FOLDER)
