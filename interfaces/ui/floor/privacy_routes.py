"""One's own data over HTTP: all conversations in one file, and everything deleted because its owner wants it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from interfaces.api.conversation_routes import ConversationDesk
from interfaces.api.identity import Identity, identity_of, new_guest_id, visitor_of
from interfaces.api.sign_in_routes import NO_STORE, SignInDesk
from interfaces.ui.floor.live_turns import LiveTurns
from interfaces.ui.floor.thoughts import Thoughts
from records.access.rules import Visitor, require_role
from records.erasure.erasing import Eraser
from records.erasure.receipts import Receipt
from records.errors import SubjectUnknown
from records.nouns import Conversation

BY_THEMSELVES = "self"
"""What a receipt and the audit trail say of who erased."""
_MEDIA_TYPES = {"json": "application/json", "markdown": "text/markdown; charset=utf-8"}
_ENDINGS = {"json": "json", "markdown": "md"}


@dataclass(frozen=True, slots=True)
class PrivacyDesk:
    """Gives visitors what is theirs, or deletes it."""

    desk: ConversationDesk
    thoughts: Thoughts
    eraser: Callable[[], Eraser]

    def own(self, visitor: Visitor) -> list[Conversation]:
        """All of theirs, newest first: the account's, or the browser's."""
        return self.desk.all_own(visitor)

    def file(self, visitor: Visitor, form: Literal["json", "markdown"]) -> str:
        """All their conversations, and what they thought of answers, as one file's text."""
        require_role(visitor, "conversation.download")
        own = self.own(visitor)
        if form == "markdown":
            return "\n\n---\n\n".join(self.desk.file(one, "markdown") for one in own) or "\n"
        told = [self.desk.data(one) | {"feedback": dict(self.thoughts.of(one))} for one in own]
        return json.dumps({"conversations": told}, ensure_ascii=False, indent=2)

    def forget(self, visitor: Visitor) -> list[Receipt]:
        """Erases a shopper's customer with all that is kept of them, anybody else's conversations; and this browser's.

        What the shop must keep, see `Eraser`, stays under nobody's name. The receipts are empty where nothing was kept.
        """
        require_role(visitor, "self.erase")
        talks = {one.id for one in self.own(visitor)} | {one.id for one in self.own(Visitor(guest_id=visitor.guest_id))}
        found = []
        if visitor.role == "shopper" and visitor.customer_id is not None:
            found.append(self._erased_customer(visitor.customer_id, visitor))
            talks = {one.id for one in self.own(Visitor(guest_id=visitor.guest_id))}
        done = self.eraser().erase_conversations(talks, by=BY_THEMSELVES, role=visitor.role)
        return [receipt for receipt in (*found, done.receipt if done else None) if receipt is not None]

    def _erased_customer(self, customer_id: str, visitor: Visitor) -> Receipt | None:
        try:
            return self.eraser().erase(customer_id, by=BY_THEMSELVES, role=visitor.role).receipt
        except SubjectUnknown:  # somebody else has just done it
            return None


def privacy_routes(privacy: PrivacyDesk, sign_in: SignInDesk, live: LiveTurns) -> APIRouter:
    """`GET /api/me/conversations` and `DELETE /api/me`, after which the browser is another guest."""
    routes = APIRouter(prefix="/api/me")

    @routes.get("/conversations", response_model=None)
    def conversations(request: Request, format: Literal["json", "markdown"] = "json") -> Response:
        headers = {"Content-Disposition": f'attachment; filename="conversations.{_ENDINGS[format]}"'}
        text = privacy.file(visitor_of(request), format)
        return Response(text, media_type=_MEDIA_TYPES[format], headers=headers)

    @routes.delete("", response_model=None)
    async def forget(request: Request) -> Response:
        before = identity_of(request)
        require_role(before.visitor, "self.erase")
        live.stop_of(before.visitor)
        receipts = await run_in_threadpool(privacy.forget, before.visitor)
        return _another_guest(request, before, sign_in, {"receipts": [_told(one) for one in receipts]})

    return routes


def _another_guest(request: Request, before: Identity, sign_in: SignInDesk, told: dict[str, Any]) -> Response:
    """The page stays open and is somebody else's: nothing leads from who they were to who they are."""
    if before.sign_in is not None and sign_in.people is not None:
        sign_in.people.sign_ins.end(before.sign_in)
    made = Identity(Visitor(guest_id=new_guest_id()))
    sign_in.pages.move(before.visitor, made.visitor)
    return sign_in.with_cookies(JSONResponse(told, headers=NO_STORE), made, request.url.scheme == "https")


def _told(receipt: Receipt) -> dict[str, Any]:
    return {**asdict(receipt), "counts": dict(receipt.counts), "at": receipt.at.isoformat()}
