"""Windows inside the past: what was known on a day, and what then happened; what models are taught and judged with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyalty.purchases.purchase_days import Floats, PurchaseDays

MOST_CUSTOMERS = 20_000
"""Customers that a window keeps for teaching, drawn by chance: more teach nothing and take long."""
_LONGEST_SHARE = 0.45
"""Of the time that is known, the part a window may look ahead; the rest is what it looks back on."""
_SHORTEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Window:
    """Everybody who had bought by the last known day of `bought`, and what came in the `days` after it.

    `purchases` counts purchase days; `spend` is what was paid on them in major units.
    """

    bought: PurchaseDays
    days: int
    purchases: Floats
    spend: Floats

    @property
    def again(self) -> NDArray[np.bool_]:
        """Who bought at least once."""
        return self.purchases > 0

    def of(self, indices: NDArray[np.int64]) -> Window:
        """Some of its customers, by ascending positions."""
        return Window(self.bought.of(indices), self.days, self.purchases[indices], self.spend[indices])


def window_at(bought: PurchaseDays, day: int, days: int) -> Window:
    """The window whose last known day is `day`; `bought` must reach to `day + days` for it to be whole."""
    after = (bought.days > day) & (bought.days <= day + days)
    owners, amounts = bought.owners[after], np.nan_to_num(bought.amounts[after])
    earlier = bought.until(day)
    some = earlier.counts > 0
    purchases = np.bincount(owners, minlength=len(bought)).astype(np.float64)
    spend = np.bincount(owners, weights=amounts, minlength=len(bought)).astype(np.float64)
    return Window(earlier.of(some), days, purchases[some], spend[some])


def past_windows(bought: PurchaseDays, horizon_days: int) -> list[Window]:
    """Windows that end by the last known day: the two latest and, where there is time enough, three earlier ones.

    None is longer than the horizon. A shop of too few days has none.
    """
    if not len(bought.days):
        return []
    first, last = int(bought.days.min()), bought.as_of_day
    longest = min(horizon_days, int(_LONGEST_SHARE * (last - first)))
    if longest < _SHORTEST_DAYS:
        return []
    found = [window_at(bought, last - longest, longest), window_at(bought, last - longest * 3 // 4, longest * 3 // 4)]
    for times in (1.5, 2.0, 3.0):
        day = last - int(times * longest)
        if 2 * (day - first) >= last - first:
            found.append(window_at(bought, day, longest))
    return [one if len(one.bought) <= MOST_CUSTOMERS else one.of(drawn(len(one.bought))) for one in found]


def drawn(customers: int, most: int = MOST_CUSTOMERS) -> NDArray[np.int64]:
    """Ascending positions of `most` customers, always the same ones; all where there are no more."""
    if customers <= most:
        return np.arange(customers)
    return np.sort(np.random.default_rng(0).choice(customers, most, replace=False)).astype(np.int64)
