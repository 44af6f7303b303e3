"""The signed-in shopper's orders; anybody else's are as unknown as ones that do not exist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.agent.constraints.currencies import format_price
from assistant.agent.events import OrdersTold
from assistant.agent.tools.counter import Counter, Emit
from assistant.agent.tools.dates import day_in
from assistant.agent.tools.product_names import line_title
from assistant.agent.turn_context import TurnContext
from records.nouns import Order, OrderLine, OrderRequest
from records.shop_ledger import ShopLedger

LISTED = 8
NAMED = 3
"""How many orders a list shows, and how many are named to somebody who gave an id that is not theirs."""
_LAST = frozenset(
    ("last", "latest", "newest", "recent", "most recent", "my last order", "last order", "latest order", "最近", "最新",
     "上一个", "上一单", "最后", "最后一单", "最近一单", "最近的", "最近的订单", "上次")
)  # fmt: skip

_HAS_NUMBER = re.compile(r"\d{3}")


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Lists orders and tells how one stands."""

    counter: Counter
    ledger: ShopLedger

    def list_orders(self, turn: TurnContext, emit: Emit) -> str:
        """The newest orders, one line each."""
        orders = self.orders_of(turn)
        emit(OrdersTold(tuple(order.id for order in orders[:LISTED])))
        head = self._say("list", turn, count=len(orders))
        rest = [self._say("more", turn, count=len(orders) - LISTED)] if len(orders) > LISTED else []
        return self.counter.tell("\n".join([head, *(self._row(order, turn) for order in orders[:LISTED]), *rest]), turn)

    def status(self, order_id: str, turn: TurnContext, emit: Emit) -> str:
        """One order: how it stands, what is in it, what it cost, and what was asked for since."""
        order = self.order_named(order_id, turn)
        emit(OrdersTold((order.id,)))
        asked = [one for one in self.ledger.order_requests(order.customer_id) if one.order_id == order.id]
        lines = [self._line(line, order, turn) for line in order.lines]
        total = self._say("total", turn, price=format_price(order.total, order.currency))
        requests = (self._request(one, order, turn) for one in reversed(asked))
        return self.counter.tell("\n".join([self._head(order, turn), *lines, total, *requests]), turn)

    def order_named(self, order_id: str, turn: TurnContext) -> Order:
        """The shopper's order of this id, or their newest for `last`.

        An id that is neither theirs nor written by them is one that a small model copied from its examples: they said
        none, and their newest is meant.

        Raises:
            ToolRefusal: they have no such order; the shopper has been asked which one.
        """
        orders = self.orders_of(turn)
        named = unicodedata.normalize("NFKC", order_id).strip(" #.。").casefold()
        if named in _LAST:
            return orders[0]
        for order in orders:
            if named in (order.id.casefold(), order.id.casefold().rpartition("-")[2]):
                return order
        if not _HAS_NUMBER.search(unicodedata.normalize("NFKC", turn.typed)):
            return orders[0]
        ids = self._join((order.id for order in orders[:NAMED]), turn)
        raise self.counter.refuse(self._say("unknown", turn, order=order_id[:40], terms=ids), turn)

    def orders_of(self, turn: TurnContext) -> tuple[Order, ...]:
        """All orders of the signed-in shopper, newest first.

        Raises:
            ToolRefusal: nobody is signed in, or they have no orders; the shopper has been told.
        """
        if turn.customer_id is None:
            raise self.counter.refuse(self._say("sign_in", turn), turn)
        orders = self.ledger.orders(turn.customer_id)
        if not orders:
            raise self.counter.refuse(self._say("none", turn), turn)
        return orders

    def titles(self, lines: Iterable[OrderLine], turn: TurnContext) -> str:
        """The lines' products by name, as the shop calls them now in the turn's language."""
        return self._join((self.title(line, turn) for line in lines), turn)

    def title(self, line: OrderLine, turn: TurnContext) -> str:
        """What the product of a line is called; the name it was bought under where the shop has it no longer."""
        return line_title(line, turn, self.counter)

    def _row(self, order: Order, turn: TurnContext) -> str:
        values = {"order": order.id, "when": day_in(order.placed_at.date(), turn.language)}
        values |= {"price": format_price(order.total, order.currency), "status": self._status(order, turn)}
        return self._say("row", turn, terms=self.titles(order.lines, turn), **values)

    def _head(self, order: Order, turn: TurnContext) -> str:
        placed = day_in(order.placed_at.date(), turn.language)
        return self._say("head", turn, order=order.id, when=placed, status=self._status(order, turn))

    def _status(self, order: Order, turn: TurnContext) -> str:
        known = order.status in ("placed", "shipped", "delivered", "cancelled", "returned")
        if order.status == "delivered" and order.delivered_at is not None:
            return self._say("delivered_on", turn, when=day_in(order.delivered_at.date(), turn.language))
        return self._say(order.status, turn) if known else order.status

    def _line(self, line: OrderLine, order: Order, turn: TurnContext) -> str:
        price = format_price(line.unit_price, order.currency)
        return self._say("line", turn, count=line.quantity, title=self.title(line, turn), price=price)

    def _request(self, request: OrderRequest, order: Order, turn: TurnContext) -> str:
        lines = [line for line in order.lines if line.product_id in request.product_ids]
        when = day_in(request.at.date(), turn.language)
        return self._say(f"asked_{request.kind}", turn, number=request.id, when=when, terms=self.titles(lines, turn))

    def _join(self, names: Iterable[str], turn: TurnContext) -> str:
        return self.counter.replies.say("product.join", turn.language).join(names)

    def _say(self, key: str, turn: TurnContext, **values: str | int) -> str:
        return self.counter.replies.say(f"order.{key}", turn.language, **values)
