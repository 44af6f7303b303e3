"""A turn and the log: kept once, whoever else writes meanwhile; told again where its message comes a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ConstraintsChanged,
    Language,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.agent.pending_action import PendingAction
from assistant.agent.replies import Replies
from records.conversation_log import ConversationLog
from records.errors import TurnConflict, TurnOutOfPlace
from records.nouns import Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit

_TRIES = 50


def keep(log: ConversationLog, turn: Turn) -> Turn:
    """The turn as it stands in the log, on disk.

    It takes the next free place where another process answered in the conversation meanwhile. Where another process
    answered this very message, that answer is the turn.

    Raises:
        ConversationUnknown: the conversation was deleted meanwhile.
        TurnConflict: its id stands for a turn of another conversation.
        TurnOutOfPlace: others came between time and again.
        DatabaseFault: it cannot be kept now.
    """
    for _ in range(_TRIES):
        try:
            log.append(turn)
        except TurnOutOfPlace as fault:
            out_of_place, turn = fault, replace(turn, position=fault.expected)
        except TurnConflict:
            known = log.turn(turn.id)
            if known is None or known.conversation_id != turn.conversation_id:
                raise
            return known
        else:
            return turn
    raise out_of_place


def told_again(
    turn: Turn, product: Callable[[str], Product | None], replies: Replies, *, is_last: bool
) -> Iterator[ChatEvent]:
    """A logged turn as events, without running anything; products are shown as they are today, or not at all.

    Only the last turn of a conversation still asks what it asked.
    """
    language: Language = "zh" if turn.language == "zh" else "en"
    yield TurnStarted(turn.conversation_id, turn.id, language)
    yield ConstraintsChanged(turn.constraints)
    shown = [found for found in map(product, turn.shown_product_ids) if found is not None]
    if shown:
        yield ProductsShown(tuple(SearchHit(found, 0.0) for found in shown))
    if is_last and (asked := PendingAction.from_json(turn.pending)) is not None:
        yield ConfirmationAsked(asked.id, asked.tool, asked.text, asked.arguments)
    if turn.answer:
        yield TextDelta(turn.answer)
    if turn.outcome == "failed":
        code = "rail" if turn.claims.get("rail") else "internal"
        yield TurnFailed(code, replies.failed(code, language))
    else:
        yield TurnEnded(turn)
