"""What tau2's writing tools change: rule by rule as tau2 has it, its oddities too, since final states are compared.

Every function raises `ToolError` where tau2 refuses, in the same order of checks, and gives back the changed row.
"""

from __future__ import annotations

from typing import Any

from evaluation.tau2.database import (
    Address,
    Database,
    GiftCard,
    Order,
    OrderItem,
    Payment,
    PaymentMethod,
    User,
    Variant,
)
from evaluation.tau2.looking_up import ToolError, order_of, payment_method_of, user_of, variant_of

CANCEL_REASONS = frozenset({"no longer needed", "ordered by mistake"})


def cancel_pending_order(database: Database, order_id: str, reason: str) -> Order:
    """Cancels an order; gift cards get their money back at once."""
    order = order_of(database, order_id)
    if order.status != "pending":
        raise ToolError("Non-pending order cannot be cancelled")
    if reason not in CANCEL_REASONS:
        raise ToolError("Invalid reason")
    refunds = []
    for paid in order.payment_history:
        refunds.append(paid.model_copy(update={"transaction_type": "refund"}))
        _pay_back(payment_method_of(database, order.user_id, paid.payment_method_id), paid.amount)
    order.status, order.cancel_reason = "cancelled", reason
    order.payment_history.extend(refunds)
    return order


def modify_pending_order_address(database: Database, order_id: str, **address: Any) -> Order:
    """Sends a pending order elsewhere; one whose items were modified too."""
    order = order_of(database, order_id)
    _check_pending(order)
    order.address = Address(**address)
    return order


def modify_user_address(database: Database, user_id: str, **address: Any) -> User:
    """Sets a user's own address."""
    user = user_of(database, user_id)
    user.address = Address(**address)
    return user


def modify_pending_order_payment(database: Database, order_id: str, payment_method_id: str) -> Order:
    """Has an order paid in another way: once more from there, and what was paid goes back."""
    order = order_of(database, order_id)
    _check_pending(order)
    method = payment_method_of(database, order.user_id, payment_method_id)
    history = order.payment_history
    if len(history) != 1 or history[0].transaction_type != "payment":
        raise ToolError("There should be exactly one payment for a pending order")
    before, amount = history[0].payment_method_id, history[0].amount
    if before == payment_method_id:
        raise ToolError("The new payment method should be different from the current one")
    if isinstance(method, GiftCard) and method.balance < amount:
        raise ToolError("Insufficient gift card balance to pay for the order")
    paid = Payment(transaction_type="payment", amount=amount, payment_method_id=payment_method_id)
    back = Payment(transaction_type="refund", amount=amount, payment_method_id=before)
    history.extend([paid, back])
    _pay_back(method, -amount)
    _pay_back(payment_method_of(database, order.user_id, before), amount)
    return order


def modify_pending_order_items(
    database: Database, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> Order:
    """Swaps items of a pending order for others of the same products.

    As in tau2, every swapped item gets the price and the options of the last new one, and the sum is not rounded.
    """
    order = order_of(database, order_id)
    if order.status != "pending":
        raise ToolError("Non-pending order cannot be modified")
    _check_items(order, item_ids, "{} not found")
    if len(item_ids) != len(new_item_ids):
        raise ToolError("The number of items to be exchanged should match")
    difference, last = 0.0, None
    for item_id, new_item_id in zip(item_ids, new_item_ids, strict=True):
        if item_id == new_item_id:
            raise ToolError("The new item id should be different from the old item id")
        item, last = _swap(database, order, item_id, new_item_id)
        difference += last.price - item.price
    method = payment_method_of(database, order.user_id, payment_method_id)
    if isinstance(method, GiftCard) and method.balance < difference:
        raise ToolError("Insufficient gift card balance to pay for the new item")
    order.payment_history.append(
        Payment(
            transaction_type="payment" if difference > 0 else "refund",
            amount=abs(difference),
            payment_method_id=payment_method_id,
        )
    )
    _pay_back(method, -difference)
    for item_id, new_item_id in zip(item_ids, new_item_ids, strict=True):
        item = _item(order, item_id)
        assert last is not None
        item.item_id, item.price, item.options = new_item_id, last.price, last.options
    order.status = "pending (item modified)"
    return order


def exchange_delivered_order_items(
    database: Database, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> Order:
    """Notes that items of a delivered order are to be exchanged; no money moves yet."""
    order = order_of(database, order_id)
    if order.status != "delivered":
        raise ToolError("Non-delivered order cannot be exchanged")
    _check_items(order, item_ids, "Number of {} not found.")
    if len(item_ids) != len(new_item_ids):
        raise ToolError("The number of items to be exchanged should match.")
    difference = 0.0
    for item_id, new_item_id in zip(item_ids, new_item_ids, strict=True):
        item, variant = _swap(database, order, item_id, new_item_id)
        difference += variant.price - item.price
    difference = round(difference, 2)
    method = payment_method_of(database, order.user_id, payment_method_id)
    if isinstance(method, GiftCard) and method.balance < difference:
        raise ToolError("Insufficient gift card balance to pay for the price difference")
    order.status = "exchange requested"
    order.exchange_items, order.exchange_new_items = sorted(item_ids), sorted(new_item_ids)
    order.exchange_payment_method_id, order.exchange_price_difference = payment_method_id, difference
    return order


def return_delivered_order_items(
    database: Database, order_id: str, item_ids: list[str], payment_method_id: str
) -> Order:
    """Notes that items of a delivered order are to be returned; no money moves yet."""
    order = order_of(database, order_id)
    if order.status != "delivered":
        raise ToolError("Non-delivered order cannot be returned")
    method = payment_method_of(database, order.user_id, payment_method_id)
    if not isinstance(method, GiftCard) and payment_method_id != order.payment_history[0].payment_method_id:
        raise ToolError("Payment method should be the original payment method")
    _check_items(order, item_ids, "Some item not found")
    order.status = "return requested"
    order.return_items, order.return_payment_method_id = sorted(item_ids), payment_method_id
    return order


def _check_pending(order: Order) -> None:
    """Lets an order pass whose items were modified."""
    if "pending" not in order.status:
        raise ToolError("Non-pending order cannot be modified")


def _check_items(order: Order, item_ids: list[str], otherwise: str) -> None:
    """Does nothing where the order has each item as often as it is named."""
    bought = [item.item_id for item in order.items]
    for item_id in item_ids:
        if item_ids.count(item_id) > bought.count(item_id):
            raise ToolError(otherwise.format(item_id))


def _swap(database: Database, order: Order, item_id: str, new_item_id: str) -> tuple[OrderItem, Variant]:
    """An item of the order, and the one of its product that is wanted instead."""
    item = _item(order, item_id)
    variant = variant_of(database, item.product_id, new_item_id)
    if not variant.available:
        raise ToolError(f"New item {new_item_id} not found or available")
    return item, variant


def _item(order: Order, item_id: str) -> OrderItem:
    for item in order.items:
        if item.item_id == item_id:
            return item
    raise ToolError(f"Item {item_id} not found")


def _pay_back(method: PaymentMethod, amount: float) -> None:
    """Moves the balance of a gift card; any other way to pay lies outside the shop."""
    if isinstance(method, GiftCard):
        method.balance = round(method.balance + amount, 2)
