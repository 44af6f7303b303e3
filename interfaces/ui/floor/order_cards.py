"""Orders and questions about them as cards, as they stand in the records at this moment and for their owner alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from assistant.agent.constraints.currencies import format_price
from assistant.agent.events import Language
from assistant.agent.tools.dates import day_in
from assistant.agent.tools.order_windows import NotTakenBack, last_day
from interfaces.ui.floor.cards import ImageUrl
from interfaces.ui.floor.texts import say
from records.errors import OrderUnknown
from records.nouns import Order, OrderLine, OrderRequest
from retrieval.catalog import Product
from retrieval.policies import PolicyShelf

if TYPE_CHECKING:
    from interfaces.ui.shopfront import Customers

_STEPS = ("placed", "shipped", "delivered")
_ENDS = {"cancelled": ("placed", "cancelled"), "returned": (*_STEPS, "returned")}
_ABOUT_ORDERS = ("cancel_order", "start_return", "start_exchange")
_ABOUT_CARTS = ("cart_add", "cart_remove")


@dataclass(frozen=True, slots=True)
class OrderCards:
    """Draws cards as JSON-ready plain texts; `now` says until when something can be sent back."""

    ledger: Callable[[], Customers | None]
    policies: Callable[[], PolicyShelf]
    find: Callable[[str], Product | None]
    image_url: ImageUrl
    now: Callable[[], datetime]

    def orders(self, customer_id: str | None, order_ids: Iterable[str], language: Language) -> list[dict[str, Any]]:
        """The customer's orders of these ids in that order; somebody else's are left out, and so is every guest's."""
        ledger = self.ledger()
        if ledger is None or customer_id is None:
            return []
        requests = ledger.order_requests(customer_id)
        found = (_own(ledger, customer_id, id) for id in order_ids)
        return [self._order(order, _of(order, requests), language) for order in found if order is not None]

    def question(
        self, customer_id: str | None, tool: str, arguments: Mapping[str, Any], language: Language
    ) -> dict[str, Any] | None:
        """What will happen after a yes; None where the question's own words have to do."""
        if tool in _ABOUT_CARTS:
            return self._about_cart(tool, arguments, language)
        ledger = self.ledger()
        if tool not in _ABOUT_ORDERS or ledger is None or customer_id is None:
            return None
        order = _own(ledger, customer_id, str(arguments.get("order_id", "")))
        return None if order is None else self._about_order(tool, order, arguments, language)

    def _about_order(self, tool: str, order: Order, arguments: Mapping[str, Any], language: Language) -> dict[str, Any]:
        meant = set(arguments.get("product_ids") or ())
        lines = [line for line in order.lines if not meant or line.product_id in meant]
        price = format_price(order.total, order.currency)
        values = {"order": order.id, "price": price, "wanted": str(arguments.get("wanted", ""))}
        return {
            "title": say(language, f"questions.{tool}", **values),
            "effect": say(language, f"questions.{tool}_effect", **values),
            "lines": [self._line(line, order, language) for line in lines],
        }

    def _about_cart(self, tool: str, arguments: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
        product = self.find(str(arguments.get("product_id", "")))
        if product is None:
            return None
        price = format_price(product.price, product.currency)
        line = {"title": product.title_in(language), "image": self.image_url(product), "price": price}
        quantity = int(arguments.get("quantity") or 1)
        return {"title": say(language, f"questions.{tool}"), "effect": "", "lines": [{**line, "quantity": quantity}]}

    def _order(self, order: Order, requests: Sequence[OrderRequest], language: Language) -> dict[str, Any]:
        asked = {id: one for one in reversed(requests) for id in one.product_ids}
        lines = [
            {
                **self._line(line, order, language),
                "note": self._note(asked.get(line.product_id), language),
                "actions": [] if line.product_id in asked else self._line_actions(line, order, language),
            }
            for line in order.lines
        ]
        return {
            "id": order.id,
            "title": say(language, "orders.title", order=order.id),
            "placed": say(language, "orders.placed_on", when=day_in(order.placed_at.date(), language)),
            "status": _status(order, language),
            "steps": _steps(order, language),
            "lines": lines,
            "total": say(language, "orders.total", price=format_price(order.total, order.currency)),
            "actions": self._order_actions(order, language),
        }

    def _line(self, line: OrderLine, order: Order, language: Language) -> dict[str, Any]:
        product = self.find(line.product_id)
        return {
            "title": product.title_in(language) if product else line.title,
            "image": self.image_url(product) if product else None,
            "price": format_price(line.unit_price, order.currency),
            "quantity": line.quantity,
        }

    def _note(self, request: OrderRequest | None, language: Language) -> str:
        if request is None:
            return ""
        when = day_in(request.at.date(), language)
        return say(language, f"orders.asked_{request.kind}", number=request.id, when=when)

    def _order_actions(self, order: Order, language: Language) -> list[dict[str, Any]]:
        if order.status != "placed":
            return []
        return [_action("cancel", say(language, "orders.ask_cancel", order=order.id), language)]

    def _line_actions(self, line: OrderLine, order: Order, language: Language) -> list[dict[str, Any]]:
        """Sending a delivered product back, and swapping it, while the rules allow it; a swap needs words for what."""
        if order.status != "delivered":
            return []
        product = self.find(line.product_id)
        title = product.title_in(language) if product else line.title
        values = {"order": order.id, "title": title, "id": line.product_id}
        actions: list[dict[str, Any]] = []
        if (until := self._until("return", order, product)) is not None:
            shown = say(language, "orders.shown_return", **values)
            hint = say(language, "orders.until", when=day_in(until, language)) if until != date.max else ""
            asked = say(language, "orders.ask_return", **values)
            actions.append({**_action("return", asked, language), "shown": shown, "hint": hint})
        if self._until("exchange", order, product) is not None:
            begins = say(language, "orders.begin_exchange", **values)
            actions.append({**_action("exchange", "", language), "begins": begins})
        return actions

    def _until(self, kind: str, order: Order, product: Product | None) -> date | None:
        """The last day, `date.max` where there is no limit; None where it is over or not taken at all."""
        try:
            day = last_day(self.policies(), kind, order, product.category if product else ())
        except NotTakenBack:
            return None
        return date.max if day is None else day if self.now().date() <= day else None


def _action(kind: str, asked: str, language: Language) -> dict[str, Any]:
    return {"kind": kind, "label": say(language, f"orders.{kind}"), "ask": asked, "shown": asked, "hint": ""}


def _own(ledger: Customers, customer_id: str, order_id: str) -> Order | None:
    try:
        return ledger.customer_order(customer_id, order_id)
    except OrderUnknown:
        return None


def _of(order: Order, requests: Sequence[OrderRequest]) -> list[OrderRequest]:
    return [one for one in requests if one.order_id == order.id]


def _status(order: Order, language: Language) -> str:
    if order.status == "delivered" and order.delivered_at is not None:
        return say(language, "orders.delivered_on", when=day_in(order.delivered_at.date(), language))
    known = order.status in (*_STEPS, *_ENDS)
    return say(language, f"orders.is_{order.status}") if known else order.status


def _steps(order: Order, language: Language) -> list[dict[str, Any]]:
    """The way of an order, each step `done`, `now` or `next`; empty for a status that the shop made up."""
    way = _ENDS.get(order.status, _STEPS)
    if order.status not in way:
        return []
    at = way.index(order.status)
    return [
        {"label": say(language, f"orders.step_{step}"), "state": "done" if n < at else "now" if n == at else "next"}
        for n, step in enumerate(way)
    ]
