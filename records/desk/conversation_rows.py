"""The conversation that something of staff's is added to: whose it is, that it stays, and that a text fits in."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import refuse_erased
from records.errors import TextRefusal
from records.log_rules import unknown
from records.rows import storable
from records.tables import ConversationRow, Table
from records.vault.sealing import sealed
from records.vault.vault import Vault

MAX_TEXT_CHARS = 10_000
"""Of a message and of a note."""


def fitting(text: str, most: int = MAX_TEXT_CHARS) -> str:
    """The text without white space around it, as a database can hold it.

    Raises:
        TextRefusal: nothing is left of it, or it has more than `most` characters; it is not cut.
    """
    text = storable(text.strip())
    if not text:
        raise TextRefusal("There is nothing in this text; write something.", most)
    if len(text) > most:
        raise TextRefusal(f"This text has {len(text):,} characters; {most:,} are the most.", most)
    return text


def sealed_for_conversation(
    database: Database, vault: Vault, table: type[Table], conversation_id: str, values: dict[str, Any]
) -> dict[str, Any]:
    """A row's values, sealed for the conversation's owner; before anything is written, since a key may be made.

    Raises:
        ConversationUnknown: there is no such conversation.
        SubjectErased: its owner was erased.
    """
    with database.reading() as session:
        owner = _owner(session.get(ConversationRow, conversation_id), conversation_id)
    return sealed(vault, table, owner, values)


def held(session: Session, conversation_id: str) -> ConversationRow:
    """The conversation, which nobody deletes and nobody else holds until the transaction ends.

    Raises:
        ConversationUnknown: there is no such conversation.
        SubjectErased: its owner was erased.
    """
    row = session.scalars(
        select(ConversationRow).where(ConversationRow.id == conversation_id).with_for_update()
    ).first()
    refuse_erased(session, _owner(row, conversation_id), cart_owner(None, conversation_id))
    return cast("ConversationRow", row)


def _owner(row: ConversationRow | None, conversation_id: str) -> str:
    if row is None:
        raise unknown(conversation_id)
    return cart_owner(row.customer_id, row.id)
