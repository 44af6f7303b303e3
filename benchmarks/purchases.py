"""How long it takes to say what is to be expected of many customers.

`python -m benchmarks.purchases [--customers N]` prints one JSON object: seconds of processor time to put drawn
purchases into columns, to fit and choose among all models, and to forecast everybody; how many purchases were read; and
the peak of memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from loyalty.nouns import Purchase
from loyalty.purchases.forecast import fit_to_days
from loyalty.purchases.purchase_days import purchase_days

START = datetime(2024, 1, 1, tzinfo=UTC)
KNOWN_DAYS, HORIZON_DAYS = 365, 90


def main() -> None:
    """Draw a shop, fit, forecast, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, help="how many are drawn")
    customers = parser.parse_args().customers
    histories, as_of = drawn_shop(customers), START + timedelta(days=KNOWN_DAYS)
    seconds = {}
    started = time.process_time()
    bought = purchase_days(histories, as_of)
    seconds["columns"], started = time.process_time() - started, time.process_time()
    forecaster = fit_to_days(bought, as_of, HORIZON_DAYS)
    seconds["fit"], started = time.process_time() - started, time.process_time()
    told = forecaster.forecast_all()
    seconds["forecast"] = time.process_time() - started
    print(json.dumps({
        "customers": customers,
        "purchases": sum(map(len, histories.values())),
        "forecasts": sum(one is not None for one in told.values()),
        "chosen": forecaster.verdict.chosen,
        "seconds": {name: round(spent, 2) for name, spent in seconds.items()},
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }))  # fmt: skip


def drawn_shop(customers: int) -> dict[str, list[Purchase]]:
    """Customers with a first day, a rate and an amount of their own, about three purchases each, some of whom stop."""
    draw = np.random.default_rng(0)
    found = {}
    for index in range(customers):
        day, gap, worth = draw.uniform(0, KNOWN_DAYS), draw.gamma(1.2, 40) + 1, draw.gamma(2, 20) + 1
        purchases = [Purchase(START + timedelta(days=day), worth)]
        while draw.random() > 0.3 and (day := day + draw.exponential(gap)) < KNOWN_DAYS:
            purchases.append(Purchase(START + timedelta(days=day), worth * draw.uniform(0.5, 2)))
        found[str(index)] = purchases
    return found


if __name__ == "__main__":
    main()
