"""Keeps what conversations say, one reading a conversation, the newest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, func, insert, select

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import batches
from records.errors import SubjectErased
from records.learned.nouns import KeptReading, KeptSignal
from records.learned.refusals import learnable
from records.learned.tables import ConversationReadingRow, SignalRow
from records.rows import storable
from records.tables import ConversationRow, Table
from records.vault.sealing import opened, sealed
from records.vault.vault import PLAIN, Vault

_SUMMARY = (
    "conversation_id", "reader", "turns", "ended_at", "mood", "course", "satisfaction", "contact_reason", "unresolved",
    "details",
)  # fmt: skip


_PAGE = 500
_SIGNAL = tuple(one.name for one in fields(KeptSignal))
_SUMMARIES = Table.metadata.tables["conversation_readings"].c
_SIGNALS = Table.metadata.tables["signals"].c


class Readings:
    """Keeps readings in a database that has been upgraded; safe to call from several threads and processes.

    Quotes go through the vault. Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault

    def keep(self, readings: Sequence[KeptReading]) -> int:
        """Keeps them in one transaction, each in the place of an earlier one; how many were kept.

        A conversation that was deleted meanwhile is left out, and so is one of somebody who does not want to be learned
        from.
        """
        rows = self._sealed_signals(readings)
        by_id = {one.conversation_id: one for one in readings if one.conversation_id in rows}
        with self._database.writing() as session:
            there = learnable(session, by_id)
            for batch in batches(there):
                for table in (SignalRow, ConversationReadingRow):
                    session.execute(delete(table).where(table.conversation_id.in_(batch)))
            kept = [one for id, one in by_id.items() if id in there]
            if kept:
                session.execute(insert(ConversationReadingRow), [_summary(one) for one in kept])
            if heard := [row for one in kept for row in rows[one.conversation_id]]:
                session.execute(insert(SignalRow), heard)
        return len(kept)

    def reading(self, conversation_id: str) -> KeptReading | None:
        """What the conversation says; None where nobody has read it."""
        return self.readings([conversation_id]).get(conversation_id)

    def readings(self, conversation_ids: Collection[str]) -> Mapping[str, KeptReading]:
        """What each conversation says, of those that were read."""
        summaries: list[dict[str, Any]] = []
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        with self._database.reading() as session:
            for batch in batches(map(storable, conversation_ids)):
                found = select(*_SUMMARIES, ConversationRow.customer_id, ConversationRow.started_at)
                found = found.join(ConversationRow, ConversationRow.id == _SUMMARIES.conversation_id)
                found = found.where(_SUMMARIES.conversation_id.in_(batch))
                summaries += [dict(row) for row in session.execute(found).mappings()]
                heard = select(*_SIGNALS).where(SignalRow.conversation_id.in_(batch))
                for row in session.execute(heard.order_by(SignalRow.at, SignalRow.turn_id, SignalRow.start)).mappings():
                    rows[row["conversation_id"]].append(dict(row))
        return {
            row["conversation_id"]: KeptReading(
                **row, signals=tuple(self._signal(one) for one in rows[row["conversation_id"]])
            )
            for row in summaries
        }

    def signals_of(self, customer_id: str, kinds: Collection[str]) -> tuple[tuple[str, KeptSignal], ...]:
        """Signals of some kinds in one customer's conversations, each after its conversation's id; any order.

        One statement that touches nothing else of them, for it is asked in every search of who is signed in.
        """
        heard = select(*_SIGNALS).join(ConversationRow, ConversationRow.id == _SIGNALS.conversation_id)
        heard = heard.where(ConversationRow.customer_id == storable(customer_id), _SIGNALS.kind.in_(sorted(kinds)))
        with self._database.reading() as session:
            rows = [dict(row) for row in session.execute(heard).mappings()]
        return tuple((row["conversation_id"], self._signal(row)) for row in rows)

    def in_order(self) -> Iterator[KeptReading]:
        """Every reading by the id of its conversation, read page by page; what is deleted meanwhile is left out."""
        last = ""
        while True:
            found = select(_SUMMARIES.conversation_id).where(_SUMMARIES.conversation_id > last)
            with self._database.reading() as session:
                ids = list(session.scalars(found.order_by(_SUMMARIES.conversation_id).limit(_PAGE)))
            if not ids:
                return
            page = self.readings(ids)
            yield from (page[id] for id in ids if id in page)
            last = ids[-1]

    def count(self) -> int:
        """How many conversations were read."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(ConversationReadingRow)) or 0

    def _sealed_signals(self, readings: Sequence[KeptReading]) -> dict[str, list[dict[str, Any]]]:
        """The rows of each reading's signals, before anything is written: a key may be made for them.

        Conversations that are gone, and those of somebody who was erased, are left out.
        """
        with self._database.reading() as session:
            there = learnable(session, [one.conversation_id for one in readings], lock=False)
        standing = [one for one in readings if one.conversation_id in there]
        self._vault.prepare(_owner(one) for one in standing if one.signals)
        rows: dict[str, list[dict[str, Any]]] = {}
        for one in standing:
            with suppress(SubjectErased):
                rows[one.conversation_id] = self._signal_rows(one)
        return rows

    def _signal_rows(self, reading: KeptReading) -> list[dict[str, Any]]:
        rows = []
        for number, signal in enumerate(reading.signals):
            values = {name: getattr(signal, name) for name in _SIGNAL}
            values |= {name: storable(values[name]) for name in ("turn_id", "quote")}
            values |= {"id": f"{values['turn_id']}:{number}", "conversation_id": reading.conversation_id}
            rows.append(sealed(self._vault, SignalRow, _owner(reading), values))
        return rows

    def _signal(self, row: dict[str, Any]) -> KeptSignal:
        values = opened(self._vault, SignalRow, row)
        return KeptSignal(**{name: value for name, value in values.items() if name not in ("id", "conversation_id")})


def _owner(reading: KeptReading) -> str:
    return cart_owner(reading.customer_id, reading.conversation_id)


def _summary(reading: KeptReading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in _SUMMARY} | {"details": dict(reading.details)}
