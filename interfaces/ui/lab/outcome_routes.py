"""`/api/lab/overview`, which the page is drawn from, and what came of each version of a prompt with real shoppers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request

from interfaces.api.identity import visitor_of
from interfaces.ui.lab.lab_refusals import LabRoute
from interfaces.ui.lab.prompt_routes import Name

if TYPE_CHECKING:
    from interfaces.ui.lab.lab import Lab


def overview_routes(lab: Lab) -> APIRouter:
    """The route of the overview."""
    routes = APIRouter(prefix="/api/lab", route_class=LabRoute)

    @routes.get("/overview")
    def overview(request: Request) -> dict[str, Any]:
        return lab.overview(visitor_of(request))

    return routes


def outcome_routes(lab: Lab) -> APIRouter:
    """The route of the outcomes by version."""
    routes = APIRouter(prefix="/api/lab", route_class=LabRoute)

    @routes.get("/outcomes")
    def outcomes(name: Name, days: Annotated[int, Query(ge=1, le=365)] = 30) -> dict[str, Any]:
        return lab.outcomes(name, days)

    return routes
