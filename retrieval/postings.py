"""Which rows carry which name: the rows of each name one after another, in arrays that may be mapped from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.names import NameList, folded

Mask = NDArray[np.bool_]
RowList = NDArray[np.int32]


MANY: Final = 50_000
"""Names that are all looked through where one is not known."""


class NameRows:
    """Gathers names and their rows while products are read; the first spelling of a name is kept."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, list[int]]] = {}

    def add(self, row: int, names: Iterable[str]) -> None:
        """Row `row` carries `names`; blank ones are left out. Rows come in rising order."""
        for form, name in {folded(name): name for name in names if name}.items():
            if form:
                self._found.setdefault(form, (" ".join(name.split()), []))[1].append(row)

    def finish(self) -> Postings:
        """All that was added."""
        ordered = [self._found[form] for form in sorted(self._found)]
        starts = np.cumsum([0, *(len(rows) for _, rows in ordered)], dtype=np.int64)
        rows = np.fromiter((row for _, found in ordered for row in found), np.int32, int(starts[-1]))
        return Postings(NameList.of(name for name, _ in ordered), starts, rows)


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows of the name with code c are `rows[starts[c]:starts[c + 1]]`, rising; every name has at least one."""

    names: NameList
    starts: NDArray[np.int64]
    rows: RowList

    def rows_of(self, code: int) -> RowList:
        """The rows that carry the name of that code."""
        return self.rows[self.starts[code] : self.starts[code + 1]]

    def code(self, name: str, alive: Mask | None = None) -> int | None:
        """The code of a name, however it is written; None where no row, or none that is `alive`, carries it."""
        code = self.names.code(name)
        return code if code is not None and _any(self.rows_of(code), alive) else None

    def is_used(self, alive: Mask | None) -> bool:
        """Whether a row that is `alive` carries a name at all."""
        return _any(self.rows, alive)

    def counts(self, mask: Mask | None = None) -> NDArray[np.int64]:
        """How many rows of `mask` (n,) carry each name, in the order of the codes."""
        if mask is None or not len(self.rows):
            return np.diff(self.starts)
        return np.add.reduceat(mask[self.rows], self.starts[:-1], dtype=np.int64)

    def used(self, alive: Mask | None) -> tuple[str, ...]:
        """The names that rows which are `alive` carry, in the order of the codes."""
        if alive is None:
            return tuple(self.names)
        return tuple(self.names[code] for code in np.flatnonzero(self.counts(alive)).tolist())

    def like(self, name: str, alive: Mask | None) -> tuple[str, ...]:
        """The names in use among which to look for one like `name`; of very many those that begin like it."""
        if len(self.names) <= MANY:
            return self.used(alive)
        codes = self.names.beginning_with(folded(name)[:2])[:MANY]
        return tuple(self.names[code] for code in codes if _any(self.rows_of(code), alive))

    def living(self, alive: Mask) -> Postings:
        """These of the rows that are `alive` (n,), without names that only the others carry."""
        kept = alive[self.rows]
        if kept.all():
            return self
        counts = self.counts(alive)
        names = NameList.of(self.names[code] for code in np.flatnonzero(counts).tolist())
        starts = np.concatenate(([0], np.cumsum(counts[counts > 0])))
        return Postings(names, starts, self.rows[kept])

    @classmethod
    def joined(cls, parts: Sequence[tuple[int, Postings]]) -> Postings:
        """One list of several, each with the row its first row becomes; the earliest spelling of a name is kept."""
        spelled: dict[str, str] = {}
        forms = [[folded(name) for name in part.names] for _, part in parts]
        for (_, part), own in zip(parts, forms, strict=True):
            for form, name in zip(own, part.names, strict=True):
                spelled.setdefault(form, name)
        ordered = sorted(spelled)
        places = {form: code for code, form in enumerate(ordered)}
        codes = [np.fromiter((places[form] for form in own), np.int64, len(own)) for own in forms]
        starts, rows = _interleaved([part for _, part in parts], codes, [first for first, _ in parts], len(ordered))
        return cls(NameList.of(spelled[form] for form in ordered), starts, rows)


def _interleaved(
    parts: Sequence[Postings], codes: Sequence[NDArray[np.int64]], firsts: Sequence[int], names: int
) -> tuple[NDArray[np.int64], RowList]:
    """Starts and rows of all parts together: for each name the rows of the first part, then those of the next."""
    lengths = [np.diff(part.starts) for part in parts]
    counts = np.zeros(names, np.int64)
    for code, length in zip(codes, lengths, strict=True):
        counts[code] += length
    starts = np.concatenate(([0], np.cumsum(counts)))
    free = starts[:-1].copy()
    rows = np.empty(int(starts[-1]), np.int32)
    for part, code, length, first in zip(parts, codes, lengths, firsts, strict=True):
        shift = np.repeat(free[code] - part.starts[:-1], length)
        rows[np.arange(len(part.rows)) + shift] = part.rows + np.int32(first)
        free[code] += length
    return starts, rows


def _any(rows: RowList, alive: Mask | None) -> bool:
    return bool(len(rows)) and (alive is None or bool(alive[rows].any()))
