"""BM25 over terms: a posting list a term, weights worked out at build time, one array of scores a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

K1: Final = 0.9
B: Final = 0.4

TermCounts = Mapping[str, float]
"""A document as its terms and how often each stands in it; a field's weight multiplies its counts."""


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """What BM25 says of every document, by row.

    `bm25` is 0 upwards. `coverage` is the share, 0 to 1, of the evidence asked for (sum of IDF, a term the catalogue
    does not hold counting as its rarest) that the document holds.
    """

    bm25: NDArray[np.float32]
    coverage: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings laid end to end: those of term number t stand at `offsets[t]` to `offsets[t + 1]`.

    `rows` are document numbers, unique within a term; `weights` are the term's whole BM25 contribution;
    `idf` is ln(1 + (N - n + 0.5) / (n + 0.5)) a term (Robertson and Zaragoza 2009, in Lucene's form).
    """

    terms: Mapping[str, int]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    size: int

    @classmethod
    def build(cls, documents: Iterable[TermCounts], k1: float = K1, b: float = B) -> LexicalIndex:
        """Index `documents` in their order; `k1` (0 upwards) saturates counts, `b` (0 to 1) evens out lengths."""
        terms: dict[str, int] = {}
        term_ids: list[int] = []
        rows: list[int] = []
        counts: list[float] = []
        size = 0
        for row, document in enumerate(documents):
            size = row + 1
            for term, count in document.items():
                term_ids.append(terms.setdefault(term, len(terms)))
                rows.append(row)
                counts.append(count)
        return _weighted(
            terms, np.array(term_ids, np.int64), np.array(rows, np.int32), np.array(counts, np.float32), size, k1, b
        )

    def scores(self, tokens: Sequence[str], evidence: Collection[str] | None = None) -> LexicalScores:
        """Score every document against `tokens`; one given twice counts twice; coverage is of `evidence` (or all)."""
        evidence = set(tokens) if evidence is None else evidence
        bm25 = np.zeros(self.size, np.float32)
        coverage = np.zeros(self.size, np.float32)
        for token, times in Counter(tokens).items():
            term = self.terms.get(token)
            if term is not None:
                span = slice(self.offsets[term], self.offsets[term + 1])
                bm25[self.rows[span]] += self.weights[span] * times
                if token in evidence:
                    coverage[self.rows[span]] += self.idf[term]
        asked = sum(self._information(token) for token in evidence)
        return LexicalScores(bm25, coverage / np.float32(asked) if asked else coverage)

    def _information(self, token: str) -> float:
        """The token's IDF, or what one more document's only word would have."""
        term = self.terms.get(token)
        return float(np.log(1 + (self.size + 0.5) / 0.5)) if term is None else float(self.idf[term])

    def save(self, folder: Path) -> None:
        """Write the index as two files into `folder`, which exists."""
        np.savez(
            folder / "lexical.npz",
            offsets=self.offsets,
            rows=self.rows,
            weights=self.weights,
            idf=self.idf,
            size=np.int64(self.size),
        )
        (folder / "lexical_terms.txt").write_text("\n".join(self.terms), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what `save` wrote."""
        names = (folder / "lexical_terms.txt").read_text(encoding="utf-8").split("\n")
        with np.load(folder / "lexical.npz") as stored:
            terms = {name: number for number, name in enumerate(names) if name}
            return cls(terms, stored["offsets"], stored["rows"], stored["weights"], stored["idf"], int(stored["size"]))


def _weighted(
    terms: Mapping[str, int],
    term_ids: NDArray[np.int64],
    rows: NDArray[np.int32],
    counts: NDArray[np.float32],
    size: int,
    k1: float,
    b: float,
) -> LexicalIndex:
    """Sort the postings by term and turn counts into BM25 contributions."""
    lengths = np.bincount(rows, weights=counts, minlength=size).astype(np.float32)
    average = float(lengths.mean()) if size else 1.0
    held_by = np.bincount(term_ids, minlength=len(terms))
    idf = np.log1p((size - held_by + 0.5) / (held_by + 0.5)).astype(np.float32)
    norm = k1 * (1 - b + b * lengths[rows] / (average or 1.0))
    weights = idf[term_ids] * counts * (k1 + 1) / (counts + norm)
    order = np.argsort(term_ids, kind="stable")
    offsets = np.concatenate(([0], np.cumsum(held_by))).astype(np.int64)
    return LexicalIndex(terms, offsets, rows[order], weights[order].astype(np.float32), idf, size)
