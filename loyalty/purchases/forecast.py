"""What is to be expected of a customer in the days after a date, from purchases alone.

    forecaster = fit_forecaster(histories, as_of, horizon_days=90)
    forecaster.forecast("C-001")              # of a customer it was fitted with
    forecaster.forecast(purchases)            # of anybody, at the same date
    forecaster.forecast_all(histories)        # of many, by customer id
    forecaster.verdict                        # which model was chosen, and by how much it was better

Nothing after `as_of` is read, neither for fitting nor for forecasting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from loyalty.errors import TrainingDataError
from loyalty.nouns import Purchase, PurchaseForecast
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.prior import PriorName, load_prior
from loyalty.purchases.purchase_days import PurchaseDays, purchase_days
from loyalty.purchases.selection import PurchaseModel, Verdict, fit_models, judge


@dataclass(frozen=True, slots=True)
class PurchaseForecaster:
    """Fitted on a shop's customers as of a date; forecasts the `horizon_days` after it with the chosen model.

    `models` has the others too, by name, to compare with; `fitted` is what all of them were fitted to.
    """

    as_of: datetime
    horizon_days: int
    verdict: Verdict
    models: Mapping[str, PurchaseModel]
    fitted: PurchaseDays
    positions: Mapping[str, int]

    def forecast(self, customer: str | Sequence[Purchase]) -> PurchaseForecast | None:
        """Of a customer by id, or by purchases; None for who is not known or had not bought by the date."""
        if not isinstance(customer, str):
            return self._told(purchase_days({"": customer}, self.as_of))[""]
        if customer not in self.positions:
            return None
        return self._told(self.fitted.of(np.asarray([self.positions[customer]])))[customer]

    def forecast_all(
        self, histories: Mapping[str, Sequence[Purchase]] | None = None
    ) -> dict[str, PurchaseForecast | None]:
        """Of every customer in `histories`, or of all that it was fitted with; None for who had not bought."""
        return self._told(self.fitted if histories is None else purchase_days(histories, self.as_of))

    def outlook(self, bought: PurchaseDays, model: str | None = None) -> Outlook:
        """The same as columns, of customers who have all bought, by the chosen model or by the one named."""
        return self.models[model or self.verdict.chosen].outlook(bought, self.horizon_days)

    def _told(self, bought: PurchaseDays) -> dict[str, PurchaseForecast | None]:
        found: dict[str, PurchaseForecast | None] = dict.fromkeys(bought.customer_ids)
        buyers, name = bought.of(bought.counts > 0), self.verdict.chosen
        outlook = self.outlook(buyers)
        figures = (values.tolist() for values in (outlook.again, outlook.purchases, outlook.spend))
        for customer_id, again, purchases, spend in zip(buyers.customer_ids, *figures, strict=True):
            found[customer_id] = PurchaseForecast(self.horizon_days, again, purchases, spend, name)
        return found


def fit_forecaster(
    histories: Mapping[str, Sequence[Purchase]],
    as_of: datetime,
    horizon_days: int,
    prior: PriorName | None = "both",
) -> PurchaseForecaster:
    """Fit on the purchases at or before `as_of`, those of all customers of the shop.

    Any number of customers will do, also none: what other shops taught (`prior`) stands in for what a small shop cannot
    tell yet, and weighs less with every customer. None for `prior` learns from these customers alone.

    Raises:
        TrainingDataError: `horizon_days` is not at least 1.
    """
    return fit_to_days(purchase_days(histories, as_of), as_of, horizon_days, prior)


def fit_to_days(
    bought: PurchaseDays, as_of: datetime, horizon_days: int, prior: PriorName | None = "both"
) -> PurchaseForecaster:
    """As `fit_forecaster`, of purchases that are columns already."""
    if horizon_days < 1:
        raise TrainingDataError(f"A forecast needs at least 1 day ahead, not {horizon_days}.")
    taught = load_prior(prior) if prior else None
    buyers = bought.of(bought.counts > 0)
    return PurchaseForecaster(
        as_of=as_of,
        horizon_days=horizon_days,
        verdict=judge(buyers, horizon_days, taught),
        models=fit_models(buyers, horizon_days, taught),
        fitted=bought,
        positions={customer_id: index for index, customer_id in enumerate(bought.customer_ids)},
    )
