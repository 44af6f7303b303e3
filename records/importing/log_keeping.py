"""Puts one batch of conversations into the log; what stands there already is compared and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import batches, erased_among
from records.importing.keeping import Found, Kept
from records.importing.pages import by_conversation
from records.importing.report import Outcome
from records.importing.transcript_rows import PastConversation
from records.nouns import Conversation, Turn
from records.rows import conversation_from, conversation_row, storable, turn_from, turn_row
from records.tables import ConversationRow, TurnRow
from records.vault.sealing import opened, sealed
from records.vault.vault import Vault

Redact = Callable[[str, str], str]
"""A shopper's words and their owner -> the words without personal data."""
_Row = TypeVar("_Row", ConversationRow, TurnRow)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the log has of the conversations of a batch; `places` are the conversations that its turn ids stand in."""

    conversations: Mapping[str, Conversation]
    turns: Mapping[str, Sequence[Turn]]
    places: Mapping[str, str]
    erased: frozenset[str]


def judge_conversations(
    database: Database, vault: Vault, redact: Redact, batch: Sequence[Found[PastConversation]]
) -> Kept:
    """New conversations and those that go on where the log ends; not those of which the log has something else."""
    wanted = [_cleaned(one.thing, redact) for one in batch]
    log = _standing(database, vault, wanted)
    refused = [_refusal(past, log) for past in wanted]
    outcomes = tuple(
        found.row.fault(*reason) if reason else _outcome(past, log)
        for found, past, reason in zip(batch, wanted, refused, strict=True)
    )
    fresh = [past for past, outcome in zip(wanted, outcomes, strict=True) if outcome in ("new", "changed")]
    owners = frozenset(map(owner_of, fresh))
    vault.prepare(owners)
    return Kept(outcomes, tuple(row for past in fresh for row in _new_rows(past, log, vault)), (), owners)


def owner_of(past: PastConversation) -> str:
    """Whose the conversation is, and the vault's subject."""
    return storable(cart_owner(past.conversation.customer_id, past.id))


def _cleaned(past: PastConversation, redact: Redact) -> PastConversation:
    """As the database would give it back, without the personal data in the shopper's words."""
    owner = owner_of(past)
    turns = (turn_from(turn_row(replace(turn, text=redact(turn.text, owner)))) for turn in past.turns)
    return PastConversation(conversation_from(conversation_row(past.conversation)), tuple(turns))


def _standing(database: Database, vault: Vault, wanted: Sequence[PastConversation]) -> _Standing:
    ids = {past.id for past in wanted}
    turn_ids = {turn.id for past in wanted for turn in past.turns}
    with database.reading() as session:
        conversations = [row.values() for row in _asked(session, ConversationRow, ConversationRow.id, ids)]
        held = [row.values() for row in _asked(session, TurnRow, TurnRow.conversation_id, ids)]
        places = {row.id: row.conversation_id for row in _asked(session, TurnRow, TurnRow.id, turn_ids)}
        erased = erased_among(session, map(owner_of, wanted))
    turns = by_conversation(turn_from(opened(vault, TurnRow, values)) for values in held)
    return _Standing({row["id"]: conversation_from(row) for row in conversations}, turns, places, erased)


def _refusal(past: PastConversation, log: _Standing) -> tuple[str, str] | None:
    """The field and the reason why nothing of the conversation is kept."""
    known, held = log.conversations.get(past.id), tuple(log.turns.get(past.id, ()))
    if owner_of(past) in log.erased:
        return "id", "is of somebody who was erased"
    if known is not None and _owners(known) != _owners(past.conversation):
        return "id", "is that of somebody else's conversation"
    if any(log.places.get(turn.id, past.id) != past.id for turn in past.turns):
        return "turns", "has the id of a turn of another conversation"
    if past.turns[: len(held)] != held[: len(past.turns)]:
        return "turns", "is not what the log has, and the log is never changed"
    return None


def _owners(conversation: Conversation) -> tuple[str | None, str | None]:
    return conversation.customer_id, conversation.guest_id


def _outcome(past: PastConversation, log: _Standing) -> Outcome:
    if past.id not in log.conversations:
        return "new"
    return "changed" if len(past.turns) > len(log.turns.get(past.id, ())) else "unchanged"


def _new_rows(past: PastConversation, log: _Standing, vault: Vault) -> Iterator[ConversationRow | TurnRow]:
    owner = owner_of(past)
    if past.id not in log.conversations:
        yield ConversationRow(**sealed(vault, ConversationRow, owner, conversation_row(past.conversation)))
    for turn in past.turns[len(log.turns.get(past.id, ())) :]:
        yield TurnRow(**sealed(vault, TurnRow, owner, turn_row(turn)))


def _asked(
    session: Session, table: type[_Row], column: InstrumentedAttribute[str], ids: Iterable[str]
) -> Iterator[_Row]:
    for batch in batches(ids):
        yield from session.scalars(select(table).where(column.in_(batch)))
