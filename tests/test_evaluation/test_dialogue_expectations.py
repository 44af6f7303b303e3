"""What counts as the right tool, argument, constraint, product and record."""

from __future__ import annotations

from typing import Any

import pytest
from dialogue_records import FACTS, seen

from evaluation.dialogue_expectations import (
    argument_faults,
    constraint_faults,
    end_faults,
    expected_argument_faults,
    is_right_tool,
    product_faults,
    tools_called,
)
from evaluation.dialogue_sets import End, Expectation
from evaluation.dialogue_transcript import SeenCall, SeenEnd

SEARCH = ("search_products", {"query": "tent"})
CANCEL = ("cancel_order", {"order_id": "last"})
LIST = ("list_orders", {})


@pytest.mark.parametrize(
    ("expected", "calls", "right"),
    [
        (("search_products",), [SEARCH], True),
        (("reply",), [], True),
        (("reply",), [SEARCH], False),
        (("search_products",), [], False),
        (("reply", "search_products"), [SEARCH], True),
        (("cancel_order",), [LIST, CANCEL], True),
        (("list_orders",), [CANCEL, LIST], False),
        (("order_status",), [LIST], False),
    ],
)
def test_the_right_tool_may_follow_one_that_only_reads(
    expected: tuple[str, ...], calls: list[Any], right: bool
) -> None:
    assert is_right_tool(expected, seen(*calls)) is right


def test_an_action_that_waits_for_a_yes_was_called() -> None:
    turn = seen(confirm={"tool": "cancel_order", "text": "Really?"})
    assert tools_called(turn) == ("cancel_order",)
    assert is_right_tool(("cancel_order",), turn)
    assert tools_called(seen(CANCEL, confirm={"tool": "cancel_order", "text": "Really?"})) == ("cancel_order",)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search_products", {"query": "tent", "categories": ["tents"]}, ""),
        ("cart_add", {"product_id": "1"}, ""),
        ("cart_add", {"product_id": "1", "quantity": 0}, "quantity"),
        ("cart_add", {"product_id": "1", "quantity": "two"}, "quantity"),
        ("cart_add", {"product_id": " "}, "product_id"),
        ("show_product", {}, "without product_id"),
        ("show_product", {"product_id": 3}, "product_id is 3"),
        ("compare_products", {"product_ids": ["1"]}, "1 products"),
        ("cart_view", {"customer_id": "C-001"}, "with customer_id"),
        ("delete_everything", {}, "no tool delete_everything"),
    ],
)
def test_arguments_are_judged_by_the_tools_terms(name: str, arguments: dict[str, Any], said: str) -> None:
    faults = "; ".join(argument_faults(SeenCall(name=name, arguments=arguments)))
    assert bool(faults) == bool(said)
    assert said in faults


@pytest.mark.parametrize("named", ["2", "[2]", "AUD-002", "aud-002", "Larkspur Hush 1", "云雀 Hush 1"])
def test_a_product_may_be_named_by_number_id_or_title(named: str) -> None:
    turn = seen(("show_product", {"product_id": named}), listed=("AUD-001", "AUD-002"))
    expect = Expectation(tool="show_product", arguments={"product_id": "AUD-002"})
    assert not list(expected_argument_faults(expect, turn, FACTS))


@pytest.mark.parametrize(
    ("tool", "wanted", "given", "right"),
    [
        ("show_product", {"product_id": "AUD-002"}, {"product_id": "1"}, False),
        ("show_product", {"product_id": "AUD-002"}, {"product_id": "9"}, False),
        ("show_product", {"product_id": "AUD-002"}, {"product_id": "headphones"}, False),
        ("compare_products", {"product_ids": ["AUD-001", "AUD-002"]}, {"product_ids": ["2", "1"]}, True),
        ("compare_products", {"product_ids": ["AUD-001", "AUD-002"]}, {"product_ids": ["1", "1"]}, False),
        ("order_status", {"order_id": "D-100534"}, {"order_id": "last"}, True),
        ("order_status", {"order_id": "D-100511"}, {"order_id": "last"}, False),
        ("order_status", {"order_id": "D-100511"}, {"order_id": "d-100511"}, True),
        ("cart_add", {"product_id": "AUD-001", "quantity": 1}, {"product_id": "1"}, True),
        ("cart_add", {"product_id": "AUD-001", "quantity": 2}, {"product_id": "1"}, False),
        ("lookup_policy", {"topic": ["returns", "shipping"]}, {"topic": "shipping"}, True),
        ("lookup_policy", {"topic": "returns"}, {"topic": "shipping"}, False),
    ],
)
def test_expected_arguments(tool: str, wanted: dict[str, Any], given: dict[str, Any], right: bool) -> None:
    turn = seen((tool, given), listed=("AUD-001", "AUD-002"), customer="C-017")
    faults = list(expected_argument_faults(Expectation(tool=tool, arguments=wanted), turn, FACTS))
    assert (not faults) is right


def test_arguments_of_another_tool_are_not_right() -> None:
    expect = Expectation(tool="show_product", arguments={"product_id": "AUD-001"})
    assert list(expected_argument_faults(expect, seen(SEARCH), FACTS)) == ["the tool was not called"]


@pytest.mark.parametrize(
    ("wanted", "held", "right"),
    [
        ({"max_price": 150}, {"max_price": 150.0}, True),
        ({"max_price": 150}, {"max_price": 149}, False),
        ({"max_price": 150}, {}, False),
        ({"currency": "USD"}, {}, True),
        ({"currency": "GBP"}, {"currency": "GBP"}, True),
        ({"currency": "GBP"}, {}, False),
        ({"around": 50}, {"min_price": 40, "max_price": 60}, True),
        ({"around": 50}, {"max_price": 50}, True),
        ({"around": 50}, {"min_price": 60}, False),
        ({"around": 50}, {}, False),
        ({"categories": ["headphones", "earbuds"]}, {"categories": ["earbuds"]}, True),
        ({"categories": ["headphones"]}, {"categories": ["headphones", "tents"]}, False),
        ({"categories": ["headphones"]}, {}, False),
        ({"brands": ["Larkspur"]}, {"brands": ["larkspur"]}, True),
        ({"excluded_brands": ["Ostrand"]}, {"excluded_brands": ["Ostrand", "Kelvane"]}, False),
        ({"attributes": {"colour": ["blue"]}}, {"attributes": {"colour": ["blue"], "material": ["wool"]}}, True),
        ({"attributes": {"colour": ["blue"]}}, {"attributes": {"colour": ["red"]}}, False),
        ({"ranges": {"memory_gb": {"min": 16}}}, {"ranges": {"memory_gb": {"min": 16, "unit": "GB"}}}, True),
        ({"ranges": {"memory_gb": {"min": 16}}}, {"ranges": {"memory": {"min": 16, "unit": "GB"}}}, True),
        ({"ranges": {"memory_gb": {"min": 16}}}, {"ranges": {"mem": {"min": 16}}}, False),
        ({"ranges": {"memory_gb": {"min": 16}}}, {"ranges": {"memory_gb": {"max": 16}}}, False),
        ({"recipient": ["wife", "老婆"]}, {"recipient": "my wife"}, True),
        ({"recipient": ["wife"]}, {}, False),
        ({"deadline": ["2026-12-05", "2026-12-04"]}, {"deadline": "2026-12-04"}, True),
        ({"deadline": "2026-12-05"}, {"deadline": "2026-12-06"}, False),
        ({"in_stock": True}, {"in_stock": True}, True),
        ({"in_stock": True}, {}, False),
        ({"min_rating": 4.4}, {"min_rating": 4.4}, True),
    ],
)
def test_constraints(wanted: dict[str, Any], held: dict[str, Any], right: bool) -> None:
    assert (not constraint_faults(Expectation(constraints=wanted), held)) is right


def test_what_must_not_hold() -> None:
    expect = Expectation(absent=("max_price", "attributes.colour"))
    assert constraint_faults(expect, {"attributes": {"material": ["wool"]}}) == []
    assert len(constraint_faults(expect, {"max_price": 5, "attributes": {"colour": ["red"]}})) == 2
    assert constraint_faults(expect, {"attributes": {"colour": ["red"]}}, frozenset({"max_price"})) == []


def test_only_the_constraints_asked_about_are_looked_at() -> None:
    expect = Expectation(constraints={"max_price": 5, "categories": ["tents"]})
    assert constraint_faults(expect, {"max_price": 5}, frozenset({"max_price"})) == []
    assert len(constraint_faults(expect, {"max_price": 5})) == 1


@pytest.mark.parametrize(
    ("expect", "shown", "faults"),
    [
        ({"products_all": {"category": ["headphones"], "max_price": 130}}, ("AUD-001", "AUD-002"), 0),
        ({"products_all": {"category": ["headphones"], "max_price": 100}}, ("AUD-001", "AUD-002"), 1),
        ({"products_all": {"category": ["audio"], "min_rating": 4.2}}, ("AUD-001", "AUD-002"), 1),
        ({"products_all": {"brand": "Larkspur", "colour": ["black"]}}, ("AUD-001", "AUD-005"), 2),
        ({"products_all": {"not_brand": "Larkspur", "min_price": 100, "in_stock": True}}, ("AUD-018",), 2),
        ({"products_include": ["AUD-001"]}, ("AUD-001",), 0),
        ({"products_include": ["AUD-009"]}, ("AUD-001",), 1),
        ({"shows": True}, (), 1),
        ({"shows": False}, ("AUD-001",), 1),
        ({"products_all": {"category": ["tents"]}}, (), 0),
    ],
)
def test_products(expect: dict[str, Any], shown: tuple[str, ...], faults: int) -> None:
    assert len(product_faults(Expectation(**expect), seen(products=shown), FACTS)) == faults


def test_the_records_at_the_end() -> None:
    end = End.model_validate(
        {
            "cart": [{"product_id": "shown@1#2", "quantity": 2}],
            "orders": {"D-1": "cancelled"},
            "order_requests": [{"order_id": "D-2", "kind": "return"}],
            "handed_off": True,
        }
    )
    right = SeenEnd(
        cart=(("AUD-002", 2),),
        orders={"D-1": "cancelled"},
        order_requests=({"order_id": "D-2", "kind": "return", "product_ids": ["X"]},),
        handed_off=True,
    )
    turns = [seen(products=("AUD-001", "AUD-002"), end=None), seen(turn=1, end=right)]
    assert list(end_faults(end, turns)) == []
    wrong = SeenEnd(cart=(("AUD-001", 2),), orders={"D-1": "placed"})
    assert len(list(end_faults(end, [turns[0], seen(turn=1, end=wrong)]))) == 4


def test_an_empty_cart_can_be_expected() -> None:
    assert list(end_faults(End(cart=()), [seen()])) == []
    assert list(end_faults(End(cart=()), [seen(end=SeenEnd(cart=(("AUD-001", 1),)))]))
    assert list(end_faults(End(), [seen(end=SeenEnd(cart=(("AUD-001", 1),)))])) == []
