"""Texts as the sparse matrix a linear model is taught on, in batches so that memory is bounded by the matrix alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.sentiment.hashed_ngrams import NgramSpec, rows
from loyalty.sentiment.training.metrics import Floats, Numbers
from loyalty.sentiment.training.recipe import Progress, silent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BATCH: Final = 1000
"""Texts turned into n-grams at once."""


def matrix_of(texts: Sequence[str], spec: NgramSpec, progress: Progress = silent) -> csr_matrix:
    """One row a text, one column a bucket."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for start in range(0, len(texts), BATCH):
        parts.append(rows(texts[start : start + BATCH], spec).matrix())
        progress("n-grams", min(start + BATCH, len(texts)), len(texts))
    if not parts:
        return csr_matrix((0, 1 << spec.bits), dtype=np.float32)
    return vstack(parts, format="csr")


@dataclass(frozen=True, slots=True)
class Columns:
    """The buckets that are learned, and how much a count in each is worth.

    `used` are those that occur in the training texts. `worth` is the square root of two factors: the largest logarithm,
    over labels, of how much more often a bucket occurs in texts of a label than in others (Wang and Manning 2012,
    "Baselines and Bigrams"), and how rare it is (the inverse document frequency of scikit-learn, a quarter of it). What
    tells nothing hardly counts so. It is multiplied into the weights once they are learned.
    """

    used: NDArray[np.int64]
    worth: NDArray[np.float64]

    def even(self) -> Columns:
        """The same columns, each worth 1."""
        return Columns(self.used, np.ones(len(self.used)))

    def of(self, matrix: Any) -> Any:
        """The matrix's used columns, each times its worth."""
        from scipy.sparse import diags

        return (matrix[:, self.used].astype(np.float64) @ diags(self.worth)).tocsr()

    def spread(self, weights: Floats, width: int) -> NDArray[np.float32]:
        """Learned weights (used, labels) as weights of all buckets (width, labels)."""
        whole = np.zeros((width, weights.shape[1]), np.float32)
        whole[self.used] = weights * self.worth[:, None]
        return whole


def columns_of(matrix: Any, true: Numbers, labels: int) -> Columns:
    """The columns of a training matrix whose rows have the labels `true`, 0 to `labels` - 1."""
    from scipy.sparse import csr_matrix

    ones = csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    member = csr_matrix((np.ones(len(true)), (true, np.arange(len(true)))), shape=(labels, len(true)))
    counts = np.asarray((member @ ones).todense())
    used = np.flatnonzero(counts.sum(axis=0))
    counts = counts[:, used]
    rarity = 1 + np.log((1 + len(true)) / (1 + counts.sum(axis=0)))
    counts = counts + 1
    others = counts.sum(axis=0) - counts + 1e-9
    shares = counts / counts.sum(axis=1, keepdims=True)
    other_shares = others / others.sum(axis=1, keepdims=True)
    told = np.abs(np.log(shares / other_shares)).max(axis=0)
    return Columns(used, np.sqrt(told * rarity / 4))
