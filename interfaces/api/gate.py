"""Stands before every door of the site: finds out who asks, and gives a browser its guest token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interfaces.api.identity import Identities, Identity
from interfaces.api.tokens import GUEST_COOKIE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Gate:
    """ASGI middleware; `visitor_of` reads what it found out."""

    def __init__(self, app: ASGIApp, identities: Identities) -> None:
        self._app = app
        self._identities = identities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = await self._identify(scope)
        scope.setdefault("state", {})["identity"] = identity
        await self._app(scope, receive, self._greeting(scope, identity, send))

    async def _identify(self, scope: Scope) -> Identity:
        from starlette.concurrency import run_in_threadpool
        from starlette.requests import cookie_parser

        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        cookies = cookie_parser(headers.get(b"cookie", ""))
        # In a thread, since a sign-in or a key is looked up in the database.
        return await run_in_threadpool(self._identities.of, cookies, headers.get(b"authorization"))

    def _greeting(self, scope: Scope, identity: Identity, send: Send) -> Send:
        """Sends the guest token along with a page that opens, unless the answer itself sets one."""
        if not (identity.guest_is_new and identity.visitor.guest_id and scope["path"] == "/"):
            return send
        token = self._identities.guest_tokens.sign(identity.visitor.guest_id)
        seconds = int(self._identities.config.guest_lifetime.total_seconds())
        cookie = f"{GUEST_COOKIE}={token}; HttpOnly; Max-Age={seconds}; Path=/; SameSite=lax"
        if scope["scheme"] == "https":
            cookie += "; Secure"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", []).append((b"set-cookie", cookie.encode()))
            await send(message)

        return sending
