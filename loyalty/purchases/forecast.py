"""What is to be expected of a customer in the days after a date, from purchases alone.

    forecaster = fit_forecaster(histories, as_of, horizon_days=90)
    forecaster.forecast("C-001")              # of a customer it was fitted with
    forecaster.forecast(purchases)            # of anybody, at the same date
    forecaster.forecast_all(histories)        # of many, by customer id

Nothing after `as_of` is read, neither for fitting nor for forecasting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.errors import TrainingDataError
from loyalty.nouns import Purchase, PurchaseForecast
from loyalty.purchases.buy_til_you_die import NAME, BuyTilYouDie, fit_buy_til_you_die
from loyalty.purchases.purchase_days import Ints, PurchaseDays, purchase_days


@dataclass(frozen=True, slots=True)
class PurchaseForecaster:
    """Fitted on a shop's customers as of a date; forecasts the `horizon_days` after it."""

    as_of: datetime
    horizon_days: int
    model: BuyTilYouDie
    fitted: PurchaseDays

    def forecast(self, customer: str | Sequence[Purchase]) -> PurchaseForecast | None:
        """Of a customer by id, or by purchases; None for who is not known or had not bought by the date."""
        if isinstance(customer, str):
            known = self.fitted.customer_ids
            if customer not in known:
                return None
            bought = self.fitted.of(_position(known, customer))
        else:
            bought = purchase_days({"": customer}, self.as_of)
        return self._told(bought)[bought.customer_ids[0]]

    def forecast_all(
        self, histories: Mapping[str, Sequence[Purchase]] | None = None
    ) -> dict[str, PurchaseForecast | None]:
        """Of every customer in `histories`, or of all that it was fitted with; None for who had not bought."""
        return self._told(self.fitted if histories is None else purchase_days(histories, self.as_of))

    def _told(self, bought: PurchaseDays) -> dict[str, PurchaseForecast | None]:
        found: dict[str, PurchaseForecast | None] = dict.fromkeys(bought.customer_ids)
        buyers = bought.of(bought.counts > 0)
        outlook = self.model.outlook(buyers, self.horizon_days)
        rows = zip(
            buyers.customer_ids, outlook.again.tolist(), outlook.purchases.tolist(), outlook.spend.tolist(), strict=True
        )
        for customer_id, again, purchases, spend in rows:
            found[customer_id] = PurchaseForecast(self.horizon_days, again, purchases, spend, NAME)
        return found


def fit_forecaster(
    histories: Mapping[str, Sequence[Purchase]], as_of: datetime, horizon_days: int
) -> PurchaseForecaster:
    """Fit on the purchases at or before `as_of`, those of all customers of the shop.

    Any number of customers will do, also none: a prior stands in for what a small shop cannot tell yet.

    Raises:
        TrainingDataError: `horizon_days` is not at least 1.
    """
    if horizon_days < 1:
        raise TrainingDataError(f"A forecast needs at least 1 day ahead, not {horizon_days}.")
    bought = purchase_days(histories, as_of)
    return PurchaseForecaster(as_of, horizon_days, fit_buy_til_you_die(bought), bought)


def _position(known: tuple[str, ...], customer: str) -> Ints:
    import numpy as np

    return np.asarray([known.index(customer)])
