"""Whether a person of the shop has the visitor's own conversation, and what they said: asked again and again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from interfaces.api.conversation_routes import ConversationDesk
from interfaces.api.identity import visitor_of
from interfaces.ui.floor.persons import Persons


def person_routes(desk: ConversationDesk, persons: Persons) -> APIRouter:
    """The route, which costs three short questions to the records."""
    routes = APIRouter(prefix="/api/conversations")

    @routes.get("/{conversation_id}/live")
    def live(
        request: Request, conversation_id: str, after: Annotated[str | None, Query(max_length=200)] = None
    ) -> dict[str, Any]:
        return persons.now(desk.owned(visitor_of(request), "conversation.live", conversation_id), after)

    return routes
