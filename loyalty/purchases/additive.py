"""A generalised linear model that starts from known weights: ridge regression towards them instead of towards 0.

With few customers it stays with what other shops taught, with many it follows the shop. McCullagh, Nelder (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from loyalty.purchases.purchase_days import Floats

Link = Literal["log", "logit"]
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Additive:
    """`link`(mean) = offset + `bias` + traits @ `weights`."""

    link: Link
    bias: float
    weights: Floats

    def mean(self, columns: Floats, offset: float) -> Floats:
        """The expected value of each row; a probability for the logit."""
        told = np.clip(offset + self.bias + columns @ self.weights, -30.0, 30.0)
        found: Floats = np.exp(told) if self.link == "log" else 1.0 / (1.0 + np.exp(-told))
        return found


def nothing_known(link: Link, columns: int) -> Additive:
    """The model that adds nothing to its offset."""
    return Additive(link, 0.0, np.zeros(columns))


def fit_additive(
    columns: Floats, target: Floats, offset: Floats, weight: Floats, start: Additive, pull: float
) -> Additive:
    """Fit to `target` (at least 0; 0 or 1 for the logit), one row a customer, with `weight` customers each.

    Log: the Poisson likelihood, which needs nothing of the target but its mean. `pull` is how many customers the
    starting weights are worth, above 0; the bias is held a tenth as firmly, for shops differ in level first. Newton
    steps, halved until they help.
    """
    origin = np.append(start.weights, start.bias)
    design = np.column_stack([columns, np.ones(len(columns))])
    strength = np.append(np.full(columns.shape[1], pull), 0.1 * pull)

    def loss(values: Floats) -> float:
        told = np.clip(offset + design @ values, -30.0, 30.0)
        cost = np.exp(told) if start.link == "log" else np.logaddexp(0.0, told)
        away = values - origin
        return float(weight @ (cost - target * told) + 0.5 * (strength * away) @ away)

    values, reached = origin, loss(origin)
    for _ in range(_MOST_STEPS):
        told = np.clip(offset + design @ values, -30.0, 30.0)
        mean = np.exp(told) if start.link == "log" else 1.0 / (1.0 + np.exp(-told))
        spread = weight * (mean if start.link == "log" else mean * (1.0 - mean))
        slope = design.T @ (weight * (mean - target)) + strength * (values - origin)
        step = np.linalg.solve((design * spread[:, None]).T @ design + np.diag(strength), slope)
        size = 1.0
        while size > 1e-6 and loss(values - size * step) > reached:
            size /= 2
        values = values - size * step
        before, reached = reached, loss(values)
        if before - reached <= 1e-9 * (1.0 + abs(reached)):
            break
    return Additive(start.link, float(values[-1]), values[:-1])
