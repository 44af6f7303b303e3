"""Finds rows of tau2's database; what is not there is said in tau2's words, which the language model reads."""

from __future__ import annotations

from evaluation.tau2.database import Database, Order, PaymentMethod, Product, User, Variant


class ToolError(ValueError):
    """Why a tool did nothing; the text is told to the language model."""


def order_of(database: Database, order_id: str) -> Order:
    """The order of that id. Raises `ToolError`."""
    if order_id not in database.orders:
        raise ToolError("Order not found")
    return database.orders[order_id]


def user_of(database: Database, user_id: str) -> User:
    """The user of that id. Raises `ToolError`."""
    if user_id not in database.users:
        raise ToolError("User not found")
    return database.users[user_id]


def product_of(database: Database, product_id: str) -> Product:
    """The product of that id. Raises `ToolError`."""
    if product_id not in database.products:
        raise ToolError("Product not found")
    return database.products[product_id]


def item_of(database: Database, item_id: str) -> Variant:
    """The item of that id, whatever product it is of. Raises `ToolError`."""
    for product in database.products.values():
        if item_id in product.variants:
            return product.variants[item_id]
    raise ToolError("Item not found")


def variant_of(database: Database, product_id: str, item_id: str) -> Variant:
    """The item of that id among a product's. Raises `ToolError`."""
    variants = product_of(database, product_id).variants
    if item_id not in variants:
        raise ToolError("Variant not found")
    return variants[item_id]


def payment_method_of(database: Database, user_id: str, payment_method_id: str) -> PaymentMethod:
    """A user's way to pay. Raises `ToolError`."""
    methods = user_of(database, user_id).payment_methods
    if payment_method_id not in methods:
        raise ToolError("Payment method not found")
    return methods[payment_method_id]
