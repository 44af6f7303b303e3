"""The routes of the shop floor beside its history: the cart, and the editor of a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request

from assistant.agent.constraints.held import Exchange
from interfaces.api.conversation_routes import ConversationDesk
from interfaces.api.identity import visitor_of
from interfaces.ui.floor.cart import CartDrawer
from interfaces.ui.floor.cart_routes import cart_routes
from interfaces.ui.floor.history import History
from interfaces.ui.floor.visitors import Visitors
from interfaces.ui.floor.wishes import MOST_VALUE_CHARS, WishEditor

if TYPE_CHECKING:
    from interfaces.ui.shopfront import Shopfront


def floor_routes(shop: Shopfront, desk: ConversationDesk, history: History) -> APIRouter:
    """All of them, over the shop's own parts, which are opened at the first request."""
    routes = APIRouter()
    drawer = CartDrawer(lambda: shop.ledger, lambda: shop.log, history.find, history.image_url)
    routes.include_router(cart_routes(drawer, lambda named: Visitors.of(shop).customer(named)))
    routes.include_router(wish_routes(desk, wish_editor(shop, history)))
    return routes


def wish_editor(shop: Shopfront, history: History) -> WishEditor:
    """The editor over the shop's catalogue and log."""

    def exchange() -> Exchange:
        return Exchange(shop.search_engine.currency, shop.settings.currency_rates)

    return WishEditor(
        log=lambda: shop.log,
        engine=lambda: shop.search_engine,
        exchange=exchange,
        chip_writer=history.chip_writer,
        today=lambda: shop.now().date(),
    )


def wish_routes(desk: ConversationDesk, editor: WishEditor) -> APIRouter:
    """One route: what a chip's editor starts with, and with a `value` whether that can be had."""
    routes = APIRouter(prefix="/api")

    @routes.get("/conversations/{conversation_id}/wishes")
    def wish(
        request: Request,
        conversation_id: str,
        name: Annotated[str, Query(max_length=200)] = "",
        value: Annotated[str | None, Query(max_length=MOST_VALUE_CHARS)] = None,
    ) -> dict[str, Any]:
        owned = desk.owned(visitor_of(request), "conversation.write", conversation_id)
        return editor.opened(owned, name) if value is None else editor.checked(owned, name, value)

    return routes
