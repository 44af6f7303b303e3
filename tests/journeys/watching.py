"""What a page complains about and what it asks of other hosts: one watcher for all journeys."""

from __future__ import annotations

import re
from typing import Any

GRADIO_CLOSED = re.compile(
    r"AbortError: signal is aborted without reason"
    r"\n    at \w+ \(http\S+/assets/index-[\w-]+\.js:\d+:\d+\)"
    r"\n    at \w+\.close \(http\S+/assets/index-[\w-]+\.js:\d+:\d+\)"
    r"\n    at http\S+/assets/Index-[\w-]+\.js:\d+:\d+"
)
"""Gradio's own front end closes its client when a page is left (`beforeunload`) and writes to the console that its
stream was aborted, where one was open: for a moment after each answer, and while one is written. Nobody reads it, and
whether it arrives before the page is gone is chance. `close` has no other caller."""
GRADIO_CUT = "Unexpected error Connection errored out. "
"""What the client writes next for each answer that was still to come on that stream."""


def watch(page: Any, site: str, complaints: list[str], strange_requests: list[str]) -> None:
    """Adds to the lists what the page's console reports, what breaks in it, and the addresses asked for beyond `site`.

    What Gradio writes while a page is being left is no complaint; the same words at any other time are one.
    """
    leaving = False

    def arrived() -> None:
        nonlocal leaving
        leaving = False

    def heard(message: Any) -> None:
        nonlocal leaving
        if GRADIO_CLOSED.fullmatch(message.text):
            leaving = True
        elif message.type in ("error", "warning") and not (leaving and message.text == GRADIO_CUT):
            complaints.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((site, "data:", f"blob:{site}")):
            strange_requests.append(request.url)

    page.on("domcontentloaded", arrived)
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
