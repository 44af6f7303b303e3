"""`/api/lab/…` for versions, drafts, labels and shares. The gate has asked for the role; publishing asks once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.lab.lab_refusals import LabRoute
from prompts.drafts import LONGEST_TITLE
from records.access.rules import require_role

if TYPE_CHECKING:
    from interfaces.ui.lab.lab import Lab

Name = Annotated[str, Field(max_length=60)]
Ref = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=240_000)]
"""More than a draft may have, so that one which is too long is told so at its place and kept all the same."""
Reason = Annotated[str, Field(max_length=1_000)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE)]


class NewDraft(BaseModel):
    """A draft to be made; `text` in the place of the words it is made from."""

    name: Name
    made_from: Ref
    title: Title
    text: Text | None = None


class SavedDraft(BaseModel):
    """What is typed now; `revision` is that of the draft when it was read."""

    revision: Ref
    text: Text | None = None
    title: Title | None = None


class Written(BaseModel):
    """A text to be checked."""

    name: Name
    text: Text


class Publishing(BaseModel):
    """What is put under which label, and why; `expected` is the id of the publication that the person saw there."""

    name: Name
    ref: Ref
    label: Name
    reason: Reason
    expected: Ref | None = None


class GoingBack(BaseModel):
    """A label to be put back: one step, or (to undo) to the version `to`, None for none."""

    name: Name
    label: Name
    reason: Reason
    expected: Ref | None = None
    to: Name | None = None


class Sharing(BaseModel):
    """Whole percents by version, 100 together; `expected` is the id of the shares that the person saw."""

    name: Name
    label: Name = "production"
    shares: Annotated[dict[str, Annotated[int, Field(ge=0, le=100)]], Field(max_length=20)]
    reason: Reason
    expected: Ref | None = None


def prompt_routes(lab: Lab) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/lab", route_class=LabRoute)

    @routes.get("/difference")
    def difference(name: Name, left: Ref, right: Ref) -> dict[str, Any]:
        return lab.prompts.difference(name, left, right)

    @routes.post("/drafts")
    def make(request: Request, wanted: NewDraft) -> dict[str, Any]:
        by = visitor_of(request).account_id or "unknown"
        return lab.prompts.make(wanted.name, wanted.made_from, wanted.title, wanted.text, by)

    @routes.get("/drafts/{draft_id}")
    def read(draft_id: str) -> dict[str, Any]:
        return lab.prompts.read(draft_id)

    @routes.put("/drafts/{draft_id}")
    def save(request: Request, draft_id: str, wanted: SavedDraft) -> dict[str, Any]:
        by = visitor_of(request).account_id or "unknown"
        return lab.prompts.save(draft_id, wanted.revision, wanted.text, wanted.title, by)

    @routes.delete("/drafts/{draft_id}", status_code=204, response_class=Response)
    def discard(draft_id: str) -> Response:
        lab.prompts.discard(draft_id)
        return Response(status_code=204)

    @routes.post("/check")
    def check(wanted: Written) -> dict[str, Any]:
        return lab.prompts.check(wanted.name, wanted.text)

    _label_routes(routes, lab)
    return routes


def _label_routes(routes: APIRouter, lab: Lab) -> None:
    @routes.get("/publishing")
    def preview(name: Name, ref: Ref, label: Name) -> dict[str, Any]:
        return lab.prompts.preview(name, ref, label)

    @routes.get("/history")
    def history(name: Name) -> dict[str, Any]:
        return {"entries": lab.prompts.history(name)}

    @routes.post("/publish")
    def publish(request: Request, told: Publishing) -> dict[str, Any]:
        require_role(visitor := visitor_of(request), "lab.publish")
        return lab.prompts.publish(told.name, told.ref, told.label, told.reason, told.expected, visitor)

    @routes.post("/roll-back")
    def roll_back(request: Request, told: GoingBack) -> dict[str, Any]:
        require_role(visitor := visitor_of(request), "lab.publish")
        return lab.prompts.roll_back(told.name, told.label, told.reason, told.expected, visitor)

    @routes.post("/put-back")
    def put_back(request: Request, told: GoingBack) -> dict[str, Any]:
        require_role(visitor := visitor_of(request), "lab.publish")
        return lab.prompts.put_back(told.name, told.label, told.to, told.reason, told.expected, visitor)

    @routes.put("/shares")
    def share(request: Request, told: Sharing) -> dict[str, Any]:
        require_role(visitor := visitor_of(request), "lab.publish")
        return lab.prompts.share(told.name, told.label, told.shares, told.reason, told.expected, visitor)
