"""Customers, their orders and what they ask for: the one ledger, in four parts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from records.carts import Carts, cart_owner
from records.erasure.erased import refuse_erased
from records.errors import LedgerConflict
from records.hand_offs import HandOffs
from records.nouns import Customer, Order
from records.order_desk import OrderDesk
from records.rows import customer_from, customer_row, order_from, order_row, storable
from records.tables import CustomerRow, OrderRow
from records.vault.sealing import opened_row, sealed_row


class ShopLedger(Carts, OrderDesk, HandOffs):
    """Keeps customers, orders, carts, requests and hand-offs in a database that has been upgraded.

    Safe to call from several threads. Every call may raise `DatabaseFault`; writes for a shopper are done once for each
    action id, see `records.actions`. Names, addresses and what people wrote go through the vault, as
    `records.vault.sealing` says; where a customer's key was destroyed, `[erased]` stands for their words.
    """

    def customer(self, customer_id: str) -> Customer | None:
        """The customer of this id, or None."""
        with self._database.reading() as session:
            row = session.get(CustomerRow, storable(customer_id))
        return None if row is None else customer_from(opened_row(self._vault, row))

    def customer_with_email(self, email: str) -> Customer | None:
        """The one customer with this address, in capitals or small letters; None where it is nobody's or several's.

        Reads every customer, because an address may be sealed: for what happens once in somebody's life.
        """
        with self._database.reading() as session:
            rows = session.scalars(select(CustomerRow)).all()
        customers = (customer_from(opened_row(self._vault, row)) for row in rows)
        found = [customer for customer in customers if customer.email.casefold() == email.casefold()]
        return found[0] if len(found) == 1 else None

    def order(self, order_id: str) -> Order | None:
        """The order of this id, whoever placed it, or None; for a shopper use `customer_order`."""
        with self._database.reading() as session:
            row = session.get(OrderRow, storable(order_id))
            return None if row is None else order_from(row)

    def orders(self, customer_id: str) -> tuple[Order, ...]:
        """The customer's orders, newest first; empty for an unknown customer."""
        newest = (
            select(OrderRow)
            .where(OrderRow.customer_id == storable(customer_id))
            .order_by(OrderRow.placed_at.desc(), OrderRow.id.desc())
        )
        with self._database.reading() as session:
            return tuple(order_from(row) for row in session.scalars(newest))

    def add_customer(self, customer: Customer) -> None:
        """Keeps the customer, in the place of one with the same id.

        Raises:
            SubjectErased: they were erased; `records.erasure.erased.readmit` comes first where they have come back.
        """
        row = customer_row(customer)
        sealed_row(self._vault, cart_owner(row.id, ""), row)
        with self._database.writing() as session:
            refuse_erased(session, cart_owner(row.id, ""))
            session.merge(row)

    def add_order(self, order: Order) -> None:
        """Keeps the order, in the place of one with the same id.

        Raises:
            LedgerConflict: the order names a customer that is not kept here.
        """
        try:
            with self._database.writing() as session:
                session.merge(order_row(order))
        except IntegrityError as error:
            message = (
                f"Order {order.id} names the customer {order.customer_id}, who is not known; add the customer first."
            )
            raise LedgerConflict(message) from error
