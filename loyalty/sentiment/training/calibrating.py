"""Finds the temperature that makes a trained model's probabilities honest, on texts it was not taught."""

from __future__ import annotations

from typing import Final

import numpy as np

from loyalty.sentiment.training.metrics import Floats, Numbers, cross_entropy

_NARROWEST: Final = (-3.0, 3.0)
"""Natural logarithms of the scales tried: 1/20 to 20."""


def softmax(scores: Floats) -> Floats:
    """Scores, a text in each row, as probabilities that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_scale(scores: Floats, true: Numbers) -> float:
    """What scores are multiplied with before the softmax: 1 / temperature, the one with the least cross-entropy.

    One number for all labels keeps which label is likeliest (Guo et al. 2017). 1 where there are fewer than two texts.
    """
    if len(true) < 2:
        return 1.0
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda power: cross_entropy(softmax(np.exp(power) * scores), true), bounds=_NARROWEST, method="bounded"
    )
    return float(np.exp(found.x))
