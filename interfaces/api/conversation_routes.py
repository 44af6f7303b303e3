"""A visitor's own conversations over HTTP: list, read, rename, delete and download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from interfaces.api.identity import visitor_of
from interfaces.api.transcripts import (
    PersonWords,
    as_data,
    as_json,
    as_markdown,
    entry,
    file_name,
    first_words,
    own_words,
)
from records.access.rules import Action, Visitor, require, require_role
from records.audit import AuditTrail
from records.carts import cart_owner
from records.conversation_log import ConversationLog
from records.errors import ConversationUnknown
from records.nouns import Conversation
from records.redaction.redactor import Redactor

TITLE_MAX_CHARS = 120
GOES_ON_FOR = timedelta(days=30)
"""A page opens the newest conversation by itself for so long after it began; later a shopper begins anew."""
_PAGE = 200
_MEDIA_TYPES = {"json": "application/json", "markdown": "text/markdown; charset=utf-8"}
_ENDINGS = {"json": "json", "markdown": "md"}


class Title(BaseModel):
    """What a conversation is to be called; nothing but spaces gives it its first words again."""

    title: Annotated[str, Field(max_length=TITLE_MAX_CHARS)]


@dataclass(frozen=True, slots=True)
class ConversationDesk:
    """What the routes do, for a visitor that the site's gate has recognised; parts are opened at the first request.

    `persons` gives what people of the shop said in a conversation; `forget` is told the id of one that is gone, to take
    it out of what is kept beside the log.
    """

    log: Callable[[], ConversationLog]
    trail: Callable[[], AuditTrail]
    redactor: Callable[[], Redactor]
    now: Callable[[], datetime]
    persons: Callable[[Conversation], Sequence[PersonWords]] = lambda conversation: ()
    forget: Callable[[str], None] = lambda conversation_id: None

    def owned(self, visitor: Visitor, action: Action, conversation_id: str) -> Conversation:
        """The conversation, where the visitor may do that with it.

        Raises:
            AccessRefused: they may not; `unknown` alike for what is somebody else's and what does not exist.
        """
        require_role(visitor, action)
        conversation = self.log().conversation(conversation_id)
        require(visitor, action, conversation)
        assert conversation is not None  # nothing is nobody's, which `require` refuses
        if not visitor.owns(conversation):
            actor = visitor.account_id or "unknown"
            self.trail().note(actor, visitor.role, action, f"conversation:{conversation.id}")
        return conversation

    def listed(self, visitor: Visitor, limit: int, before: str | None) -> dict[str, Any]:
        """The visitor's own, newest first; `before` is the id of the last one they have.

        `current` is the one that a page which was in none goes on with, or None.
        """
        require_role(visitor, "conversation.list")
        last = self.owned(visitor, "conversation.list", before) if before else None
        own = self._own(visitor, limit + 1, last)
        titles = self.titles(own)
        listed = [entry(conversation, titles[conversation.id]) for conversation in own[:limit]]
        return {"conversations": listed, "more": len(own) > limit, "current": self._current(own, last)}

    def all_own(self, visitor: Visitor) -> list[Conversation]:
        """All of the visitor's own, newest first."""
        require_role(visitor, "conversation.list")
        own: list[Conversation] = []
        while more := self._own(visitor, _PAGE, own[-1] if own else None):
            own += more
        return own

    def _own(self, visitor: Visitor, most: int, before: Conversation | None) -> list[Conversation]:
        """At most so many, newest first, without those that others began when they tried the demo shop as them."""
        customer_id, guest_id = visitor.owner
        if customer_id is None and guest_id is None:
            return []
        own: list[Conversation] = []
        while len(own) < most:
            found = self.log().conversations(customer_id, most, guest_id=guest_id, before=before)
            own += [conversation for conversation in found if visitor.owns(conversation)]
            if len(found) < most:
                break
            before = found[-1]
        return own[:most]

    def _current(self, own: Sequence[Conversation], last: Conversation | None) -> str | None:
        """The conversation to go on with: the newest, unless that was long ago."""
        recent = [one.id for one in own[:1] if last is None and self.now() - one.started_at < GOES_ON_FOR]
        return recent[0] if recent else None

    def titles(self, conversations: Iterable[Conversation]) -> dict[str, str]:
        """What each is called: its owner's title, or the first words of its first message."""
        given = {conversation.id: conversation.title for conversation in conversations}
        first = self.log().first_turns([id for id, title in given.items() if not title])
        openings = {id: first_words(own_words(turn.text)) for id, turn in first.items()}
        return {id: own_words(title) or openings.get(id, "") for id, title in given.items()}

    def renamed(self, visitor: Visitor, conversation_id: str, title: str) -> dict[str, Any]:
        """The conversation under its new title."""
        conversation = self.owned(visitor, "conversation.rename", conversation_id)
        owner = cart_owner(conversation.customer_id, conversation.id)
        with suppress(ConversationUnknown):  # deleted a moment ago, which is said below
            self.log().rename(conversation.id, self.redactor().redact(" ".join(title.split()), owner).text)
        renamed = self.owned(visitor, "conversation.rename", conversation_id)
        return entry(renamed, self.titles([renamed])[renamed.id])

    def data(self, conversation: Conversation) -> dict[str, Any]:
        """The whole conversation, JSON-ready."""
        log = self.log()
        title = self.titles([conversation])[conversation.id]
        said = log.turns(conversation.id), log.unanswered(conversation.id), self.persons(conversation)
        return as_data(conversation, title, *said)

    def file(self, conversation: Conversation, form: Literal["json", "markdown"]) -> str:
        """The whole conversation as a file's text."""
        if form == "json":
            return as_json(self.data(conversation))
        log = self.log()
        title = self.titles([conversation])[conversation.id]
        said = log.turns(conversation.id), log.unanswered(conversation.id), self.persons(conversation)
        return as_markdown(conversation, title, *said)


def conversation_routes(desk: ConversationDesk, deleted: Callable[[str], None]) -> APIRouter:
    """The routes; `deleted` is told each id whose conversation is gone, on the event loop's thread."""
    routes = APIRouter(prefix="/api/conversations")

    @routes.get("")
    def listed(
        request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 20, before: str | None = None
    ) -> dict[str, Any]:
        return desk.listed(visitor_of(request), limit, before)

    @routes.get("/{conversation_id}")
    def read(request: Request, conversation_id: str) -> dict[str, Any]:
        return desk.data(desk.owned(visitor_of(request), "conversation.read", conversation_id))

    @routes.patch("/{conversation_id}")
    def rename(request: Request, conversation_id: str, wanted: Title) -> dict[str, Any]:
        return desk.renamed(visitor_of(request), conversation_id, wanted.title)

    @routes.delete("/{conversation_id}", status_code=204, response_class=Response)
    async def delete(request: Request, conversation_id: str) -> Response:
        visitor = visitor_of(request)
        conversation = await run_in_threadpool(desk.owned, visitor, "conversation.delete", conversation_id)
        deleted(conversation.id)
        await run_in_threadpool(desk.log().delete, conversation.id)
        await run_in_threadpool(desk.forget, conversation.id)
        return Response(status_code=204)

    @routes.get("/{conversation_id}/download", response_model=None)
    def download(request: Request, conversation_id: str, format: Literal["json", "markdown"] = "json") -> Response:
        conversation = desk.owned(visitor_of(request), "conversation.download", conversation_id)
        name = file_name(conversation, _ENDINGS[format])
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(desk.file(conversation, format), media_type=_MEDIA_TYPES[format], headers=headers)

    return routes
