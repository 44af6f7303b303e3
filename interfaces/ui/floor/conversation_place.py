"""Where a message from the page goes: the browser names a turn and a conversation, and is believed neither."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING, Any

from interfaces.ui.floor.live_turns import LiveTurns, Place
from records.access.rules import Visitor, may

if TYPE_CHECKING:
    from records.conversation_log import ConversationLog

_TURN_ID = re.compile(r"[0-9A-Za-z_-]{20,64}")
"""Nothing shorter is an id that nobody can guess."""


async def place_of(
    asked: Any, visitor: Visitor, log: ConversationLog, live: LiveTurns, tried: str | None
) -> Place | None:
    """The place of the message in a page event (`turn`, `conversation`); None where its turn id is not the visitor's.

    A conversation that is unknown or somebody else's is as good as none: a new one is begun. `tried` is the demo
    customer whom a guest begins it as.
    """
    turn_id = str(getattr(asked, "turn", ""))
    if not _TURN_ID.fullmatch(turn_id):
        return None
    running = live.turn(turn_id)
    if running is not None:
        return running.place if may(visitor, "conversation.write", running.place) else None
    wanted = str(getattr(asked, "conversation", None) or "")
    return await asyncio.to_thread(_looked_up, turn_id, wanted, visitor, log, tried)


def _looked_up(turn_id: str, wanted: str, visitor: Visitor, log: ConversationLog, tried: str | None) -> Place | None:
    logged, begun = log.turn(turn_id), conversation_begun_by(turn_id)
    for id in [logged.conversation_id] if logged else [wanted, begun]:
        known = log.conversation(id) if id else None
        if known is not None and may(visitor, "conversation.write", known):
            return Place(known.id, turn_id, known.customer_id, known.guest_id)
    if logged is not None or log.conversation(begun) is not None:
        return None
    customer_id, guest_id = visitor.owner
    return Place(begun, turn_id, customer_id or (tried if guest_id else None), guest_id)


def conversation_begun_by(turn_id: str) -> str:
    """The id of a conversation that begins with this turn, so that sending the message again begins no second one."""
    return hashlib.sha256(f"conversation begun by {turn_id}".encode()).hexdigest()[:32]
