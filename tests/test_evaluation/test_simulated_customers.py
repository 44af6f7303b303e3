"""The simulated shop is what it says it is, and is not rigged."""

from __future__ import annotations

from statistics import mean

import pytest

from evaluation.simulated_customers import OPENED, SimulatedShop, simulated_customers
from loyalty.features.history import CustomerHistory


def moods(shop: SimulatedShop) -> tuple[list[float], list[float]]:
    """The moods before the last hundred days of who did, and of who did not buy in them."""
    kept: tuple[list[float], list[float]] = ([], [])
    for one in simulated_customers(shop):
        days = [(order.placed_at - OPENED).days for order in one.orders]
        said = [talk.mood for talk in one.readings if (talk.started_at - OPENED).days < shop.days - 100]
        if said and min(days) < shop.days - 100:
            kept[max(days) < shop.days - 100].append(mean(filter(None, said)))
    return kept


def test_the_same_seed_is_the_same_shop_and_another_is_not() -> None:
    shop = SimulatedShop(30, seed=4)
    assert simulated_customers(shop) == simulated_customers(shop)
    assert simulated_customers(shop) != simulated_customers(SimulatedShop(30, seed=5))


def test_everything_happens_while_the_shop_is_open_and_is_labelled() -> None:
    shop = SimulatedShop(200)
    for one in simulated_customers(shop):
        assert one.customer_id.startswith("SIM-")
        assert one.orders
        assert all(OPENED <= order.placed_at < shop.until and order.total >= 1 for order in one.orders)
        assert all(OPENED <= talk.started_at < shop.until for talk in one.readings)
        assert all("simulated" in said.quote for talk in one.readings for turn in talk.turns for said in turn.signals)


def test_more_than_half_never_write() -> None:
    wrote = [bool(one.readings) for one in simulated_customers(SimulatedShop(1_000))]
    assert 0.25 < mean(wrote) < 0.45


@pytest.mark.parametrize(("coupling", "least", "most"), [(0.0, -0.06, 0.06), (1.0, 0.06, 0.6)])
def test_words_go_with_purchases_only_where_they_are_coupled(coupling: float, least: float, most: float) -> None:
    stayed, left = moods(SimulatedShop(3_000, coupling=coupling, seed=9))
    assert least < mean(stayed) - mean(left) < most


def test_without_coupling_nobody_says_farewell_by_it() -> None:
    def said(one: CustomerHistory) -> bool:
        return any(signal.kind == "leave" for talk in one.readings for turn in talk.turns for signal in turn.signals)

    shares = [mean(map(said, simulated_customers(SimulatedShop(1_500, coupling=c)))) for c in (0.0, 1.0)]
    assert shares[0] < shares[1]
