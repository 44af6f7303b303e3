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
