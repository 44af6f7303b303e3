"""How Shopify's export of orders is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing_rows import SHOPIFY_COLUMNS, shopify, shopify_line

from records.errors import RowFault
from records.importing.fields import Fields
from records.importing.order_rows import ORDER_COLUMNS
from records.importing.shopify import ShopifyOrder, is_shopify, shopify_order

NOW = datetime(2026, 3, 20, tzinfo=UTC)


def read(*rows: dict[str, Any]) -> ShopifyOrder:
    whole = ({**dict.fromkeys(SHOPIFY_COLUMNS, ""), **row} for row in rows)
    return shopify_order([Fields("s.csv", number, row, typed=False) for number, row in enumerate(whole, 1)], NOW)


def test_it_is_known_by_its_columns() -> None:
    assert is_shopify(SHOPIFY_COLUMNS)
    assert not is_shopify(ORDER_COLUMNS)
    assert not is_shopify([*ORDER_COLUMNS, "Name", "Email"])


STATUS = [
    ({}, "placed"),
    ({"Financial_Status": "pending"}, "placed"),
    ({"Fulfillment_Status": ""}, "placed"),
    ({"Fulfillment_Status": "partial"}, "shipped"),
    ({"Fulfillment_Status": "fulfilled"}, "shipped"),
    ({"Fulfillment_Status": "fulfilled", "Fulfilled_at": "2026-03-15 08:00:00 -0500"}, "shipped"),
    ({"Fulfillment_Status": "fulfilled", "Fulfilled_at": "2026-03-02 08:00:00 UTC"}, "delivered"),
    ({"Fulfillment_Status": "fulfilled", "Financial_Status": "partially_refunded"}, "shipped"),
    ({"Fulfillment_Status": "fulfilled", "Financial_Status": "refunded"}, "returned"),
    ({"Financial_Status": "refunded"}, "cancelled"),
    ({"Financial_Status": "voided"}, "cancelled"),
    ({"Fulfillment_Status": "fulfilled", "Cancelled_at": "2026-03-03 08:00:00 UTC"}, "cancelled"),
]


@pytest.mark.parametrize(("cells", "status"), STATUS)
def test_the_status_is_ours(cells: dict[str, str], status: str) -> None:
    assert read(shopify("#1", **cells)).order.status == status


def test_the_first_row_that_has_a_field_has_it_for_the_order() -> None:
    late = shopify("#1", Currency="", Shipping_City="", Billing_Name="")
    found = read(
        late, {**shopify_line("#1", "Mug"), "Currency": "CNY", "Shipping City": "上海", "Shipping Name": "李苒"}
    )
    assert found.order.currency == "CNY"
    assert (found.customer.name, found.customer.city, found.customer.language) == ("李苒", "上海", "zh")


def test_what_is_not_given_is_nothing() -> None:
    bare = shopify("#1", Discount_Amount="", Shipping="", Lineitem_sku="", Created_at="")
    order = read(bare).order
    assert (order.discount, order.shipping, order.delivered_at) == (0, 0, None)
    assert order.placed_at == datetime(2026, 3, 1, 1, 31, tzinfo=UTC)
    assert order.lines[0].product_id == order.lines[0].title == "Brisa Ear - Black"


BAD = [
    ([shopify("")], "Name"),
    ([shopify("#1", Email="")], "Email"),
    ([shopify("#1", Email="walk in")], "Email"),
    ([shopify("#1", Currency="")], "Currency"),
    ([shopify("#1", Created_at="", Paid_at="")], "Paid at"),
    ([shopify("#1", Created_at="2026-03-01 09:30:00")], "Created at"),
    ([shopify("#1", Shipping="free")], "Shipping"),
    ([shopify("#1"), shopify_line("#1", "")], "Lineitem name"),
    ([{**shopify("#1"), "Lineitem quantity": "0"}], "Lineitem quantity"),
    ([{**shopify("#1"), "Lineitem price": "1,50"}], "Lineitem price"),
    ([{**shopify("#1"), "Lineitem quantity": "", "Lineitem name": "", "Lineitem price": ""}], "Lineitem quantity"),
]


@pytest.mark.parametrize(("rows", "field"), BAD)
def test_what_is_wrong_is_named_without_repeating_it(rows: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(RowFault) as caught:
        read(*rows)
    assert caught.value.field == field
    assert "walk in" not in str(caught.value)


@given(st.sampled_from(SHOPIFY_COLUMNS), st.text(max_size=30))
def test_whatever_stands_in_a_cell_the_order_is_read_or_the_cell_named(column: str, text: str) -> None:
    try:
        read({**shopify("#1"), column: text})
        named = column
    except RowFault as fault:
        named = fault.field
    assert named in (column, "Paid at")
