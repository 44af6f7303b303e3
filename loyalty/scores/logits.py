"""Between probabilities, logits and points that add up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from loyalty.scores.nouns import Contribution

EDGE = 1e-6
"""No probability is nearer to 0 or 1 than that, so that its logit is finite."""


def sigmoid(logit: float) -> float:
    """1 / (1 + exp(-logit)), for any finite number."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    grown = math.exp(logit)
    return grown / (1 + grown)


def logit(probability: float) -> float:
    """log(p / (1 - p)), of p held between `EDGE` and 1 - `EDGE`."""
    held = min(max(probability, EDGE), 1 - EDGE)
    return math.log(held / (1 - held))


def in_points(contributions: Sequence[Contribution], base: float, scale: float) -> tuple[Contribution, ...]:
    """Logits as points of a score from 0 to `scale`, which add up to the score with `scale * sigmoid(base)`.

    Each is its logits times the mean slope of the sigmoid between the base and the score (the slope of the secant),
    which is above 0: signs and order stay.
    """
    total = math.fsum(one.points for one in contributions)
    slope = scale * secant(base, total)
    return tuple(Contribution(one.feature, one.points * slope, one.value, one.sources) for one in contributions)


def secant(base: float, total: float) -> float:
    """(sigmoid(base + total) - sigmoid(base)) / total, and where that is 0 / 0 the derivative."""
    start = sigmoid(base)
    if abs(total) < 1e-9:
        return start * (1 - start)
    return (sigmoid(base + total) - start) / total


def rounded(points: Iterable[float], total: int) -> tuple[int, ...]:
    """Whole points that add up to `total`, each as near to its own as can be (largest remainders)."""
    exact = list(points)
    floors = [math.floor(one) for one in exact]
    short = total - sum(floors)
    order = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for step in range(abs(short)):
        if short > 0:
            floors[order[step % len(order)]] += 1
        else:
            floors[order[-1 - step % len(order)]] -= 1
    return tuple(floors)
