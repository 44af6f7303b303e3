"""The cart over HTTP: look, put in, set how many, take out. Each change carries an id and is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.floor.cart import Asked, CartDrawer, CartRefused

_ActionId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{16,64}$")]


class Change(BaseModel):
    """So many of a product; `action_id` is unlike any other's and the same when the change is sent again."""

    quantity: Annotated[int, Field(ge=1, le=99)] = 1
    action_id: _ActionId
    conversation: Annotated[str, Field(max_length=64)] = ""
    visitor: Annotated[str, Field(max_length=64)] = ""


def cart_routes(drawer: CartDrawer, tried: Callable[[object], str | None]) -> APIRouter:
    """The routes; `tried` gives the demo customer that a visitor names, or None for everybody else."""
    routes = APIRouter(prefix="/api/cart")

    def asked(request: Request, conversation: str, visitor: str) -> Asked:
        return Asked(visitor_of(request), conversation, tried(visitor))

    @routes.get("")
    def seen(request: Request, conversation: str = "", visitor: str = "") -> dict[str, Any]:
        return drawer.seen(asked(request, conversation, visitor))

    @routes.post("/{product_id:path}")
    def put(request: Request, product_id: str, wanted: Change) -> Response:
        where = asked(request, wanted.conversation, wanted.visitor)
        return _told(lambda: drawer.put(where, product_id, wanted.quantity, wanted.action_id))

    @routes.patch("/{product_id:path}")
    def set_quantity(request: Request, product_id: str, wanted: Change) -> Response:
        where = asked(request, wanted.conversation, wanted.visitor)
        return _told(lambda: drawer.set(where, product_id, wanted.quantity, wanted.action_id))

    @routes.delete("/{product_id:path}")
    def remove(
        request: Request,
        product_id: str,
        action_id: Annotated[str, Query(pattern=r"^[0-9A-Za-z_-]{16,64}$")],
        conversation: str = "",
        visitor: str = "",
    ) -> Response:
        where = asked(request, conversation, visitor)
        return _told(lambda: drawer.remove(where, product_id, action_id))

    return routes


def _told(change: Callable[[], dict[str, Any]]) -> Response:
    """The changed cart, or why it was not changed."""
    try:
        return JSONResponse(change())
    except CartRefused as refusal:
        return JSONResponse({"code": refusal.code, "count": refusal.count}, 409)
