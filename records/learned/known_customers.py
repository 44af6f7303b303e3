"""Everybody who shops here, with all that loyalty may know of them, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, select, union

from records.carts import cart_owner
from records.database import Database
from records.learned.nouns import KeptReading, KnownCustomer
from records.learned.readings import Readings
from records.nouns import Feedback, Order, OrderRequest
from records.rows import order_from, request_from, storable
from records.tables import ConversationRow, CustomerRow, FeedbackRow, OrderRequestRow, OrderRow
from records.vault.sealing import opened, opened_row
from records.vault.vault import PLAIN, Vault

ANONYMOUS = "erased-"
T = TypeVar("T")


class KnownCustomers:
    """Reads customers out of a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault
        self._readings = Readings(database, vault)

    def ids(self) -> tuple[str, ...]:
        """Everybody with an order, a record or a conversation under their name, in order; not those erased."""
        talked = select(ConversationRow.customer_id).where(ConversationRow.customer_id.is_not(None))
        named: CompoundSelect[Any] = union(select(CustomerRow.id), talked)
        with self._database.reading() as session:
            found = session.scalars(named)
            return tuple(sorted(id for id in found if not id.startswith(ANONYMOUS)))

    def customer(self, customer_id: str) -> KnownCustomer | None:
        """What is known of one customer; None where nothing is."""
        return next((one for one in self.customers([customer_id]) if _is_known(one)), None)

    def customers(self, ids: Sequence[str]) -> Iterator[KnownCustomer]:
        """What is known of each, in the order given."""
        wanted = [storable(id) for id in ids]
        with self._database.reading() as session:
            people = session.scalars(select(CustomerRow).where(CustomerRow.id.in_(wanted)))
            joined = {row.id: (row.language, row.joined_at) for row in people}
            placed = session.scalars(select(OrderRow).where(OrderRow.customer_id.in_(wanted)))
            orders = [order_from(row) for row in placed]
            asked = session.scalars(select(OrderRequestRow).where(OrderRequestRow.customer_id.in_(wanted))).all()
            given = session.scalars(select(FeedbackRow).where(FeedbackRow.owner.in_(_owners(wanted))))
            thoughts = [row.values() for row in given]
            talked = session.scalars(select(ConversationRow.id).where(ConversationRow.customer_id.in_(wanted))).all()
        requests = [request_from(opened_row(self._vault, row)) for row in asked]
        feedback = [Feedback(**opened(self._vault, FeedbackRow, values)) for values in thoughts]
        by_customer = _Belongings(orders, requests, feedback, self._readings.readings(talked).values())
        for id in wanted:
            language, joined_at = joined.get(id, ("", None))
            yield by_customer.of(id, language, joined_at)


class _Belongings:
    """What belongs to whom."""

    def __init__(
        self,
        orders: Iterable[Order],
        requests: Iterable[OrderRequest],
        feedback: Iterable[Feedback],
        readings: Iterable[KeptReading],
    ) -> None:
        self._orders = _grouped((one.customer_id, one) for one in sorted(orders, key=lambda o: (o.placed_at, o.id)))
        self._requests = _grouped((one.customer_id, one) for one in sorted(requests, key=lambda r: (r.at, r.id)))
        self._feedback = _grouped((one.owner, one) for one in sorted(feedback, key=lambda f: (f.at, f.id)))
        told = sorted(readings, key=lambda r: (r.started_at, r.conversation_id))
        self._readings = _grouped((one.customer_id or "", one) for one in told)

    def of(self, id: str, language: str, joined_at: Any) -> KnownCustomer:
        return KnownCustomer(
            id=id,
            language=language,
            joined_at=joined_at,
            orders=tuple(self._orders[id]),
            requests=tuple(self._requests[id]),
            feedback=tuple(self._feedback[cart_owner(id, "")]),
            readings=tuple(self._readings[id]),
        )


def _owners(ids: Iterable[str]) -> list[str]:
    return [cart_owner(id, "") for id in ids]


def _is_known(customer: KnownCustomer) -> bool:
    return bool(customer.joined_at or customer.orders or customer.readings)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
