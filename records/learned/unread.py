"""The conversations that were not read yet, or said more since: what loyalty works through, a page at a time."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import Any

import orjson
from sqlalchemy import JSON, Select, Text, func, select, type_coerce

from records.database import Database
from records.errors import SealBroken
from records.learned.nouns import SaidConversation, SaidTurn
from records.learned.refusals import may_be_learned_from
from records.learned.tables import ConversationReadingRow
from records.log_statements import CONVERSATIONS, TURNS, all_rows
from records.tables import TurnRow
from records.vault.sealing import opened
from records.vault.vault import PLAIN, Vault

logger = logging.getLogger(__name__)

_READ = ("id", "conversation_id", "position", "at", "text", "answer", "language", "outcome")
_JSON = ("shown_product_ids", "tool_calls")
_SEALED_ELSEWHERE = ("constraints", "claims", "pending", "trace")
"""Columns of a turn that are sealed and not read here."""


class UnreadConversations:
    """What a reader has not read, in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault
        self._as_text = database.engine.dialect.name == "sqlite"

    def count(self, reader: str) -> int:
        """How many conversations have turns that `reader` has not read."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(_unread(reader).subquery())) or 0

    def page(self, reader: str, after: str = "", limit: int = 200) -> tuple[SaidConversation, ...]:
        """At most `limit` of them whose ids come after `after`, in the order of their ids.

        What is being said meanwhile is in it or makes the conversation unread again. One that is deleted while it is
        read is left out, and so is one with a turn that was changed by somebody without the key: the program's log
        names it. Empty only where there is no more.
        """
        while found := self._found(reader, after, limit):
            if said := self._said(found):
                return said
            after = found[-1]["id"]
        return ()

    def _found(self, reader: str, after: str, limit: int) -> list[dict[str, Any]]:
        wanted = _unread(reader).where(CONVERSATIONS.id > after).order_by(CONVERSATIONS.id).limit(limit)
        with self._database.reading() as session:
            return all_rows(session.execute(wanted))

    def _said(self, found: list[dict[str, Any]]) -> tuple[SaidConversation, ...]:
        columns = [TURNS[name] for name in _READ] + [self._column(name) for name in _JSON]
        ids = [row["id"] for row in found]
        with self._database.reading() as session:
            said = select(*columns).where(TURNS.conversation_id.in_(ids))
            rows = all_rows(session.execute(said.order_by(TURNS.conversation_id, TURNS.position)))
        turns: dict[str, list[SaidTurn]] = defaultdict(list)
        broken: set[str] = set()
        for row in rows:
            try:
                turns[row["conversation_id"]].append(self._turn(row))
            except SealBroken as error:
                broken.add(row["conversation_id"])
                logger.error("Conversation %s is not read: %s", row["conversation_id"], error)
        return tuple(
            SaidConversation(row["id"], row["customer_id"], row["started_at"], tuple(turns[row["id"]]))
            for row in found
            if turns[row["id"]] and row["id"] not in broken
        )

    def _column(self, name: str) -> Any:
        """Lists come as text from SQLite, as in `LogStatements`."""
        return type_coerce(TURNS[name], Text if self._as_text else JSON).label(name)

    def _turn(self, row: dict[str, Any]) -> SaidTurn:
        calls = row["tool_calls"]
        row["tool_calls"] = orjson.loads(calls) if isinstance(calls, str) and calls[:1] in '["' else calls
        row = opened(self._vault, TurnRow, {**row, **{name: {} for name in _SEALED_ELSEWHERE}})
        shown = row["shown_product_ids"]
        shown = orjson.loads(shown) if isinstance(shown, str) else shown
        tools = tuple(call["name"] for call in row["tool_calls"])
        return SaidTurn(
            id=row["id"],
            position=row["position"],
            at=row["at"],
            text=row["text"],
            answer=row["answer"],
            language=row["language"],
            outcome=row["outcome"],
            shown_product_ids=tuple(shown),
            tools=tools,
        )


def _unread(reader: str) -> Select[Any]:
    """The conversations with a turn that this reader has not read, and may read."""
    readings = ConversationReadingRow
    said = select(func.max(TURNS.position)).where(TURNS.conversation_id == CONVERSATIONS.id).scalar_subquery()
    read = select(readings.turns).where(readings.conversation_id == CONVERSATIONS.id, readings.reader == reader)
    return select(CONVERSATIONS.id, CONVERSATIONS.customer_id, CONVERSATIONS.started_at).where(
        said + 1 > func.coalesce(read.scalar_subquery(), 0), may_be_learned_from()
    )
