"""The rows a search still considers, and what each stage said of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows to rank and, entry by entry, what each stage says of them.

    `scores` orders them, higher first. `lexical` is BM25 (0 upwards), `coverage` the share of the request's evidence
    that a product holds (0 to 1). `dense` is the cosine (-1 to 1), `rerank` the reranker's (0 to 1); both are NaN for
    a product that the stage could not read or was not given, and None where the stage did not take place.
    """

    rows: Rows
    scores: Scores
    lexical: Scores
    coverage: Scores
    dense: Scores | None = None
    rerank: Scores | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> Candidates:
        """Those at `places`, in that order, or those for which a mask is true."""
        return Candidates(
            self.rows[places],
            self.scores[places],
            self.lexical[places],
            self.coverage[places],
            None if self.dense is None else self.dense[places],
            None if self.rerank is None else self.rerank[places],
        )

    def scored(self, scores: Scores) -> Candidates:
        """The same by new scores, best first; equals stay in their order."""
        return replace(self, scores=scores).chosen(np.argsort(-scores, kind="stable"))

    def stage_scores(self, place: int) -> dict[str, float]:
        """What `SearchHit.stage_scores` holds for the candidate at `place`."""
        stages = {"lexical": float(self.lexical[place])} if self.lexical[place] > 0 else {}
        for name, said in (("dense", self.dense), ("rerank", self.rerank)):
            if said is not None and not np.isnan(said[place]):
                stages[name] = float(said[place])
        return stages


def best_places(scores: NDArray[np.floating], count: int) -> Rows:
    """The places of the `count` highest scores above 0, ascending; of equal ones at the edge the first."""
    above = np.flatnonzero(scores > 0)
    if len(above) <= count:
        return above
    kept = scores[above]
    edge = np.partition(kept, len(kept) - count)[len(kept) - count]
    sure = above[kept > edge]
    return np.sort(np.concatenate([sure, above[kept == edge][: count - len(sure)]]))


def among(wanted: Rows, rows: Rows) -> Rows:
    """Those of a few `wanted` that stand in `rows`, which rise.

    NumPy's own set functions sort all of `rows` first: 0.9 s for a million.
    """
    places = np.searchsorted(rows, wanted)
    inside = places < len(rows)
    found: Rows = wanted[inside][rows[places[inside]] == wanted[inside]]
    return found


def places_of(wanted: Rows, rows: Rows) -> Rows:
    """Where each of a few `wanted` stands in `rows`, which holds all of them, each once."""
    places = np.flatnonzero(np.isin(rows, wanted))
    place_of = dict(zip(rows[places].tolist(), places.tolist(), strict=True))
    return np.array([place_of[row] for row in wanted.tolist()], np.intp)
