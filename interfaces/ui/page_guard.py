"""The headers that go with every answer of the site: what a page may fetch, who may frame it, what is kept where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from interfaces.api.doors import STAFF_PAGES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_Header = tuple[bytes, bytes]
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Nothing is fetched from another host, whatever a catalogue or a language model writes. Gradio's own front end
compiles templates in the browser, which is why inline and evaluated scripts of this site stay allowed."""
_ALWAYS: tuple[_Header, ...] = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"))
_UNKEPT = (b"cache-control", b"no-store")
"""What is somebody's own is kept by no cache, and the back button asks for it anew."""
_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
"""The files of Gradio's front end carry a hash of what is in them in their names."""


NOBODY = "'none'"


class PageGuard:
    """ASGI middleware. `parents` are the sites whose pages may show the shop floor in a frame.

    Pages for staff are shown in nobody's: one could be made to click what one does not see.
    """

    def __init__(self, app: ASGIApp, parents: Sequence[str] = ()) -> None:
        self._app = app
        self._framed, self._alone = _framing(parents), _framing(())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, self._with_headers(scope["path"], send))

    def _with_headers(self, path: str, send: Send) -> Send:
        framing = self._alone if _is_for_staff(path) else self._framed
        kept = [_UNKEPT] if _is_somebodys(path) else [_FOR_EVER] if "/assets/" in path else []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                there = {name.lower() for name, _ in headers}
                is_there = message["status"] in (200, 304)
                wanted = [*framing, *_ALWAYS, *(kept if is_there or kept == [_UNKEPT] else [])]
                headers += [pair for pair in wanted if pair[0] not in there]
            await send(message)

        return sending


def _framing(parents: Sequence[str]) -> tuple[_Header, ...]:
    policy = f"{_POLICY}; frame-ancestors {' '.join(parents) or NOBODY}"
    denied: tuple[_Header, ...] = () if parents else ((b"x-frame-options", b"DENY"),)
    return ((b"content-security-policy", policy.encode()), *denied)


def _is_for_staff(path: str) -> bool:
    return any(path == page or path.startswith(f"{page}/") for page in STAFF_PAGES)


def _is_somebodys(path: str) -> bool:
    return path == "/" or path.startswith("/api/") or path.removesuffix("config").rstrip("/") in STAFF_PAGES
