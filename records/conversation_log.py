"""The append-only log of what was said: the seam and its two implementations.

History for the language model, replay and loyalty all read this log; no turn in it is ever changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy import Connection, Update, literal, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import refuse_erased
from records.group_commit import GroupCommit
from records.learned.refusals import forget_if_refused
from records.log_rules import check_message, check_owner, check_position, is_repeat, unknown
from records.log_statements import (
    ANSWERED,
    CONVERSATION,
    CONVERSATIONS,
    CUSTOMER,
    MESSAGE,
    STANDING,
    TABLES,
    TURNS,
    UNANSWERED,
    LogStatements,
    Values,
    all_rows,
    delete_conversation,
    first_row,
)
from records.memory_log import MemoryConversationLog
from records.nouns import Conversation, ReceivedMessage, Turn
from records.rows import (
    conversation_from,
    conversation_row,
    message_from,
    message_row,
    storable,
    turn_from,
    turn_row,
)
from records.tables import ConversationRow, ReceivedMessageRow, TurnRow
from records.vault.sealing import opened, sealed
from records.vault.vault import PLAIN, Vault

__all__ = ["ConversationLog", "MemoryConversationLog", "SqlConversationLog"]


class ConversationLog(Protocol):
    """Where conversations are kept; safe to call from several threads.

    Texts are kept as given, except that what no database can hold (NUL, half a surrogate pair) becomes U+FFFD.
    Every call may also raise `DatabaseFault` when the log is kept in a database.
    """

    def start(self, conversation: Conversation) -> None:
        """Opens a conversation; doing so again for the same customer or guest changes nothing.

        Raises:
            ConversationTaken: the id belongs to another customer or guest, or to nobody, or to somebody while neither
                is given.
            SubjectErased: the conversation or the customer was erased.
        """
        ...

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, or None."""
        ...

    def receive(self, message: ReceivedMessage) -> bool:
        """Keeps a message for good before it is answered; receiving it again changes nothing.

        True where it waits for its answer, False where its turn stands in the log already.

        Raises:
            ConversationUnknown: the conversation was never started, or was deleted.
            TurnConflict: a message with other words, or in another conversation, has this turn id.
        """
        ...

    def append(self, turn: Turn) -> None:
        """Keeps the turn for good before it returns; appending the same turn again changes nothing.

        The message received under the turn's id no longer waits then.

        Raises:
            ConversationUnknown: the conversation was never started, or was deleted.
            TurnOutOfPlace: `position` is not the number of turns kept so far.
            TurnConflict: a different turn has this id.
        """
        ...

    def turn(self, turn_id: str) -> Turn | None:
        """The turn of this id, or None."""
        ...

    def turns(self, conversation_id: str, last: int | None = None, *, before: int | None = None) -> tuple[Turn, ...]:
        """The turns in order, only the `last` (0 upwards) ones when given; empty for an unknown conversation.

        Only those whose position comes before `before`, where it is given.
        """
        ...

    def unanswered(self, conversation_id: str) -> tuple[ReceivedMessage, ...]:
        """The messages that wait for their answer, oldest first: one that is being answered now waits as well."""
        ...

    def first_turns(self, conversation_ids: Collection[str]) -> Mapping[str, Turn]:
        """The first turn of each conversation that has one, by conversation id."""
        ...

    def conversations(
        self,
        customer_id: str | None = None,
        limit: int = 50,
        *,
        guest_id: str | None = None,
        before: Conversation | None = None,
    ) -> tuple[Conversation, ...]:
        """At most `limit` conversations, newest first; of one customer, of one guest, or of everybody when None.

        Only those that come after `before` in this order, where it is given.
        """
        ...

    def rename(self, conversation_id: str, title: str) -> None:
        """Gives the conversation a title, any text.

        Raises:
            ConversationUnknown: there is none of this id.
        """
        ...

    def delete(self, conversation_id: str) -> bool:
        """Takes a conversation away for good, with its turns, messages, feedback, hand-offs and its guest's cart.

        False where there is none of this id.
        """
        ...

    def adopt(self, guest_id: str, customer_id: str) -> int:
        """Makes the conversations of a guest those of a customer, who signed in; how many there were.

        One that the guest had as somebody, a customer of the demo shop, stays as it is.
        """
        ...


_OWNERS_KNOWN = 10_000


class SqlConversationLog:
    """Keeps conversations in a database that has been upgraded; a turn is on disk when `append` returns.

    What was said goes through the vault, as `records.vault.sealing` says. Where a key was destroyed `[erased]` stands
    for the words; where what is sealed was changed, reading it raises `SealBroken`.
    """

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database = database
        self._vault = vault
        # Another process may give a conversation another owner meanwhile; then the former owner's key is used on, which
        # opens as well and goes with the conversation.
        self._owners: dict[str, str] = {}
        self._commits = GroupCommit(database)
        self._ask = LogStatements(database.engine.dialect.name)

    def start(self, conversation: Conversation) -> None:
        """See `ConversationLog.start`."""
        values = conversation_row(conversation)
        wanted = conversation_from(values)
        known = self.conversation(wanted.id)
        if known is None:
            owner = cart_owner(wanted.customer_id, wanted.id)
            values = sealed(self._vault, ConversationRow, owner, values)
            self._commits.run(lambda connection: self._start(connection, wanted, values))
            known = self.conversation(wanted.id)
        check_owner(known or wanted, wanted)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """See `ConversationLog.conversation`."""
        with self._database.reading() as session:
            found = first_row(session.execute(CONVERSATION, {"wanted": storable(conversation_id)}))
        return self._conversation_of(found) if found else None

    def receive(self, message: ReceivedMessage) -> bool:
        """See `ConversationLog.receive`."""
        message = message_from(message_row(message))
        owner = self._owner_of(message.conversation_id)
        values = sealed(self._vault, ReceivedMessageRow, owner, message_row(message))
        try:
            turn, waiting = self._commits.run(lambda connection: self._receive(connection, values))
        except IntegrityError as error:
            raise unknown(message.conversation_id) from error
        known = self._turn_of(turn) if turn else self._message_of(waiting) if waiting else None
        check_message(known, message)
        return turn is None

    def append(self, turn: Turn) -> None:
        """See `ConversationLog.append`."""
        plain = turn_row(turn)
        turn = turn_from(plain)
        values = sealed(self._vault, TurnRow, self._owner_of(turn.conversation_id), plain)
        try:
            known = self._commits.run(lambda connection: self._append(connection, turn, values))
        except IntegrityError as error:
            raise unknown(turn.conversation_id) from error
        is_repeat(self._turn_of(known) if known else None, turn)

    def turn(self, turn_id: str) -> Turn | None:
        """See `ConversationLog.turn`."""
        with self._database.reading() as session:
            found = first_row(session.execute(self._ask.turn, {"wanted": storable(turn_id)}))
        return self._turn_of(found) if found else None

    def turns(self, conversation_id: str, last: int | None = None, *, before: int | None = None) -> tuple[Turn, ...]:
        """See `ConversationLog.turns`."""
        wanted = self._ask.newest_turns if before is None else self._ask.newest_turns.where(TURNS.position < before)
        wanted = wanted if last is None else wanted.limit(last)
        with self._database.reading() as session:
            rows = all_rows(session.execute(wanted, {"wanted": storable(conversation_id)}))
        return tuple(self._turn_of(row) for row in reversed(rows))

    def unanswered(self, conversation_id: str) -> tuple[ReceivedMessage, ...]:
        """See `ConversationLog.unanswered`."""
        with self._database.reading() as session:
            rows = all_rows(session.execute(UNANSWERED, {"wanted": storable(conversation_id)}))
        return tuple(self._message_of(row) for row in rows)

    def first_turns(self, conversation_ids: Collection[str]) -> Mapping[str, Turn]:
        """See `ConversationLog.first_turns`."""
        ids = [storable(id) for id in conversation_ids]
        with self._database.reading() as session:
            rows = all_rows(session.execute(self._ask.first_turns, {"listed": ids}))
        return {row["conversation_id"]: self._turn_of(row) for row in rows}

    def conversations(
        self,
        customer_id: str | None = None,
        limit: int = 50,
        *,
        guest_id: str | None = None,
        before: Conversation | None = None,
    ) -> tuple[Conversation, ...]:
        """See `ConversationLog.conversations`."""
        newest = select(*CONVERSATIONS).order_by(CONVERSATIONS.started_at.desc(), CONVERSATIONS.id.desc())
        if customer_id is not None:
            newest = newest.where(CONVERSATIONS.customer_id == storable(customer_id))
        if guest_id is not None:
            newest = newest.where(CONVERSATIONS.guest_id == storable(guest_id))
        if before is not None:
            place = tuple_(CONVERSATIONS.started_at, CONVERSATIONS.id)
            newest = newest.where(place < tuple_(literal(before.started_at, CONVERSATIONS.started_at.type), before.id))
        with self._database.reading() as session:
            rows = all_rows(session.execute(newest.limit(limit)))
        return tuple(self._conversation_of(row) for row in rows)

    def rename(self, conversation_id: str, title: str) -> None:
        """See `ConversationLog.rename`."""
        named = update(TABLES["conversations"]).where(CONVERSATIONS.id == storable(conversation_id))
        values = {"id": storable(conversation_id), "title": storable(title)}
        owner = self._owner_of(values["id"])
        given = named.values(title=sealed(self._vault, ConversationRow, owner, values)["title"])
        if not self._commits.run(lambda connection: connection.execute(given).rowcount):
            raise unknown(conversation_id)

    def delete(self, conversation_id: str) -> bool:
        """See `ConversationLog.delete`."""
        return self._commits.run(lambda connection: delete_conversation(connection, storable(conversation_id)))

    def adopt(self, guest_id: str, customer_id: str) -> int:
        """See `ConversationLog.adopt`."""
        self._owners.clear()
        theirs = update(TABLES["conversations"]).where(
            CONVERSATIONS.guest_id == storable(guest_id), CONVERSATIONS.customer_id.is_(None)
        )
        adopted = theirs.values(customer_id=storable(customer_id), guest_id=None)
        return self._commits.run(lambda connection: _adopt(connection, adopted, customer_id))

    def _start(self, connection: Connection, wanted: Conversation, values: Values) -> None:
        owner = cart_owner(wanted.customer_id, wanted.id)
        refuse_erased(connection, cart_owner(None, wanted.id), owner)
        # Here, where it shares a transaction, and not when the first words are sealed.
        self._vault.prepare([owner], connection)
        connection.execute(self._ask.add_conversation, values)

    def _receive(self, connection: Connection, values: Values) -> tuple[Values | None, Values | None]:
        """What the log had under the message's turn id before: a turn, or a message that waits; two None if nothing."""
        wanted = {"wanted": values["turn_id"]}
        turn = first_row(connection.execute(self._ask.turn, wanted))
        if turn is not None or connection.execute(self._ask.add_message, values).rowcount:
            return turn, None
        return None, first_row(connection.execute(MESSAGE, wanted))

    def _append(self, connection: Connection, turn: Turn, values: Values) -> Values | None:
        """The turn that the log had under this id before; None where this one was added."""
        added, known = False, None
        # On PostgreSQL another process may append between the question and the insert; then the question is put again.
        while not added and known is None:
            known = self._known_or_next(connection, turn)
            added = known is None and connection.execute(self._ask.add_turn, values).rowcount > 0
        connection.execute(ANSWERED, {"wanted": turn.id})
        return known

    def _known_or_next(self, connection: Connection, turn: Turn) -> Values | None:
        """What the log has under the turn's id; None where the turn is the next one."""
        standing = connection.execute(STANDING, {"turn": turn.id, "wanted": turn.conversation_id}).one()
        if standing.known is not None:
            return first_row(connection.execute(self._ask.turn, {"wanted": turn.id}))
        if standing.conversation is None:
            raise unknown(turn.conversation_id)
        check_position(turn, 0 if standing.last is None else standing.last + 1)
        return None

    def _conversation_of(self, row: Values) -> Conversation:
        return conversation_from(opened(self._vault, ConversationRow, row))

    def _turn_of(self, row: Values) -> Turn:
        return turn_from(opened(self._vault, TurnRow, self._ask.parsed(row)))

    def _message_of(self, row: Values) -> ReceivedMessage:
        return message_from(opened(self._vault, ReceivedMessageRow, row))

    def _owner_of(self, conversation_id: str) -> str:
        """For whom the words of a conversation are sealed; before anything is written, since a key may be made."""
        if self._vault is PLAIN:
            return ""  # nothing is sealed for anybody
        if (owner := self._owners.get(conversation_id)) is not None:
            return owner
        with self._database.reading() as session:
            found = session.execute(CUSTOMER, {"wanted": conversation_id}).first()
        if found is None:
            raise unknown(conversation_id)
        if len(self._owners) >= _OWNERS_KNOWN:
            self._owners.clear()
        return self._owners.setdefault(conversation_id, cart_owner(found.customer_id, conversation_id))


def _adopt(connection: Connection, adopted: Update, customer_id: str) -> int:
    refuse_erased(connection, cart_owner(customer_id, ""))
    count = connection.execute(adopted).rowcount
    if count:
        forget_if_refused(connection, customer_id)
    return count
