"""`/api/lab/trials`: beginning a trial, and what was said in it; the answers themselves come as Gradio's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.lab.lab_refusals import LabRoute
from interfaces.ui.lab.prompt_routes import Name, Ref
from interfaces.ui.lab.trial_desk import Chosen
from interfaces.ui.lab.trials import MAX_COLUMNS, Persona

if TYPE_CHECKING:
    from interfaces.ui.lab.lab import Lab


class WantedColumn(BaseModel):
    """One column."""

    ref: Ref
    model: Annotated[str, Field(max_length=300)]


class WantedTrial(BaseModel):
    """What is tried and as whom."""

    name: Name
    columns: Annotated[list[WantedColumn], Field(min_length=1, max_length=MAX_COLUMNS)]
    customer: Ref | None = None
    language: Literal["", "en", "zh"] = ""
    mood: Annotated[str, Field(max_length=40)] = ""


def trial_routes(lab: Lab) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/lab/trials", route_class=LabRoute)

    @routes.post("")
    def begin(request: Request, wanted: WantedTrial) -> dict[str, Any]:
        chosen = [Chosen(one.ref, one.model) for one in wanted.columns]
        persona = Persona(wanted.customer, wanted.language, wanted.mood)
        return lab.trials.begin(visitor_of(request), wanted.name, chosen, persona)

    @routes.get("/{trial_id}")
    async def told(request: Request, trial_id: str) -> dict[str, Any]:
        return lab.trials.told(visitor_of(request), trial_id)

    return routes
