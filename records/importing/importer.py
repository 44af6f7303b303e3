"""Imports a file of customers, orders or transcripts: reads it in batches, each kept in one transaction.

What is imported twice changes nothing. A killed import is run again: what was kept is found unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from records.actions import Now, utc_now
from records.database import Database
from records.errors import RowFault
from records.importing.customer_rows import customer_of
from records.importing.keeping import Found, judge_customers, judge_orders, keep
from records.importing.log_keeping import Redact, judge_conversations
from records.importing.order_rows import order_of, order_of_rows
from records.importing.pages import customers_of
from records.importing.reading import Kind, passed_over, several, single
from records.importing.remembered import Remembered
from records.importing.report import ImportReport, Outcome
from records.importing.shopify import KEY, ShopifyOrder, is_shopify, shopify_order
from records.importing.source import Source, open_source
from records.importing.transcript_rows import PastConversation, conversation_of
from records.nouns import Customer, Order
from records.vault.vault import PLAIN, Vault

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of the file is read, and how large it is, in kB."""
BATCH: Final = 500
_ID_LETTERS: Final = 12
_Thing = TypeVar("_Thing", Customer, Order, ShopifyOrder, PastConversation)


def _as_it_is(text: str, _owner: str) -> str:
    return text


@dataclass(frozen=True)
class Importer:
    """Imports into a database that has been upgraded.

    `secret` makes the ids of customers who are known by their e-mail address only, the same ones each time. `redact`
    takes personal data out of what shoppers said.
    """

    database: Database
    secret: bytes
    vault: Vault = PLAIN
    redact: Redact = _as_it_is
    now: Now = utc_now

    def run(
        self, kind: Kind, file: Path, *, strict: bool = False, dry_run: bool = False, progress: Progress | None = None
    ) -> ImportReport:
        """Imports the file and says what came of it; rows that cannot be used are left out and named.

        `strict` reads the file twice and keeps nothing where one row is bad; `dry_run` keeps nothing at all.

        Raises:
            ImportFault: the file cannot be read, or lacks a column; what was kept before that was found stays.
            DatabaseFault, WrongKeys: the database cannot be used; whole batches stay.
        """
        tell = progress or _silent
        if strict or dry_run:
            trial = self._pass(kind, file, False, f"checking {kind}", tell)
            if dry_run or trial.bad_rows:
                return trial
        return self._pass(kind, file, True, kind, tell)

    def _pass(self, kind: Kind, file: Path, write: bool, what: str, progress: Progress) -> ImportReport:
        with open_source(file) as source, Remembered() as remembered:
            report = ImportReport(passed_over=passed_over(kind, source), written=write)
            run = _Run(self, source, remembered, report, write)
            for _ in run.batches(kind):
                progress(f"{what}, kB", source.position // 1000, max(1, source.size // 1000))
        return report


@dataclass(frozen=True)
class _Run:
    """One reading of one file."""

    importer: Importer
    source: Source
    remembered: Remembered
    report: ImportReport
    write: bool

    def batches(self, kind: Kind) -> Iterator[None]:
        """Deals with one batch after another."""
        if kind == "customers":
            return self._all(single(self.source.rows, customer_of), self._customers)
        if kind == "transcripts":
            return self._all(single(self.source.rows, conversation_of), self._conversations)
        if self.source.syntax == "jsonl":
            return self._all(single(self.source.rows, order_of), self._orders)
        if is_shopify(self.source.columns):
            now = self.importer.now()
            self._learn_emails()
            return self._all(several(self.source.rows, KEY, lambda rows: shopify_order(rows, now)), self._shopify)
        return self._all(several(self.source.rows, "id", order_of_rows), self._orders)

    def _all(
        self,
        found: Iterable[Found[_Thing] | RowFault],
        deal: Callable[[Sequence[Found[_Thing]]], Iterable[Outcome | RowFault]],
    ) -> Iterator[None]:
        batch: list[Found[_Thing]] = []
        size = 0
        for one in found:
            if isinstance(one, RowFault):
                self.report.add(one)
            elif self._is_first(one):
                batch.append(one)
                size += _weight(one.thing)
            if size >= BATCH:
                self._add(deal(batch))
                batch, size = [], 0
                yield
        self._add(deal(batch) if batch else ())
        yield

    def _is_first(self, found: Found[_Thing]) -> bool:
        """Whether the id did not stand in the file before; told are those that did."""
        before = self.remembered.first(_id(found.thing), found.row.row, repr(found.thing))
        if before is not None:
            row, same = before
            fault = found.row.fault("id", f"stands in row {row} too, with other values")
            self.report.add("unchanged" if same else fault)
        return before is None

    def _add(self, outcomes: Iterable[Outcome | RowFault]) -> None:
        for outcome in outcomes:
            self.report.add(outcome)

    def _customers(self, batch: Sequence[Found[Customer]], only_new: bool = False) -> Sequence[Outcome | RowFault]:
        own = self.importer
        return keep(
            own.database,
            lambda: judge_customers(own.database, own.vault, batch, only_new=only_new),
            write=self.write,
        )

    def _orders(self, batch: Sequence[Found[Order]], expected: Iterable[str] = ()) -> Sequence[Outcome | RowFault]:
        database, also = self.importer.database, frozenset(expected)
        return keep(database, lambda: judge_orders(database, batch, also), write=self.write)

    def _conversations(self, batch: Sequence[Found[PastConversation]]) -> Sequence[Outcome | RowFault]:
        own = self.importer
        return keep(
            own.database, lambda: judge_conversations(own.database, own.vault, own.redact, batch), write=self.write
        )

    def _shopify(self, batch: Sequence[Found[ShopifyOrder]]) -> Iterator[Outcome | RowFault]:
        """Keeps the customers nobody knew first, then the orders of those that could be kept."""
        strangers: dict[str, Found[Customer]] = {}
        orders: list[Found[Order]] = []
        for found in batch:
            customer = found.thing.customer
            id = self.remembered.customer_of(customer.email)
            if id is None:
                id = _id_of(customer.email, self.importer.secret)
                strangers[id] = Found(found.row, replace(customer, id=id))
                self.remembered.add_email(customer.email, id)
            orders.append(Found(found.row, replace(found.thing.order, customer_id=id)))
        outcomes = self._customers(tuple(strangers.values()), only_new=True) if strangers else ()
        made = dict(zip(strangers, outcomes, strict=True))
        refused = {id for id, outcome in made.items() if isinstance(outcome, RowFault)}
        self.report.customers_made += sum(outcome == "new" for outcome in made.values())
        yield from self._outcomes(orders, refused, strangers)

    def _outcomes(
        self, orders: Sequence[Found[Order]], refused: set[str], strangers: Iterable[str]
    ) -> Iterator[Outcome | RowFault]:
        for found in orders:
            if found.thing.customer_id in refused:
                yield found.row.fault("Email", "is of a customer who was erased")
        kept = [found for found in orders if found.thing.customer_id not in refused]
        yield from self._orders(kept, () if self.write else [found.thing.customer_id for found in kept])

    def _learn_emails(self) -> None:
        for customer in customers_of(self.importer.database, self.importer.vault):
            if customer.email:
                self.remembered.add_email(customer.email, customer.id)


def _id(thing: Customer | Order | ShopifyOrder | PastConversation) -> str:
    return thing.order.id if isinstance(thing, ShopifyOrder) else thing.id


def _weight(thing: Customer | Order | ShopifyOrder | PastConversation) -> int:
    """How many rows it makes, so that a batch of long conversations is not larger than one of orders."""
    return 1 + len(thing.turns) if isinstance(thing, PastConversation) else 1


def _id_of(email: str, secret: bytes) -> str:
    """The id of a customer known by an address only; nobody without the secret can tell the address from it."""
    digest = hmac.new(secret, f"customer {email.strip().casefold()}".encode(), hashlib.sha256).digest()
    return f"E-{base64.b32encode(digest).decode()[:_ID_LETTERS]}"


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
