"""What is to be expected of many customers at once."""

from __future__ import annotations

from dataclasses import dataclass

from loyalty.purchases.purchase_days import Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """One array a figure, one entry a customer: `again` is a probability, `purchases` and `spend` expected values.

    `purchases` counts purchase days, `spend` is in major units; both are at least 0.
    """

    again: Floats
    purchases: Floats
    spend: Floats


def median_purchases(outlook: Outlook) -> Floats:
    """The median number of purchase days, which has the least absolute error; the expected value has the least squared.

    It is of a count that is 0 with probability 1 - again and geometric from 1 on, with the same expected value.
    """
    import numpy as np

    more = 1.0 - np.minimum(1.0, outlook.again / np.maximum(outlook.purchases, 1e-12))
    with np.errstate(divide="ignore"):
        steps = np.log(0.5 / np.maximum(outlook.again, 1e-12)) / np.log(np.clip(more, 1e-12, 1 - 1e-12))
    return np.where(outlook.again > 0.5, np.maximum(1.0, np.ceil(steps)), 0.0)
