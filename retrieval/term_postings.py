"""Which term stands how often in which document, laid out by term; grows at the end and drops rows that are dead."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

TermCounts = Mapping[str, float]
"""A document as its terms and how often each stands in it; a field's weight multiplies its counts."""

SLICE: Final = 4_000_000
"""Postings worked on at once, so that the memory needed beside the postings themselves stays small."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some postings, one entry each: term number, row, count."""

    terms: NDArray[np.int32]
    rows: NDArray[np.int32]
    counts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TermPostings:
    """Postings laid end to end: those of term number t stand at `offsets[t]` to `offsets[t + 1]`.

    `terms` numbers the terms in its own order, and each has at least one posting. `rows` are document numbers from 0
    to `size` - 1, rising within a term; `counts` say how often the term stands there.
    """

    terms: Mapping[str, int]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.float32]
    size: int

    def slices(self, size: int = SLICE) -> Iterator[tuple[slice, Slice]]:
        """The postings in their order, up to `size` at a time, with where they stand."""
        for start in range(0, len(self.rows), size):
            span = slice(start, min(start + size, len(self.rows)))
            yield span, Slice(self._terms_of(span), self.rows[span], self.counts[span])

    def writer(self) -> TermWriter:
        """Takes the documents that come after these."""
        return TermWriter(self.terms, self.size)

    def grown(self, writer: TermWriter, alive: NDArray[np.bool_]) -> TermPostings:
        """These without the rows that are not `alive` (shape (size,)), and what `writer`, one of ours, was given."""

        def parts() -> Iterator[Slice]:
            for _, part in self.slices():
                kept = alive[part.rows]
                yield Slice(part.terms[kept], part.rows[kept], part.counts[kept])
            yield from writer.slices()

        return laid_out(writer.terms, parts, writer.size)

    def save(self, folder: Path) -> None:
        """Write the postings as files into `folder`, which exists."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        np.save(folder / "size.npy", np.int64(self.size))
        (folder / _TERMS).write_text("\n".join(self.terms), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TermPostings:
        """Read what `save` wrote; the arrays stay in their files until they are touched."""
        offsets, rows, counts = (mapped(folder / f"{name}.npy") for name in _ARRAYS)
        return cls(read_terms(folder), offsets, rows, counts, int(np.load(folder / "size.npy")))

    def _terms_of(self, span: slice) -> NDArray[np.int32]:
        first, last = np.searchsorted(self.offsets, (span.start, span.stop - 1), side="right") - 1
        numbers = np.arange(first, last + 1, dtype=np.int32)
        ends = np.clip(self.offsets[first : last + 2], span.start, span.stop)
        return np.repeat(numbers, np.diff(ends))


_ARRAYS: Final = ("offsets", "rows", "counts")
_TERMS: Final = "terms.txt"


class TermWriter:
    """Takes documents one by one, from row `first_row` on; eight bytes a posting."""

    def __init__(self, terms: Mapping[str, int] | None = None, first_row: int = 0) -> None:
        """Number new terms after those in `terms`."""
        self.terms: dict[str, int] = dict(terms or {})
        self._first_row = first_row
        self._terms, self._counts, self._held = array("i"), array("f"), array("i")

    @property
    def size(self) -> int:
        """The row after the last document."""
        return self._first_row + len(self._held)

    def add(self, document: TermCounts) -> None:
        """Take the next document."""
        number = self.terms.setdefault
        self._terms.extend([number(term, len(self.terms)) for term in document])
        self._counts.extend(document.values())
        self._held.append(len(document))

    def finish(self) -> TermPostings:
        """All that was added, laid out by term."""
        return laid_out(self.terms, self.slices, self.size)

    def slices(self) -> Iterator[Slice]:
        """What was added, in order, about `SLICE` postings at a time."""
        terms, counts = np.frombuffer(self._terms, np.int32), np.frombuffer(self._counts, np.float32)
        ends = np.cumsum(np.frombuffer(self._held, np.int32), dtype=np.int64)
        row = done = 0
        while row < len(ends):
            after = max(int(np.searchsorted(ends, done + SLICE, side="right")), row + 1)
            numbers = np.arange(self._first_row + row, self._first_row + after, dtype=np.int32)
            held = np.diff(ends[row:after], prepend=done)
            span = slice(done, int(ends[after - 1]))
            yield Slice(terms[span], np.repeat(numbers, held), counts[span])
            row, done = after, span.stop


def laid_out(terms: Mapping[str, int], parts: Callable[[], Iterable[Slice]], size: int) -> TermPostings:
    """Lay `parts`, which are gone through twice and whose rows rise, out by term; terms without postings are dropped.

    Each part is sorted by itself and put behind what the parts before it had of each term.
    """
    held_by = np.zeros(len(terms), np.int64)
    for part in parts():
        held_by += np.bincount(part.terms, minlength=len(terms))
    free = np.cumsum(held_by) - held_by
    rows, counts = np.empty(int(held_by.sum()), np.int32), np.empty(int(held_by.sum()), np.float32)
    for part in parts():
        order = np.argsort(part.terms, kind="stable")
        here = np.bincount(part.terms, minlength=len(terms))
        places = (free - (np.cumsum(here) - here))[part.terms[order]] + np.arange(len(order))
        rows[places], counts[places] = part.rows[order], part.counts[order]
        free += here
    kept = held_by > 0
    names = list(terms) if kept.all() else [name for name, there in zip(terms, kept, strict=True) if there]
    offsets = np.concatenate(([0], np.cumsum(held_by[kept]))).astype(np.int64)
    return TermPostings({name: number for number, name in enumerate(names)}, offsets, rows, counts, size)


def read_terms(folder: Path) -> dict[str, int]:
    """The numbered terms that `TermPostings.save` wrote into `folder`."""
    names = (folder / _TERMS).read_text(encoding="utf-8").split("\n")
    return {name: number for number, name in enumerate(names) if name}


def mapped(file: Path) -> NDArray[Any]:
    """The array in a .npy file, read only, its pages read when they are touched."""
    stored: NDArray[Any] = np.asarray(np.load(file, mmap_mode="r"))
    return stored
