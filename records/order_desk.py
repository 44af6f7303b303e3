"""What customers may do with their orders themselves: look, cancel, ask for a return or an exchange.

It refuses only what is never possible. How long and what the shop takes back is its policy, which is judged before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.actions import LedgerPart, number_of
from records.carts import cart_owner
from records.errors import AlreadyRequested, OrderStatusRefusal, OrderUnknown, ProductNotInOrder
from records.nouns import Order, OrderRequest, RequestKind
from records.rows import order_from, request_from, request_row, storable
from records.tables import OrderRequestLineRow, OrderRequestRow, OrderRow
from records.vault.sealing import opened_row, sealed_row

CANCELLING = "cancel_order"
"""The kind of a cancellation among the actions."""


class OrderDesk(LedgerPart):
    """Serves one customer at a time: somebody else's order is as unknown as one that does not exist."""

    def customer_order(self, customer_id: str, order_id: str) -> Order:
        """The customer's order of this id.

        Raises:
            OrderUnknown: they have none.
        """
        with self._database.reading() as session:
            return order_from(_own(session.get(OrderRow, storable(order_id)), customer_id, order_id))

    def cancel_order(self, customer_id: str, order_id: str, *, action_id: str, reason: str = "") -> Order:
        """Cancels an order that is still `placed`, and gives it back.

        Raises:
            OrderUnknown: the customer has no such order.
            OrderStatusRefusal: it is no longer `placed`.
        """
        owner = cart_owner(customer_id, "")
        note = self._note(owner, action_id, reason)
        with self._database.writing() as session:
            row = _locked(session, customer_id, order_id)
            if self._begins(session, action_id, CANCELLING, owner, row.id, note):
                _need(row, "placed")
                row.status = "cancelled"
            return order_from(row)

    def request_return(
        self, customer_id: str, order_id: str, product_ids: Sequence[str], reason: str, *, action_id: str
    ) -> OrderRequest:
        """Keeps that the customer wants to send products back for their money; all of the order where none is named.

        Raises:
            OrderUnknown: the customer has no such order.
            OrderStatusRefusal: it was not `delivered`.
            ProductNotInOrder: a product is not in it.
            AlreadyRequested: a return or exchange of a product of it was asked for before.
        """
        return self._request("return", customer_id, order_id, product_ids, reason, "", action_id)

    def request_exchange(
        self,
        customer_id: str,
        order_id: str,
        product_ids: Sequence[str],
        wanted: str,
        *,
        action_id: str,
        reason: str = "",
    ) -> OrderRequest:
        """Keeps that the customer wants `wanted` in the place of products; refuses what `request_return` refuses."""
        return self._request("exchange", customer_id, order_id, product_ids, reason, wanted, action_id)

    def order_requests(self, customer_id: str) -> tuple[OrderRequest, ...]:
        """The customer's returns and exchanges, newest first; empty for an unknown customer."""
        newest = (
            select(OrderRequestRow)
            .where(OrderRequestRow.customer_id == storable(customer_id))
            .order_by(OrderRequestRow.at.desc(), OrderRequestRow.id.desc())
        )
        with self._database.reading() as session:
            rows = session.scalars(newest).all()
        return tuple(request_from(opened_row(self._vault, row)) for row in rows)

    def _request(
        self,
        kind: RequestKind,
        customer_id: str,
        order_id: str,
        product_ids: Sequence[str],
        reason: str,
        wanted: str,
        action_id: str,
    ) -> OrderRequest:
        owner, number = cart_owner(customer_id, ""), number_of("R", action_id)
        request = OrderRequest(number, order_id, customer_id, kind, (), reason, wanted, "open", self._now())
        words = sealed_row(self._vault, storable(owner), request_row(request))
        with self._database.writing() as session:
            order = _locked(session, customer_id, order_id)
            if self._begins(session, action_id, f"request_{kind}", owner, order.id):
                _need(order, "delivered")
                products = _open_products(session, order, product_ids)
                asked = replace(request, product_ids=products, reason=words.reason, wanted=words.wanted)
                session.add(request_row(asked))
                session.flush()
            kept = session.get_one(OrderRequestRow, number)
        return request_from(opened_row(self._vault, kept))


def _own(row: OrderRow | None, customer_id: str, order_id: str) -> OrderRow:
    if row is None or row.customer_id != storable(customer_id):
        raise OrderUnknown(order_id)
    return row


def _locked(session: Session, customer_id: str, order_id: str) -> OrderRow:
    """The customer's order, which nobody else can change until the transaction ends."""
    return _own(session.get(OrderRow, storable(order_id), with_for_update=True), customer_id, order_id)


def _need(order: OrderRow, status: str) -> None:
    if order.status != status:
        raise OrderStatusRefusal(order.id, order.status, status)


def _open_products(session: Session, order: OrderRow, product_ids: Sequence[str]) -> tuple[str, ...]:
    """The products asked for, once each, none of which was asked for before."""
    held = dict.fromkeys(line.product_id for line in order.lines)
    wanted = tuple(dict.fromkeys(storable(one) for one in product_ids)) or tuple(held)
    unknown = tuple(one for one in wanted if one not in held)
    if unknown:
        raise ProductNotInOrder(order.id, unknown)
    asked = select(OrderRequestLineRow.product_id).where(OrderRequestLineRow.order_id == order.id)
    before = set(session.scalars(asked))
    repeated = tuple(one for one in wanted if one in before)
    if repeated:
        raise AlreadyRequested(order.id, repeated)
    return wanted
