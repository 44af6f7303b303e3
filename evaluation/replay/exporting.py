"""Past conversations of a shop's log as transcripts, found as staff find them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from evaluation.errors import EvaluationError
from evaluation.replay.transcripts import Transcript, from_conversation

if TYPE_CHECKING:
    from assistant.wiring import Shop
    from records.desk.filters import SearchFilters

_PAGE: Final = 50


def past_ids(shop: Shop, filters: SearchFilters, most: int) -> Iterator[str]:
    """The conversations that fit, those that began last first, at most so many."""
    left, place = most, None
    while left > 0:
        page = shop.conversation_search.find(filters, place, limit=min(left, _PAGE))
        yield from (row.id for row in page.rows)
        left, place = left - len(page.rows), page.next
        if place is None:
            return


def past_conversations(shop: Shop, filters: SearchFilters, most: int, by: str, role: str) -> Iterator[Transcript]:
    """What was said in them; that somebody read each is noted. One that was erased, or in which nothing was said, is
    passed over.
    """
    for id in past_ids(shop, filters, most):
        conversation = shop.log.conversation(id)
        if conversation is None:
            continue
        shop.audit.note(by, role, "evaluation.export", f"conversation:{id}")
        with suppress(EvaluationError):
            yield from_conversation(conversation, shop.log.turns(id))
