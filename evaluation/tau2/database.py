"""The shop of tau2 retail in memory: products, users and orders, and what a state of it is known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluation.errors import EvaluationError


class _Row(BaseModel):
    """A row of the database; the tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Variant(_Row):
    """An item that can be bought: one choice of a product's options."""

    item_id: str
    options: dict[str, str]
    available: bool
    price: float


class Product(_Row):
    """A kind of product with its variants by item id."""

    name: str
    product_id: str
    variants: dict[str, Variant]


class Name(_Row):
    """A user's name."""

    first_name: str
    last_name: str


class Address(_Row):
    """Where something is sent."""

    address1: str
    address2: str
    city: str
    country: str
    state: str
    zip: str


class CreditCard(_Row):
    """A way to pay."""

    source: Literal["credit_card"]
    id: str
    brand: str
    last_four: str


class GiftCard(_Row):
    """A way to pay that holds money itself; `balance` is in US dollars."""

    source: Literal["gift_card"]
    id: str
    balance: float


class Paypal(_Row):
    """A way to pay."""

    source: Literal["paypal"]
    id: str


PaymentMethod = CreditCard | GiftCard | Paypal


class User(_Row):
    """A customer, with ways to pay by id and the ids of their orders."""

    user_id: str
    name: Name
    address: Address
    email: str
    payment_methods: dict[str, PaymentMethod]
    orders: list[str]


class Fulfilment(_Row):
    """What was sent together."""

    tracking_id: list[str]
    item_ids: list[str]


class OrderItem(_Row):
    """An item as it was bought."""

    name: str
    product_id: str
    item_id: str
    price: float
    options: dict[str, str]


class Payment(_Row):
    """Money that went to the shop or back, US dollars."""

    transaction_type: Literal["payment", "refund"]
    amount: float
    payment_method_id: str


class Order(_Row):
    """An order, and what was asked for it since."""

    order_id: str
    user_id: str
    address: Address
    items: list[OrderItem]
    status: Literal[
        "processed",
        "pending",
        "pending (item modified)",
        "delivered",
        "cancelled",
        "exchange requested",
        "return requested",
    ]
    fulfillments: list[Fulfilment]
    payment_history: list[Payment]
    cancel_reason: str | None = None
    exchange_items: list[str] | None = None
    exchange_new_items: list[str] | None = None
    exchange_payment_method_id: str | None = None
    exchange_price_difference: float | None = None
    return_items: list[str] | None = None
    return_payment_method_id: str | None = None


class Database(_Row):
    """All of it, by id."""

    products: dict[str, Product] = Field(default_factory=dict)
    users: dict[str, User] = Field(default_factory=dict)
    orders: dict[str, Order] = Field(default_factory=dict)

    def fresh(self) -> Database:
        """The same state to be changed on its own; rows are shared until `own` copies them."""
        return Database.model_construct(products=self.products, users=dict(self.users), orders=dict(self.orders))

    def own(self, ids: Iterable[object]) -> None:
        """Copies the users and orders of these ids, and the users of the orders: they may be changed now."""
        for id in ids:
            if isinstance(id, str) and id in self.orders:
                order = self.orders[id] = self.orders[id].model_copy(deep=True)
                id = order.user_id
            if isinstance(id, str) and id in self.users:
                self.users[id] = self.users[id].model_copy(deep=True)

    def state_hash(self) -> str:
        """The SHA-256, 64 hex digits, by which tau2 tells two states apart."""
        return hashlib.sha256(_written(self.model_dump()).encode()).hexdigest()


def read_database(text: bytes, where: str) -> Database:
    """The database that JSON states; every call gives one of its own.

    Raises:
        EvaluationError: it is none; the text names `where` and what is wrong.
    """
    try:
        return Database.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise EvaluationError(f"{where} is no database of tau2 retail: {place} {first['msg']}.") from error


def differences(wanted: Database, found: Database) -> Iterator[str]:
    """Where two states that began as one differ, one line for each user's and order's part; nothing where they agree.

    Two values differ where their JSON does, as in `state_hash`.
    """
    for rows, there in ((wanted.users, found.users), (wanted.orders, found.orders)):
        for id, row in rows.items():
            if row is not there[id]:
                yield from _parts(id, row.model_dump(), there[id].model_dump())


def _parts(id: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for part, value in wanted.items():
        right, seen = _written(value), _written(found[part])
        if right != seen:
            yield f"{id} {part}: {_short(seen)}, not {_short(right)}"


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
