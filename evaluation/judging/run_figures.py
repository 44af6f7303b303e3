"""What the judgments of one run come to, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluation.judging.agreement import spent_on
from evaluation.judging.judgment import Judgment
from evaluation.satisfaction_metrics import spearman


def run_figures(judgments: Sequence[Judgment]) -> dict[str, Any]:
    """The mean rating, how often each was written, what could not be judged, and whether length was liked.

    A mean or a correlation of too few is None.
    """
    rated = [one for one in judgments if one.rating is not None]
    values = np.array([float(one.value or 0) for one in rated])
    lengths = np.array([float(one.characters) for one in rated])
    length = spearman(lengths, values) if len(rated) > 2 else None
    return {
        "rubric": judgments[0].rubric if judgments else None,
        "rubric_hash": judgments[0].rubric_hash if judgments else None,
        "model": judgments[0].model if judgments else None,
        "judged": len(rated),
        "mean": round(float(values.mean()), 4) if len(rated) else None,
        "ratings": {str(one): sum(each.rating == one for each in rated) for one in range(1, 6)},
        "unusable": dict(Counter(one.unusable for one in judgments if one.unusable)),
        "infrastructure": sum(bool(one.infrastructure) for one in judgments),
        "cut_in_the_middle": sum(one.left_out > 0 for one in judgments),
        "asked": sum(one.asked for one in judgments),
        "spearman_with_length": None if length is None else round(length, 4),
        "spent": spent_on(judgments),
    }
