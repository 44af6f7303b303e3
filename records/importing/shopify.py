"""Orders as Shopify exports them: one row a product, what is not about the product in the first row of each order.

| ours | Shopify's |
|---|---|
| `id` | `Name`, as it stands (`#1001`) |
| customer | `Email`; where nobody has it, somebody new with `Billing Name` or `Shipping Name` and the city |
| `placed_at` | `Created at`, else `Paid at` |
| lines | `Lineitem sku`, or the name where there is none; `Lineitem name`, `Lineitem quantity`, `Lineitem price` |
| `discount`, `shipping` | `Discount Amount`, `Shipping`; taxes are not kept |

The status is the first of these that fits; Shopify does not export when a parcel arrived, so `delivered_at` stays open:

| ours | Shopify's |
|---|---|
| cancelled | `Cancelled at` is filled, `Financial Status` is `voided`, or it is `refunded` and nothing was fulfilled |
| returned | `Financial Status` is `refunded` |
| delivered | `Fulfillment Status` is `fulfilled`, and `Fulfilled at` lies two weeks back or more |
| shipped | `Fulfillment Status` is `fulfilled` or `partial` |
| placed | all else |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from records.importing.fields import Fields
from records.nouns import Customer, Order, OrderLine

KEY: Final = "Name"
ARRIVED_AFTER: Final = timedelta(days=14)
_LINE: Final = ("Lineitem quantity", "Lineitem name", "Lineitem price")
_NEEDED: Final = frozenset({KEY, "Email", "Created at", "Currency", *_LINE})
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class ShopifyOrder:
    """An order and who placed it; the ids of both customers are empty until somebody is found by `customer.email`."""

    order: Order
    customer: Customer


def is_shopify(columns: Collection[str]) -> bool:
    """Whether a file with these columns is Shopify's export of orders."""
    return set(columns) >= _NEEDED


def shopify_order(rows: Sequence[Fields], now: datetime) -> ShopifyOrder:
    """The order in rows of one `Name`; `now` (aware) tells a parcel that must have arrived.

    Raises:
        RowFault: a field is missing or wrong.
    """
    whole = _whole(rows)
    order = Order(
        id=whole.text(KEY),
        customer_id="",
        placed_at=whole.moment("Created at" if whole.has("Created at") else "Paid at"),
        status=_status(whole, now),
        currency=whole.text("Currency"),
        lines=tuple(_line(row) for row in rows if any(row.has(field) for field in _LINE)),
        discount=_amount(whole, "Discount Amount"),
        shipping=_amount(whole, "Shipping"),
    )
    if not order.lines:
        raise whole.fault("Lineitem quantity", "is empty in all rows of the order")
    return ShopifyOrder(order, _customer(whole, order.placed_at))


def _whole(rows: Sequence[Fields]) -> Fields:
    """The first row, with what is empty there from the first row that has it."""
    first = rows[0]
    names = dict.fromkeys(name for row in rows for name in row.data)
    data = {name: next((row.data[name] for row in rows if row.has(name)), "") for name in names}
    return Fields(first.file, first.row, data, typed=False)


def _customer(whole: Fields, joined_at: datetime) -> Customer:
    email = whole.text("Email").strip()
    if "@" not in email:
        raise whole.fault("Email", "must be an e-mail address")
    name = _first(whole, "Billing Name", "Shipping Name")
    city = _first(whole, "Shipping City", "Billing City")
    return Customer("", name, email, "zh" if _CHINESE.search(name + city) else "en", city, joined_at)


def _line(row: Fields) -> OrderLine:
    title = row.text("Lineitem name")
    return OrderLine(
        _first(row, "Lineitem sku") or title, title, row.count("Lineitem quantity"), row.amount("Lineitem price")
    )


def _status(whole: Fields, now: datetime) -> str:
    paid, sent = (_first(whole, name).casefold() for name in ("Financial Status", "Fulfillment Status"))
    if whole.has("Cancelled at") or paid == "voided" or (paid == "refunded" and sent not in ("fulfilled", "partial")):
        return "cancelled"
    if paid == "refunded":
        return "returned"
    if sent == "fulfilled" and whole.has("Fulfilled at") and now - whole.moment("Fulfilled at") >= ARRIVED_AFTER:
        return "delivered"
    return "shipped" if sent in ("fulfilled", "partial") else "placed"


def _amount(whole: Fields, field: str) -> float:
    return whole.amount(field) if whole.has(field) else 0.0


def _first(row: Fields, *fields: str) -> str:
    return next((row.text(field).strip() for field in fields if row.has(field)), "")
