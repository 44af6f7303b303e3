"""A tiny shop of our own in the shape of tau2's retail data, and tasks for it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

ADDRESS = {
    "address1": "1 Quay",
    "address2": "",
    "city": "Porto",
    "state": "NY",
    "country": "USA",
    "zip": "10001",
}
ELSEWHERE = {**ADDRESS, "address1": "2 Hill", "zip": "10002"}


def _item(product: str, item: str, price: float, **options: str) -> dict[str, Any]:
    return {"name": product, "product_id": f"p-{product}", "item_id": item, "price": price, "options": options}


def _order(id: str, status: str, items: list[dict[str, Any]], paid_with: str) -> dict[str, Any]:
    amount = round(sum(item["price"] for item in items), 2)
    payment = {"transaction_type": "payment", "amount": amount, "payment_method_id": paid_with}
    return {
        "order_id": id,
        "user_id": "ada_1",
        "address": ADDRESS,
        "items": items,
        "status": status,
        "fulfillments": [],
        "payment_history": [payment],
    }


def _product(name: str, *variants: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "product_id": f"p-{name}", "variants": {one["item_id"]: one for one in variants}}


def _variant(id: str, price: float, available: bool = True, **options: str) -> dict[str, Any]:
    return {"item_id": id, "price": price, "available": available, "options": options}


def database() -> dict[str, Any]:
    """Two products, one customer with three ways to pay, four orders."""
    lamp = _product(
        "lamp",
        _variant("red", 10.0, colour="red"),
        _variant("blue", 12.5, colour="blue"),
        _variant("gold", 99.0, colour="gold"),
        _variant("gone", 9.0, available=False, colour="grey"),
    )
    mug = _product("mug", _variant("small", 5.0, size="s"), _variant("large", 6.0, size="l"))
    methods = [
        {"source": "gift_card", "id": "gift", "balance": 20.0},
        {"source": "credit_card", "id": "card", "brand": "visa", "last_four": "1111"},
        {"source": "paypal", "id": "paypal"},
    ]
    both = [_item("lamp", "red", 10.0, colour="red"), _item("mug", "small", 5.0, size="s")]
    orders = [
        _order("#W1", "pending", both, "card"),
        _order("#W2", "delivered", both, "card"),
        _order("#W3", "pending", both[1:], "gift"),
        _order("#W4", "processed", both[:1], "paypal"),
    ]
    user = {
        "user_id": "ada_1",
        "name": {"first_name": "Ada", "last_name": "Byron"},
        "address": ADDRESS,
        "email": "ada@example.com",
        "payment_methods": {one["id"]: one for one in methods},
        "orders": [one["order_id"] for one in orders],
    }
    return {
        "products": {one["product_id"]: one for one in (lamp, mug)},
        "users": {"ada_1": user},
        "orders": {one["order_id"]: one for one in orders},
    }


def action(name: str, **arguments: Any) -> dict[str, Any]:
    """A call of the expected course."""
    return {"action_id": f"a-{name}", "name": name, "arguments": arguments, "info": None}


def task(id: str, *actions: dict[str, Any], tell: tuple[str, ...] = (), **criteria: Any) -> dict[str, Any]:
    """A task of Ada's."""
    told = {
        "domain": "retail",
        "reason_for_call": f"You want what task {id} is about.",
        "known_info": "You are Ada Byron, zip 10001.",
        "unknown_info": None,
        "task_instructions": "Be brief.",
    }
    return {
        "id": id,
        "description": {"purpose": None, "relevant_policies": None, "notes": None},
        "user_scenario": {"persona": None, "instructions": told},
        "initial_state": None,
        "evaluation_criteria": {
            "actions": list(actions),
            "communicate_info": list(tell),
            "nl_assertions": None,
            **criteria,
        },
    }


FOUND = action("find_user_id_by_name_zip", first_name="Ada", last_name="Byron", zip="10001")
TASKS = [
    task("cancel", FOUND, action("cancel_pending_order", order_id="#W3", reason="no longer needed")),
    task("ask", FOUND, action("get_order_details", order_id="#W1"), tell=("15.0",)),
    task("move", FOUND, action("modify_user_address", user_id="ada_1", **ELSEWHERE)),
    task("person", action("transfer_to_human_agents", summary="wants a person")),
]


def write_data(folder: Path, tasks: list[dict[str, Any]] | None = None, zipped: bool = False) -> Path:
    """The files in a folder, as tau2 has them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tasks.json").write_text(json.dumps(TASKS if tasks is None else tasks), encoding="utf-8")
    (folder / "policy.md").write_text("# Rules\n\nAsk for the name and zip code first.\n", encoding="utf-8")
    if tasks is None:
        (folder / "split_tasks.json").write_text(json.dumps({"test": ["ask"], "train": ["move", "cancel"]}))
    text = json.dumps(database()).encode()
    (folder / ("db.json.gz" if zipped else "db.json")).write_bytes(gzip.compress(text) if zipped else text)
    return folder
