"""`/api/lab/runs` and what there is to run on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.lab.lab_refusals import LabRoute
from interfaces.ui.lab.prompt_routes import Name, Ref
from interfaces.ui.lab.run_sources import MOST_PAST

if TYPE_CHECKING:
    from interfaces.ui.lab.lab import Lab

Count = Annotated[int, Field(ge=1, le=MOST_PAST)]


class SavedSource(BaseModel):
    """A set by its name."""

    kind: Literal["set"]
    name: Ref


class PastSource(BaseModel):
    """The newest past conversations, since a day, held with a version (`shopping_agent@2`)."""

    kind: Literal["past"]
    count: Count = 20
    since: date | None = None
    prompt: Ref | None = None


class WantedRun(BaseModel):
    """What is run against what, on what."""

    name: Name
    ref: Ref
    against: Ref
    model: Annotated[str, Field(max_length=300)]
    source: Annotated[SavedSource | PastSource, Field(discriminator="kind")]


def run_routes(lab: Lab) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/lab", route_class=LabRoute)

    @routes.get("/sets")
    def sets() -> dict[str, Any]:
        return {"sets": lab.runs.sources.sets()}

    @routes.get("/past")
    def past(
        count: Annotated[int, Query(ge=1, le=MOST_PAST)] = 20,
        since: date | None = None,
        prompt: Annotated[str | None, Query(max_length=80)] = None,
    ) -> dict[str, Any]:
        return {"conversations": lab.runs.sources.count({"count": count, "since": since, "prompt": prompt})}

    @routes.get("/runs")
    def listed() -> dict[str, Any]:
        return {"runs": lab.runs.listed()}

    @routes.post("/runs")
    def begin(request: Request, wanted: WantedRun) -> dict[str, Any]:
        source = wanted.source.model_dump()
        return lab.runs.begin(visitor_of(request), wanted.name, wanted.ref, wanted.against, wanted.model, source)

    @routes.get("/runs/{run_id}")
    def read(run_id: str) -> dict[str, Any]:
        return lab.runs.read(run_id)

    @routes.post("/runs/{run_id}/cancel")
    def cancel(run_id: str) -> dict[str, Any]:
        return lab.runs.cancel(run_id)

    @routes.delete("/runs/{run_id}", status_code=204, response_class=Response)
    def delete(run_id: str) -> Response:
        lab.runs.book.delete(run_id)
        return Response(status_code=204)

    return routes
