"""tau2's tools on a tiny shop: what they tell, refuse and change."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.tau2.calculator import calculate
from evaluation.tau2.database import Database, differences, read_database
from evaluation.tau2.retail_tools import RetailTools
from tests.test_evaluation.tau2_cases import ADDRESS, ELSEWHERE, database

START = read_database(json.dumps(database()).encode(), "here")


@pytest.fixture
def tools() -> RetailTools:
    return RetailTools(START.fresh())


def changed(database: Database) -> list[str]:
    return sorted(line.split(":")[0] for line in differences(START, database))


def done(tools: RetailTools, name: str, **arguments: Any) -> Any:
    told, ok = tools.call(name, arguments)
    assert ok, told
    return json.loads(told) if told.startswith("{") else told


def refused(tools: RetailTools, name: str, **arguments: Any) -> str:
    told, ok = tools.call(name, arguments)
    assert not ok
    assert changed(tools.database) == []
    return told


def test_reading_tools_tell_rows_as_json_and_change_nothing(tools: RetailTools) -> None:
    assert done(tools, "find_user_id_by_email", email="ADA@example.com") == "ada_1"
    assert done(tools, "find_user_id_by_name_zip", first_name="ada", last_name="BYRON", zip="10001") == "ada_1"
    assert done(tools, "get_user_details", user_id="ada_1")["payment_methods"]["gift"]["balance"] == 20.0
    assert done(tools, "get_order_details", order_id="#W1")["cancel_reason"] is None
    assert done(tools, "get_product_details", product_id="p-mug")["variants"]["large"]["price"] == 6.0
    assert done(tools, "get_item_details", item_id="gold")["options"] == {"colour": "gold"}
    assert done(tools, "list_all_product_types") == {"lamp": "p-lamp", "mug": "p-mug"}
    assert done(tools, "transfer_to_human_agents", summary="x") == "Transfer successful"
    assert changed(tools.database) == []


def test_cancelling_refunds_a_gift_card_at_once(tools: RetailTools) -> None:
    order = done(tools, "cancel_pending_order", order_id="#W3", reason="ordered by mistake")
    assert order["status"] == "cancelled"
    assert [one["transaction_type"] for one in order["payment_history"]] == ["payment", "refund"]
    assert done(tools, "get_user_details", user_id="ada_1")["payment_methods"]["gift"]["balance"] == 25.0
    assert changed(tools.database) == [
        "#W3 cancel_reason",
        "#W3 payment_history",
        "#W3 status",
        "ada_1 payment_methods",
    ]


def test_items_of_a_pending_order_all_get_the_last_new_ones_price_as_in_tau2(tools: RetailTools) -> None:
    new = {"item_ids": ["red", "small"], "new_item_ids": ["blue", "large"], "payment_method_id": "gift"}
    order = done(tools, "modify_pending_order_items", order_id="#W1", **new)
    assert [(one["item_id"], one["price"]) for one in order["items"]] == [("blue", 6.0), ("large", 6.0)]
    assert order["status"] == "pending (item modified)"
    assert order["payment_history"][-1] == {
        "transaction_type": "payment",
        "amount": 3.5,
        "payment_method_id": "gift",
    }
    assert done(tools, "get_user_details", user_id="ada_1")["payment_methods"]["gift"]["balance"] == 16.5
    assert (
        "Non-pending order" in tools.call("cancel_pending_order", {"order_id": "#W1", "reason": "no longer needed"})[0]
    )
    done(tools, "modify_pending_order_address", order_id="#W1", **ELSEWHERE)


def test_another_way_to_pay_moves_the_gift_cards_balance(tools: RetailTools) -> None:
    order = done(tools, "modify_pending_order_payment", order_id="#W1", payment_method_id="gift")
    assert [one["transaction_type"] for one in order["payment_history"]] == ["payment", "payment", "refund"]
    assert done(tools, "get_user_details", user_id="ada_1")["payment_methods"]["gift"]["balance"] == 5.0
    done(tools, "modify_pending_order_payment", order_id="#W3", payment_method_id="paypal")
    assert done(tools, "get_user_details", user_id="ada_1")["payment_methods"]["gift"]["balance"] == 10.0


def test_exchange_and_return_only_note_what_was_asked(tools: RetailTools) -> None:
    swap = {"item_ids": ["small", "red"], "new_item_ids": ["large", "gold"], "payment_method_id": "card"}
    order = done(tools, "exchange_delivered_order_items", order_id="#W2", **swap)
    assert (order["status"], order["exchange_price_difference"]) == ("exchange requested", 90.0)
    assert order["exchange_items"] == ["red", "small"]
    assert order["exchange_new_items"] == ["gold", "large"]
    again = tools.call("return_delivered_order_items", {"order_id": "#W2", "item_ids": [], "payment_method_id": "card"})
    assert again == ("Error: Non-delivered order cannot be returned", False)


def test_addresses_are_set_whole(tools: RetailTools) -> None:
    assert done(tools, "modify_user_address", user_id="ada_1", **ELSEWHERE)["address"] == ELSEWHERE
    assert changed(tools.database) == ["ada_1 address"]
    assert START.users["ada_1"].address.model_dump() == ADDRESS


REFUSED = [
    ("get_order_details", {"order_id": "W1"}, "Error: Order not found"),
    ("get_user_details", {"user_id": "bob"}, "Error: User not found"),
    ("get_product_details", {"product_id": "red"}, "Error: Product not found"),
    ("get_item_details", {"item_id": "p-mug"}, "Error: Item not found"),
    ("find_user_id_by_email", {"email": "x"}, "Error: User not found"),
    ("cancel_pending_order", {"order_id": "#W2", "reason": "no longer needed"}, "Error: Non-pending order cannot be"),
    ("cancel_pending_order", {"order_id": "#W1", "reason": "too dear"}, "Error: Invalid reason"),
    ("modify_pending_order_payment", {"order_id": "#W1", "payment_method_id": "card"}, "Error: The new payment method"),
    ("modify_pending_order_payment", {"order_id": "#W1", "payment_method_id": "none"}, "Error: Payment method not"),
    ("modify_pending_order_address", {"order_id": "#W4", **ELSEWHERE}, "Error: Non-pending order cannot be modified"),
    ("modify_user_address", {"user_id": "ada_1", **ADDRESS, "zip": 10001}, "Error: 1 validation error"),
    ("modify_user_address", {"user_id": "ada_1", "zip": "1"}, "Error: modify_user_address needs the argument address1"),
    ("get_order_details", {"order_id": "#W1", "all": True}, "Error: get_order_details has no argument all"),
    ("get_order_details", {"order_id": ["#W1"]}, "Error: unhashable"),
    ("drop_table", {}, "Error: Tool 'drop_table' not found."),
    ("calculate", {"expression": "__import__('os')"}, "Error: Invalid characters in expression"),
]


@pytest.mark.parametrize(("name", "arguments", "told"), REFUSED)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    tools: RetailTools, name: str, arguments: dict[str, Any], told: str
) -> None:
    assert refused(tools, name, **arguments).startswith(told)


SWAPS = [
    (["red", "red"], ["blue", "blue"], "card", "red not found"),
    (["red"], ["blue", "gold"], "card", "should match"),
    (["red"], ["gone"], "card", "not found or available"),
    (["red"], ["large"], "card", "Variant not found"),
    (["red"], ["gold"], "gift", "Insufficient gift card balance"),
    (["red"], ["blue"], "other", "Payment method not found"),
]


@pytest.mark.parametrize(("old", "new", "method", "told"), SWAPS)
@pytest.mark.parametrize(
    ("name", "order_id"), [("modify_pending_order_items", "#W1"), ("exchange_delivered_order_items", "#W2")]
)
def test_a_swap_that_cannot_be_is_refused_whole(
    tools: RetailTools, name: str, order_id: str, old: list[str], new: list[str], method: str, told: str
) -> None:
    swap = {"order_id": order_id, "item_ids": old, "new_item_ids": new, "payment_method_id": method}
    assert told.split()[-1] in refused(tools, name, **swap)


def test_a_return_goes_to_the_first_payment_or_a_gift_card(tools: RetailTools) -> None:
    back = {"order_id": "#W2", "item_ids": ["red"]}
    told = refused(tools, "return_delivered_order_items", **back, payment_method_id="paypal")
    assert told == "Error: Payment method should be the original payment method"
    assert done(tools, "return_delivered_order_items", **back, payment_method_id="gift")["return_items"] == ["red"]


def test_every_conversation_has_a_database_of_its_own(tools: RetailTools) -> None:
    before = START.state_hash()
    done(tools, "cancel_pending_order", order_id="#W3", reason="no longer needed")
    assert START.state_hash() == before != tools.database.state_hash()


SUMS = {"2 + 2": "4.0", "-(3-5)*2": "4.0", "7//2": "3.0", "2**3": "8.0", "1.005*100": "100.5", " .5+5. ": "5.5"}


@pytest.mark.parametrize(("expression", "value"), SUMS.items())
def test_sums(expression: str, value: str) -> None:
    assert calculate(expression) == value


@pytest.mark.parametrize(
    "expression", ["", "1/0", "9**9**9", "(-8)**.5", "2(3)", "()", "1 2", "(" * 900, "2**4000*2**4000"]
)
def test_sums_without_a_value_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"Cannot|Invalid|too long"):
        calculate(expression)


@given(st.text(alphabet="0123456789+-*/(). ", max_size=40))
def test_no_expression_breaks_the_calculator(expression: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(float(calculate(expression)), float)


@given(
    st.dictionaries(
        st.sampled_from(["order_id", "item_ids", "user_id", "x"]), st.none() | st.text() | st.lists(st.text())
    )
)
def test_no_arguments_break_a_tool(arguments: dict[str, Any]) -> None:
    for name in ("get_order_details", "return_delivered_order_items", "modify_user_address"):
        told, ok = RetailTools(START.fresh()).call(name, arguments)
        assert ok or told.startswith("Error: ")
