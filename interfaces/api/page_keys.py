"""Whose page a Gradio event happens on: the key a page makes up for itself is bound to whoever showed it first."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from threading import Lock
from urllib.parse import parse_qs

from records.access.rules import Visitor

MAX_PAGES = 50_000
"""Keys that are held; of more the one that was not seen for longest is forgotten."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class PageKeys:
    """Binds Gradio's session hashes, which browsers draw with `Math.random`, to visitors; safe to call from threads."""

    def __init__(self) -> None:
        self._holders: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def admits(self, key: str, visitor: Visitor) -> bool:
        """Whether the page is this visitor's; one that nobody has shown before becomes theirs."""
        if not _SHAPE.fullmatch(key):
            return False
        with self._lock:
            holder = self._holders.setdefault(key, _name(visitor))
            self._holders.move_to_end(key)
            if len(self._holders) > MAX_PAGES:
                self._holders.popitem(last=False)
        return holder == _name(visitor)

    def move(self, before: Visitor, now: Visitor) -> None:
        """The pages of somebody who has just signed in stay theirs."""
        old, new = _name(before), _name(now)
        with self._lock:
            self._holders.update({key: new for key, holder in self._holders.items() if holder == old})


def page_key(path: str, query: bytes, body: bytes) -> str:
    """The key that an event names in its path, its query or its JSON body; empty where it names none."""
    if "/gradio_api/heartbeat/" in path:
        return path.rpartition("/")[2]
    if body:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        key = told.get("session_hash") if isinstance(told, dict) else None
        return key if isinstance(key, str) else ""
    keys = parse_qs(query.decode("latin-1")).get("session_hash", [])
    return keys[0] if len(keys) == 1 else ""


def _name(visitor: Visitor) -> str:
    """A browser in one role: signed in it is somebody else than before. A program has no pages, and so no name."""
    return f"{visitor.account_id}/{visitor.guest_id}"
