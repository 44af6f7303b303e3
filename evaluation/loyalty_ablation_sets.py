"""The sets that the ablation of loyalty is run on: simulated shops, and the demo shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from evaluation.demo_customers import ReadAll, demo_customers
from evaluation.loyalty_ablation import Ablation, ablate
from evaluation.simulated_customers import SimulatedShop, simulated_customers
from loyalty.scores.scoring import HORIZON_DAYS

COUPLINGS: Final = (0.0, 0.5, 1.0)
DEMO_UNTIL: Final = datetime(2026, 11, 16, tzinfo=UTC)
"""The demo shop's files are a picture of the day before."""
DEMO_DATES: Final = tuple(DEMO_UNTIL - timedelta(days=HORIZON_DAYS + 30 * month) for month in range(4))
"""The last date that has a whole horizon after it, and three a month apart before; the same people at each."""
Progress = Callable[[str, int, int], None]


def loyalty_ablations(customers: int, seed: int, read: ReadAll, progress: Progress) -> Iterator[Ablation]:
    """Simulated shops, one of each of `COUPLINGS`, and the demo shop, whose conversations `read` reads."""
    total = len(COUPLINGS) + 1
    for done, coupling in enumerate(COUPLINGS):
        progress("shops", done, total)
        shop = SimulatedShop(customers, coupling=coupling, seed=seed)
        histories = simulated_customers(shop)
        label = f"SIMULATED shop, {customers} customers, seed {seed}, coupling {coupling:g}"
        yield ablate(label, histories, [shop.until - timedelta(days=HORIZON_DAYS)])
    progress("shops", total - 1, total)
    demo = demo_customers(read, read_at=DEMO_UNTIL)
    yield ablate(f"DEMO shop, {len(demo)} invented customers at {len(DEMO_DATES)} dates", demo, DEMO_DATES)
    progress("shops", total, total)
