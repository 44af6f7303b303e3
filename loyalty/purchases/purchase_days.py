"""Purchases as columns: one row a customer and day, so that 100,000 customers are reckoned with at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import Purchase

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class PurchaseDays:
    """What every customer bought on each day, up to a date and with nothing after it.

    The rows of customer i are `starts[i]` up to, not with, `starts[i + 1]`, earliest first, one a UTC calendar day.
    `days` counts from 1970-01-01; `amounts` is what was paid that day in major units, at least 0, NaN where nobody
    knows. `refunds[i]` is what the customer was given back, at least 0, apart from a day's own. A customer may have no
    row. `as_of_day` is the last day that is known.
    """

    customer_ids: tuple[str, ...]
    starts: Ints
    days: Ints
    amounts: Floats
    refunds: Floats
    as_of_day: int

    def __len__(self) -> int:
        """How many customers, those without a purchase too."""
        return len(self.customer_ids)

    @property
    def counts(self) -> Ints:
        """Purchase days a customer."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Ints:
        """The index of the customer of each row."""
        return np.repeat(np.arange(len(self)), self.counts)

    def until(self, day: int) -> PurchaseDays:
        """What was known on an earlier day; a later one changes nothing. Refunds, of unknown day, are left out."""
        if day >= self.as_of_day:
            return self
        return self._kept(self.days <= day, np.zeros(len(self)), day)

    def of(self, indices: NDArray[Any]) -> PurchaseDays:
        """Some of the customers, by their positions in ascending order or by a mask of all."""
        chosen = np.flatnonzero(indices) if indices.dtype == np.bool_ else np.asarray(indices, dtype=np.int64)
        mask = np.zeros(len(self), dtype=bool)
        mask[chosen] = True
        rows = mask[self.owners]
        counts = self.counts[chosen]
        ids = tuple(self.customer_ids[index] for index in chosen)
        return PurchaseDays(
            ids, _starts(counts), self.days[rows], self.amounts[rows], self.refunds[chosen], self.as_of_day
        )

    def _kept(self, rows: NDArray[np.bool_], refunds: Floats, as_of_day: int) -> PurchaseDays:
        counts = np.bincount(self.owners[rows], minlength=len(self))
        return PurchaseDays(self.customer_ids, _starts(counts), self.days[rows], self.amounts[rows], refunds, as_of_day)


def day_number(at: datetime) -> int:
    """The UTC calendar day, counted from 1970-01-01; a time without a zone is taken for UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return math.floor(aware.timestamp() / DAY_SECONDS)


def purchase_days(histories: Mapping[str, Sequence[Purchase]], as_of: datetime) -> PurchaseDays:
    """The purchases at or before `as_of`, collapsed to a row a day; what comes after it is as if it were not there.

    A negative amount is a refund: it lessens its own day, and a day of which nothing is left was no purchase; what
    goes beyond that day counts as refunded. An amount that is no number (NaN, infinite) is unknown: the day counts,
    its amount does not.
    """
    moment = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    last_day = day_number(moment)
    counts: list[int] = []
    days: list[int] = []
    amounts: list[float] = []
    refunds: list[float] = []
    for purchases in histories.values():
        known = (one for one in purchases if _aware(one.at) <= moment)
        rows, refunded = _daily(known)
        counts.append(len(rows))
        days.extend(day for day, _ in rows)
        amounts.extend(amount for _, amount in rows)
        refunds.append(refunded)
    return PurchaseDays(
        customer_ids=tuple(histories),
        starts=_starts(np.asarray(counts, dtype=np.int64)),
        days=np.asarray(days, dtype=np.int64),
        amounts=np.asarray(amounts, dtype=np.float64),
        refunds=np.asarray(refunds, dtype=np.float64),
        as_of_day=last_day,
    )


def _daily(purchases: Iterable[Purchase]) -> tuple[list[tuple[int, float]], float]:
    bought: dict[int, float] = {}
    returned: dict[int, float] = {}
    for one in purchases:
        day = day_number(one.at)
        if one.amount < 0 and math.isfinite(one.amount):
            returned[day] = returned.get(day, 0.0) - one.amount
        else:
            bought[day] = bought.get(day, 0.0) + (one.amount if math.isfinite(one.amount) else math.nan)
    rows, refunded = [], 0.0
    for day in sorted({*bought, *returned}):
        back = returned.get(day, 0.0)
        left = bought.get(day, 0.0) - back
        if day in bought and (not back or not left <= 0.005):
            rows.append((day, left))
        else:
            refunded += max(0.0, -left)
    return rows, refunded


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _starts(counts: NDArray[Any]) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])
