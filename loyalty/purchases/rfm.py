"""Recency, frequency, monetary value and tenure of customers at a date (Hughes, Strategic Database Marketing, 1994)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyalty.purchases.purchase_days import Floats, Ints, PurchaseDays

SEGMENTS = 5
"""Quantile segments a figure is cut into: 1 the lowest fifth, 5 the best."""


@dataclass(frozen=True, slots=True)
class Rfm:
    """One array a figure, one entry a customer, in the order of the customers it was made from.

    `recency` is days since the last purchase day, `tenure` days since the first, NaN for who never bought; `frequency`
    counts purchase days, `monetary` is the mean paid on a purchase day, in major units, NaN where no amount is known;
    `total` is all that was paid less refunds, never below 0.
    """

    recency: Floats
    frequency: Ints
    monetary: Floats
    tenure: Floats
    total: Floats


def rfm(bought: PurchaseDays) -> Rfm:
    """The figures on the last known day of `bought`."""
    counts, some = bought.counts, bought.counts > 0
    recency = np.full(len(bought), np.nan)
    tenure = np.full(len(bought), np.nan)
    recency[some] = bought.as_of_day - bought.days[bought.starts[1:][some] - 1]
    tenure[some] = bought.as_of_day - bought.days[bought.starts[:-1][some]]
    paid, known = paid_and_known(bought)
    monetary = np.divide(paid, known, out=np.full(len(bought), np.nan), where=known > 0)
    return Rfm(recency, counts.astype(np.int64), monetary, tenure, np.maximum(0.0, paid - bought.refunds))


def paid_and_known(bought: PurchaseDays) -> tuple[Floats, Floats]:
    """What each customer paid in all, and on how many purchase days the amount is known."""
    known = np.isfinite(bought.amounts)
    owners = bought.owners
    paid = np.bincount(owners, weights=np.where(known, bought.amounts, 0.0), minlength=len(bought))
    return paid.astype(np.float64), np.bincount(owners, weights=known, minlength=len(bought)).astype(np.float64)


def segments(values: NDArray[np.float64], higher_is_better: bool = True, parts: int = SEGMENTS) -> Ints:
    """Each value's quantile segment, 1 to `parts`, `parts` the best; equal values share a segment, NaN gets 0.

    The segment of a value follows from the share of the known values below it, with ties at their middle, so that all
    customers alike stand in the middle one.
    """
    found = np.zeros(len(values), dtype=np.int64)
    known = np.isfinite(values)
    if not known.any():
        return found
    signed = values[known] if higher_is_better else -values[known]
    ordered = np.sort(signed)
    below, upto = np.searchsorted(ordered, signed, "left"), np.searchsorted(ordered, signed, "right")
    share = (below + upto) / (2 * len(ordered))
    found[known] = np.minimum(parts, np.floor(share * parts) + 1)
    return found
