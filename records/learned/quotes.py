"""Quotes go with the conversation they were said in, wherever they were repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Text, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from records.erasure.erased import batches
from records.learned.tables import LoyaltyScoreRow
from records.tables import ConversationRow

HAS_WORDS = as_type(LoyaltyScoreRow.explanation, Text).not_in(["{}", '"{}"'])
"""The condition that a score is still explained."""


def forget_quotes(session: Session | Connection, conversation_ids: Iterable[str]) -> int:
    """Empties the explanations of the scores of whoever spoke in the conversations, before these are deleted.

    The figures stay, and the next round explains them anew from what is left. How many were emptied.
    """
    emptied = 0
    for batch in batches(conversation_ids):
        whose = select(ConversationRow.customer_id).where(ConversationRow.id.in_(batch))
        theirs = LoyaltyScoreRow.customer_id.in_(whose.where(ConversationRow.customer_id.is_not(None)))
        emptied += empty_explanations(session, theirs)
    return emptied


def empty_explanations(session: Session | Connection, condition: Any) -> int:
    """Empties the explanations of the scores that a condition names; how many there were."""
    emptied = update(LoyaltyScoreRow).where(condition, HAS_WORDS).values(explanation={})
    done = session.execute(emptied, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount
