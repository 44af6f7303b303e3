"""The conversation desk over HTTP, for its own page and for programs that staff write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from interfaces.api.identity import visitor_of
from interfaces.ui.conversations.answers import DeskRefusal
from interfaces.ui.conversations.staff_desk import StaffDesk
from interfaces.ui.conversations.staff_lists import StaffLists

if TYPE_CHECKING:
    from records.desk.filters import SearchFilters

Tongue = Literal["en", "zh"]
Short = Annotated[str, Query(max_length=200)]
Given = Annotated[str, Field(max_length=20_000)]
"""Longer than what is kept, so that the records can say how long it may be."""


class Said(BaseModel):
    """A message to the shopper; the page makes a `key` for each, so that one sent twice is said once."""

    text: Given
    key: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{8,64}$")]


class Noted(BaseModel):
    """A note for colleagues."""

    text: Given


class Labelled(BaseModel):
    """A label to put on or to take off."""

    label: Annotated[str, Field(max_length=200)]
    on: bool = True


class Chosen(BaseModel):
    """A set of conversations by its name."""

    set: Annotated[str, Field(max_length=200)]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as the address of a search has them; an empty one filters nothing."""

    text: Short = ""
    customer: Short = ""
    mood: Literal["", "unhappy", "neutral", "happy"] = ""
    outcome: Literal["", "answered", "fallback", "refused", "failed", "stopped", "with_person"] = ""
    prompt: Short = ""
    repaired: bool = False
    refused: bool = False
    hand_off: Literal["", "open", "taken", "any"] = ""
    label: Short = ""
    unhelpful: bool = False
    since: date | None = None
    until: date | None = None
    language: Literal["", "en", "zh"] = ""
    zone: Annotated[int, Query(ge=-900, le=900)] = 0

    def read(self) -> SearchFilters:
        """As the records take them: days are whole days of the reader, `zone` minutes behind UTC; `until` is in it."""
        from records.desk.filters import SearchFilters

        return SearchFilters(
            text=self.text.strip(),
            customer_id=self.customer.strip() or None,
            mood=self.mood or None,
            outcome=self.outcome or None,
            prompt=self.prompt,
            claims_changed=self.repaired,
            refused=self.refused,
            hand_off=self.hand_off or None,
            label=" ".join(self.label.split()).casefold() or None,
            unhelpful=self.unhelpful,
            since=self._midnight(self.since),
            until=self._midnight(self.until + timedelta(days=1)) if self.until and self.until < date.max else None,
            language=self.language or None,
        )

    def _midnight(self, day: date | None) -> datetime | None:
        from datetime import UTC

        return None if day is None else datetime.combine(day, time(), UTC) + timedelta(minutes=self.zone)


def answer_desk_refusals(app: FastAPI) -> None:
    """Lets the app's routes raise `DeskRefusal`."""

    def handle(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DeskRefusal)
        return JSONResponse(error.told, error.status)

    app.add_exception_handler(DeskRefusal, handle)


def list_routes(lists: StaffLists) -> APIRouter:
    """Finding conversations, and the inbox."""
    routes = APIRouter(prefix="/api/desk")

    @routes.get("/conversations")
    def found(request: Request, filters: Annotated[Filters, Depends()], after: Short | None = None) -> dict[str, Any]:
        return lists.found(visitor_of(request), filters.read(), after)

    @routes.get("/inbox")
    def inbox(request: Request) -> dict[str, Any]:
        return lists.inbox(visitor_of(request))

    @routes.get("/inbox/counts")
    def counts(request: Request) -> dict[str, int]:
        return dict(lists.counts(visitor_of(request)))

    @routes.get("/choices")
    def choices(request: Request) -> dict[str, Any]:
        return lists.choices(visitor_of(request))

    return routes


def reading_routes(desk: StaffDesk) -> APIRouter:
    """One conversation: reading it, following it, answering in it."""
    routes = APIRouter(prefix="/api/desk/conversations/{conversation_id}")

    @routes.get("")
    def read(
        request: Request,
        conversation_id: str,
        language: Tongue = "en",
        before: Annotated[int | None, Query(ge=0)] = None,
    ) -> dict[str, Any]:
        return desk.read(visitor_of(request), conversation_id, language, before)

    @routes.get("/live")
    def live(
        request: Request,
        conversation_id: str,
        language: Tongue = "en",
        position: Annotated[int, Query(ge=0)] = 0,
        after: Short | None = None,
    ) -> dict[str, Any]:
        return desk.live(visitor_of(request), conversation_id, language, position, after)

    @routes.post("/taking")
    def take(request: Request, conversation_id: str) -> dict[str, Any]:
        return desk.take(visitor_of(request), conversation_id)

    @routes.delete("/taking")
    def give_back(request: Request, conversation_id: str) -> dict[str, Any]:
        return desk.give_back(visitor_of(request), conversation_id)

    @routes.post("/messages")
    def say(request: Request, conversation_id: str, said: Said) -> dict[str, Any]:
        return desk.say(visitor_of(request), conversation_id, said.text, said.key)

    return routes


def keeping_routes(desk: StaffDesk) -> APIRouter:
    """What staff keep of one conversation: notes, labels, sets."""
    routes = APIRouter(prefix="/api/desk/conversations/{conversation_id}")

    @routes.post("/notes")
    def note(request: Request, conversation_id: str, noted: Noted) -> dict[str, Any]:
        return desk.note(visitor_of(request), conversation_id, noted.text)

    @routes.delete("/notes/{note_id}", status_code=204, response_class=Response)
    def unnote(request: Request, conversation_id: str, note_id: str) -> Response:
        desk.unnote(visitor_of(request), conversation_id, note_id)
        return Response(status_code=204)

    @routes.post("/labels")
    def label(request: Request, conversation_id: str, labelled: Labelled) -> dict[str, Any]:
        return desk.label(visitor_of(request), conversation_id, labelled.label, labelled.on)

    @routes.get("/sets")
    def sets(request: Request, conversation_id: str) -> dict[str, Any]:
        return desk.sets_of(visitor_of(request), conversation_id)

    @routes.post("/sets")
    def add_to_set(request: Request, conversation_id: str, chosen: Chosen) -> dict[str, Any]:
        return desk.add_to_set(visitor_of(request), conversation_id, chosen.set)

    return routes
