"""What training makes small: the distance between the order wanted and the order scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def gain(grade: float) -> float:
    """What a grade is worth, 2^grade - 1: nDCG's gain (Burges et al. 2005)."""
    return float(2.0**grade - 1.0)


def listwise_cross_entropy(scores: Tensor, gains: Tensor, considered: Tensor | None = None) -> Tensor:
    """The mean over queries of the cross-entropy between the softmax of the scores and the gains scaled to sum 1.

    `scores` and `gains` (0 upwards) are (queries, products); `considered`, of the same shape, leaves out pairs where
    it is false. A query without any gain adds nothing. With one positive a query and the other queries' products
    beside it this is MultipleNegativesRankingLoss (Henderson et al. 2017; InfoNCE); with grades it is ListNet's loss
    (Cao et al. 2007) with gains in place of exponentials.
    """
    import torch

    if considered is not None:
        scores = scores.masked_fill(~considered, -torch.inf)
    wanted = gains / gains.sum(dim=1, keepdim=True).clamp_min(1e-9)
    logs = torch.log_softmax(scores, dim=1).masked_fill(gains == 0, 0.0)
    taught = (gains.sum(dim=1) > 0).sum().clamp_min(1)
    return -(wanted * logs).sum() / taught
