"""As whom the demo shop may be tried."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from interfaces.ui.floor.visitors import DEMO_CUSTOMERS, Visitors

DATA = Path(__file__).parents[2] / "data"


def shop(is_demo: bool, names: dict[str, str], mode: str = "demo") -> Any:
    def customer(id: str) -> SimpleNamespace | None:
        return SimpleNamespace(id=id, name=names[id]) if id in names else None

    return SimpleNamespace(
        settings=SimpleNamespace(is_demo=is_demo, mode=mode), ledger=SimpleNamespace(customer=customer)
    )


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def test_the_demo_shop_offers_its_customers_by_name() -> None:
    visitors = Visitors.of(shop(True, {DEMO_CUSTOMERS[0]: "Aaliyah", "C-001": "Nora"}))
    assert visitors.names == {DEMO_CUSTOMERS[0]: "Aaliyah"}
    assert visitors.customer(DEMO_CUSTOMERS[0]) == DEMO_CUSTOMERS[0]


@pytest.mark.parametrize("wanted", ["C-001", DEMO_CUSTOMERS[1], "", None, 7, ["C-017"], {"id": "C-017"}])
def test_nobody_else_can_be_passed_for(wanted: object) -> None:
    assert Visitors.of(shop(True, {DEMO_CUSTOMERS[0]: "Aaliyah"})).customer(wanted) is None


def test_a_shop_with_customers_of_its_own_offers_none() -> None:
    real = shop(False, dict.fromkeys(DEMO_CUSTOMERS, "Somebody"))
    assert Visitors.of(real).names == {}
    assert Visitors.of(real).customer(DEMO_CUSTOMERS[0]) is None


def test_in_production_nobody_passes_for_a_demo_customer() -> None:
    served = Visitors.of(shop(True, dict.fromkeys(DEMO_CUSTOMERS, "Somebody"), "production"))
    assert served.names == {}
    assert served.customer(DEMO_CUSTOMERS[0]) is None


def test_each_has_an_order_to_cancel_and_a_fresh_one_to_send_back() -> None:
    languages = {one["id"]: one["language"] for one in lines("customers.jsonl")}
    assert sorted(languages[id] for id in DEMO_CUSTOMERS) == ["en", "zh"]
    orders = lines("orders.jsonl")
    newest = max(datetime.fromisoformat(order["placed_at"]) for order in orders)
    for id in DEMO_CUSTOMERS:
        own = [order for order in orders if order["customer_id"] == id]
        assert any(order["status"] == "placed" for order in own)
        arrived = [datetime.fromisoformat(one["delivered_at"]) for one in own if one["status"] == "delivered"]
        assert (newest - max(arrived)).days < 30
