"""What the chat page asks for when it comes back: a conversation, or one turn, drawn as it was."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from interfaces.api.conversation_routes import ConversationDesk
from interfaces.api.identity import visitor_of
from interfaces.ui.floor.history import History
from interfaces.ui.floor.live_turns import LiveTurns
from records.access.rules import Visitor, may


def history_routes(desk: ConversationDesk, history: History, live: LiveTurns) -> APIRouter:
    """The routes, which the page's own scripts alone call; what they answer is HTML of this page."""
    routes = APIRouter(prefix="/api")

    @routes.get("/conversations/{conversation_id}/drawn")
    def conversation(
        request: Request, conversation_id: str, before: Annotated[int | None, Query(ge=0)] = None
    ) -> dict[str, Any]:
        visitor = visitor_of(request)
        owned = desk.owned(visitor, "conversation.write", conversation_id)
        return history.page(owned, lambda turn_id: live.turn(turn_id) is not None, before)

    @routes.get("/turns/{turn_id}/drawn")
    def turn(request: Request, turn_id: str) -> dict[str, Any]:
        return _turn(visitor_of(request), turn_id, history, live)

    return routes


def _turn(visitor: Visitor, turn_id: str, history: History, live: LiveTurns) -> dict[str, Any]:
    """`state` is `live`, `logged` with the turn's `frame`, or `unknown`, also for what is somebody else's."""
    running = live.turn(turn_id)
    if running is not None and may(visitor, "conversation.write", running.place):
        return {"state": "live"}
    logged = history.log().turn(turn_id)
    conversation = history.log().conversation(logged.conversation_id) if logged else None
    if logged is None or conversation is None or not may(visitor, "conversation.write", conversation):
        return {"state": "unknown"}
    frame = history.frame(logged, is_last=True, customer_id=conversation.customer_id)
    return {"state": "logged", "frame": frame}
