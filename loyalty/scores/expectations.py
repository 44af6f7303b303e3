"""The forecast of every customer, those too who never bought."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final, NamedTuple, Protocol, TypeAlias

from loyalty.features.config import FeatureConfig
from loyalty.features.history import CustomerHistory
from loyalty.features.purchases import purchases_of
from loyalty.nouns import Purchase, PurchaseForecast

FIRST: Final = "first purchase rate"
"""The name under which somebody who never bought is forecast."""
PRIOR: Final = (1.0, 9.0)
"""One in ten of ten imagined newcomers buys, before any is seen."""


class Forecaster(Protocol):
    """Something fitted on a shop's purchases that forecasts its customers."""

    def forecast_all(self) -> Mapping[str, PurchaseForecast | None]:
        """The forecast of each customer that it was fitted with by id, None for who never bought."""
        ...


FitForecaster: TypeAlias = Callable[[Mapping[str, Sequence[Purchase]], datetime, int], Forecaster]
"""Fits on purchases by customer, a date and a horizon in days."""


class Expectations(NamedTuple):
    """One forecast a history, in their order; `typical` is the median of what a purchase day brings, 0 if none."""

    forecasts: list[PurchaseForecast]
    typical: float


def expectations(
    histories: Sequence[CustomerHistory], as_of: datetime, horizon_days: int, fit: FitForecaster, config: FeatureConfig
) -> Expectations:
    """What is expected of each customer, from the purchases of all.

    Who never bought is expected to buy as often as such newcomers did in the last `horizon_days`, and then what a first
    order costs here.
    """
    bought = {one.customer_id: purchases_of(one, as_of, config) for one in histories}
    forecasts = fit(bought, as_of, horizon_days).forecast_all()
    newcomer = _newcomer(histories, bought, as_of, horizon_days)
    return Expectations([forecasts.get(one.customer_id) or newcomer for one in histories], _typical(bought.values()))


def _typical(bought: Iterable[Sequence[Purchase]]) -> float:
    paid = [
        sum(one.amount for one in purchases) / len({one.at.date() for one in purchases})
        for purchases in bought
        if purchases
    ]
    return median(above) if (above := [one for one in paid if one > 0]) else 0.0


def _newcomer(
    histories: Sequence[CustomerHistory],
    bought: Mapping[str, Sequence[Purchase]],
    as_of: datetime,
    horizon_days: int,
) -> PurchaseForecast:
    then = as_of - timedelta(days=horizon_days)
    firsts = [purchases[0] for purchases in bought.values() if purchases]
    waiting = came = 0
    for one in histories:
        purchases = bought[one.customer_id]
        if one.joined_at is not None and one.joined_at <= then and (not purchases or purchases[0].at > then):
            waiting += 1
            came += bool(purchases)
    again = (PRIOR[0] + came) / (sum(PRIOR) + waiting)
    price = sum(max(0.0, one.amount) for one in firsts) / len(firsts) if firsts else 0.0
    return PurchaseForecast(horizon_days, again, again, again * price, FIRST)
