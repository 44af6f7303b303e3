"""Measures how long a shop's customers take to score, on simulated ones.

python -m benchmarks.loyalty_scores [--customers 100000]

Prints one JSON object last: seconds of processor and wall time in all, microseconds a customer, memory at the end.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import timedelta

from evaluation.simulated_customers import SimulatedShop, simulated_customers
from loyalty.scores.explain import explain
from loyalty.scores.scoring import scored

EXPLAINED = 1_000


def main() -> None:
    """Score everybody once, one after the other, and explain some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, help="how many are simulated")
    customers = parser.parse_args().customers
    shop = SimulatedShop(customers)
    histories = simulated_customers(shop)
    before = _megabytes()
    wall, processor = time.perf_counter(), time.process_time()
    first, tiers = [], 0
    for one in scored(histories, shop.until - timedelta(days=90)):
        tiers += bool(one.tier)
        if len(first) < EXPLAINED:
            first.append(one)
    spent, took = time.process_time() - processor, time.perf_counter() - wall
    processor = time.process_time()
    for one in first:
        explain(one)
    explaining = (time.process_time() - processor) / len(first)
    told = {
        "customers": tiers,
        "orders": sum(len(one.orders) for one in histories),
        "conversations": sum(len(one.readings) for one in histories),
        "processor_seconds": round(spent, 1),
        "wall_seconds": round(took, 1),
        "microseconds_a_customer": round(1e6 * spent / tiers),
        "explained_microseconds": round(1e6 * explaining),
        "histories_megabytes": round(before),
        "peak_megabytes": round(_megabytes()),
    }
    print(json.dumps(told))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
