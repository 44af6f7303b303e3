"""Stands before every door of the site: shuts those that are not in the table, and finds out who asks at the others."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import cookie_parser

from interfaces.api.cookies import set_cookie
from interfaces.api.doors import Door, door_of
from interfaces.api.identity import Identities, Identity
from interfaces.api.page_keys import PageKeys, page_key
from interfaces.api.refusals import no_entry, refusal, refused
from interfaces.api.same_site import UNSAFE, comes_from_here
from interfaces.api.tokens import GUEST_COOKIE
from records.access.rules import AccessRefused, require_role

if TYPE_CHECKING:
    from fastapi.responses import JSONResponse, Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSRF_HEADER = "x-csrf-token"
MAX_BODY_BYTES = 262_144
"""Of one request; the longest message a shopper may send is a small part of it."""


class Gate:
    """ASGI middleware; `visitor_of` reads what it found out. `pages` knows whose page is whose."""

    def __init__(self, app: ASGIApp, identities: Identities, pages: PageKeys) -> None:
        self._app = app
        self._identities = identities
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection, as ASGI asks."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        door = door_of(scope["method"], scope["path"])
        if door is None:
            await refusal(404, "unknown")(scope, receive, send)
        elif door.kind == "asset":
            await self._app(scope, receive, send)
        else:
            await self._through(door, scope, receive, send)

    async def _through(self, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        cookies = cookie_parser(headers.get("cookie", ""))
        identity = await self._identity(cookies, headers.get("authorization"))
        answer = self._refusal(door, scope["method"], headers, identity)
        if answer is None:
            body = await _read(receive) if scope["method"] in UNSAFE else b""
            receive = _again(body, receive) if scope["method"] in UNSAFE else receive
            answer = self._page_refusal(door, scope, body, identity)
        if answer is not None:
            await answer(scope, receive, send)
            return
        scope.setdefault("state", {})["identity"] = identity
        await self._app(scope, receive, self._greeting(scope, identity, send))

    async def _identity(self, cookies: dict[str, str], authorization: str | None) -> Identity:
        """Found in a thread where a sign-in or a key is looked up in the database; guests need not wait for one."""
        if self._identities.looks_up(cookies, authorization):
            return await run_in_threadpool(self._identities.of, cookies, authorization)
        return self._identities.of(cookies)

    def _refusal(self, door: Door, method: str, headers: dict[str, str], identity: Identity) -> Response | None:
        if method in UNSAFE and not comes_from_here(headers, self._identities.config.allowed_origins):
            return refusal(403, "foreign_page")
        if identity.key_refused:
            return refusal(401, "key_refused")
        try:
            require_role(identity.visitor, door.action)
        except AccessRefused as error:
            return no_entry() if door.kind == "page" and identity.is_browser else refused(error)
        token = headers.get(CSRF_HEADER, "").encode()
        wanted = self._identities.csrf_token(identity).encode()
        if door.csrf and identity.is_browser and not hmac.compare_digest(token, wanted):
            return refusal(403, "csrf")
        return None

    def _page_refusal(self, door: Door, scope: Scope, body: bytes | None, identity: Identity) -> JSONResponse | None:
        if body is None:
            return refusal(413, "too_large")
        if door.kind != "event":
            return None
        key = page_key(scope["path"], scope["query_string"], body)
        return None if self._pages.admits(key, identity.visitor) else refusal(404, "unknown")

    def _greeting(self, scope: Scope, identity: Identity, send: Send) -> Send:
        """Sends a new guest token along, unless the answer sets one itself."""
        if not (identity.guest_is_new and identity.visitor.guest_id):
            return send
        token = self._identities.guest_tokens.sign(identity.visitor.guest_id)
        config, secure = self._identities.config, scope["scheme"] == "https"
        cookie = set_cookie(GUEST_COOKIE, token, config.guest_lifetime, secure, bool(config.frame_ancestors))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                ours = f"{GUEST_COOKIE}=".encode()
                if not any(name.lower() == b"set-cookie" and value.startswith(ours) for name, value in headers):
                    headers.append((b"set-cookie", cookie.encode()))
            await send(message)

        return sending


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None where it is too large or its sender went away."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _again(body: bytes | None, receive: Receive) -> Receive:
    """Gives the body that was read, then whatever comes after it."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body or b"", "more_body": False}

    return receiving
