"""Thumbs up and down under an answer, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.floor.thoughts import Thoughts

MAX_WORDS = 1000
"""Characters of one's own words that are taken."""


class Given(BaseModel):
    """What somebody thinks of an answer; a reason that is not offered is left out."""

    helpful: bool
    reasons: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)] = []
    words: Annotated[str, Field(max_length=MAX_WORDS)] = ""
    language: Literal["en", "zh"] = "en"


def feedback_routes(thoughts: Thoughts) -> APIRouter:
    """`POST` and `DELETE /api/turns/{turn_id}/feedback`: of one's own turns, the latest word counts."""
    routes = APIRouter(prefix="/api/turns")

    @routes.post("/{turn_id}/feedback")
    def give(request: Request, turn_id: str, given: Given) -> dict[str, Any]:
        told = (given.helpful, given.reasons, given.words, given.language)
        return thoughts.give(visitor_of(request), turn_id, *told)

    @routes.delete("/{turn_id}/feedback", status_code=204, response_class=Response)
    def take_back(request: Request, turn_id: str) -> Response:
        thoughts.take_back(visitor_of(request), turn_id)
        return Response(status_code=204)

    return routes
