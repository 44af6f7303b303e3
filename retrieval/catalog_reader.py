"""Turns a catalogue file into products, and says of each row it cannot take which field is at fault and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from retrieval.catalog import Product
from retrieval.errors import CatalogError, RejectedRow
from retrieval.formats import fields as fields
from retrieval.formats.columns import REQUIRED, check_mapping
from retrieval.formats.fields import FieldFault
from retrieval.formats.reading import Reading
from retrieval.formats.recognition import find_products
from retrieval.formats.report import FaultCount, FaultTally, SkippedRow, listed


@dataclass(frozen=True, slots=True)
class CatalogReading:
    """What a file held: the products, in file order, the rows that are none, and those left out on purpose."""

    products: tuple[Product, ...]
    rejected: tuple[RejectedRow, ...]
    skipped: tuple[SkippedRow, ...] = ()


class CatalogStream:
    """The products of a file, read while they are asked for, once; nothing is kept but their ids and the faults.

    A fault of the whole file may show only in its middle (a broken download) or at its end: whoever writes the
    products somewhere makes them count only once the stream has ended without a `CatalogError`.
    """

    def __init__(self, path: Path, reading: Reading) -> None:
        """Use `stream_catalog`."""
        self.name = path.name
        self.products = 0
        self.skipped: list[SkippedRow] = []
        self._faults = FaultTally()
        self._path, self._reading = path, reading
        self._started = False

    @property
    def rows(self) -> int:
        """Data rows read so far, good or not; a header is none."""
        return self._reading.rows_read

    @property
    def rejected(self) -> list[RejectedRow]:
        """The rows met so far that cannot be read."""
        return self._faults.rows

    def __iter__(self) -> Iterator[Product]:
        """The products in file order.

        Raises:
            CatalogError: the file cannot be read to its end, lacks a needed column, or has no good row.
            RuntimeError: the stream was iterated before.
        """
        if self._started:
            raise RuntimeError("A catalogue stream is read once; open the file again with stream_catalog.")
        self._started = True
        return self._products()

    def summary(self) -> tuple[FaultCount, ...]:
        """The rejected rows so far, counted by field and reason, the most frequent first."""
        return self._faults.summary()

    def report(self) -> dict[str, Any]:
        """What was read, left out and rejected so far, and why, of plain JSON values."""
        skipped: dict[str, int] = {}
        for row in self.skipped:
            skipped[row.reason] = skipped.get(row.reason, 0) + 1
        return {
            "catalog": self.name,
            "rows": self.rows,
            "products": self.products,
            "skipped": len(self.skipped),
            "skipped_by_reason": skipped,
            "rejected": len(self.rejected),
            "rejected_by_reason": [
                {"field": c.field, "reason": c.reason, "count": c.count, "first_row": c.first_row}
                for c in self.summary()
            ],
            "rejected_rows": [{"row": r.row, "field": r.field, "reason": r.reason} for r in self.rejected],
        }

    def _products(self) -> Iterator[Product]:
        ids: dict[str, int] = {}
        currency = ""
        for row, found in find_products(self._path, self._reading):
            if isinstance(found, Product):
                currency = currency or found.currency
                if found.id not in ids and found.currency == currency:
                    ids[found.id] = row
                    self.products += 1
                    yield found
                else:
                    self._faults.add(row, self._misfit(found, ids, currency))
            elif isinstance(found, FieldFault):
                self._faults.add(row, found)
            else:
                self.skipped.append(SkippedRow(row, found))
        self._check_something_came()

    def _misfit(self, product: Product, ids: Mapping[str, int], currency: str) -> FieldFault:
        """Why a product that is well in itself cannot stand beside those before it."""
        if product.id in ids:
            reason, kind = f"is also the id of row {ids[product.id]}", "is also the id of an earlier row"
            return FieldFault(f"{product.id[:40]!r} {reason}", self._reading.column_of.get("id", "id"), kind)
        reason = f"{product.currency} differs from the {currency} of the rows before"
        return FieldFault(reason, self._reading.column_of.get("currency", "currency"))

    def _check_something_came(self) -> None:
        if not self.rows:
            raise CatalogError(f"{self.name} holds no rows; give a catalogue with at least one product.")
        if not self.products and self.rejected:
            rejected = tuple(self.rejected)
            raise CatalogError(f"{self.name} has no row that can be read: {listed(rejected)}.", rejected)
        if not self.products:
            raise CatalogError(f"{self.name} has no product on sale: every row {self.skipped[0].reason}.")


def stream_catalog(
    path: Path | str,
    columns: Mapping[str, str] | None = None,
    *,
    default_currency: str = "USD",
    require_price: bool = True,
    today: date | None = None,
) -> CatalogStream:
    """Open a catalogue to be read product by product, in memory that does not grow with the file, but for the ids.

    Reads JSONL, CSV, TSV, YAML, Shopify's product export and Google Merchant feeds, each plain or gzipped; see
    docs/data.md. `columns` maps our field to the file's column where the usual names do not do. `default_currency`
    (ISO 4217) is that of rows that name none. All rows must share one currency. `today` decides which sale prices
    of a Merchant feed hold (None: the date of the clock).

    `require_price=False` lets rows without a price through at 0.0. It is for measuring search on sets of titles; an
    index that shoppers see is never built so, as a price of nothing would be shown.

    Raises:
        CatalogError: `columns` or `default_currency` make no sense; faults of the file are raised by the iteration.
    """
    path = Path(path)
    check_mapping(columns or {})
    try:
        currency = fields.read_currency(default_currency)
    except FieldFault as fault:
        raise CatalogError(f"{fault.reason}; name the catalogue's currency.") from fault
    required = REQUIRED if require_price else tuple(name for name in REQUIRED if name != "price")
    reading = Reading(columns or {}, currency, required, today)
    return CatalogStream(path, reading)


def load_catalog(
    path: Path | str,
    columns: Mapping[str, str] | None = None,
    *,
    default_currency: str = "USD",
    require_price: bool = True,
    today: date | None = None,
) -> CatalogReading:
    """Read a whole catalogue that fits into memory; the parameters are those of `stream_catalog`.

    Raises:
        CatalogError: the file cannot be read, lacks the column of a required field, or has no good row (`rejected`
            then lists them).
    """
    stream = stream_catalog(path, columns, default_currency=default_currency, require_price=require_price, today=today)
    products = tuple(stream)
    return CatalogReading(products, tuple(stream.rejected), tuple(stream.skipped))


def all_good(stream: CatalogStream) -> Iterator[Product]:
    """The products of `stream`, for callers not told to skip rejected rows: they are told at its end.

    Raises:
        CatalogError: as iterating the stream does, and as `require_all_good` does once it has ended.
    """
    yield from stream
    require_all_good(stream)


def require_all_good(reading: CatalogReading | CatalogStream) -> None:
    """Refuse a reading, or a stream read to its end, with rejected rows, for callers not told to skip them.

    Raises:
        CatalogError: listing the first rows at fault; `rejected` has all.
    """
    rejected = tuple(reading.rejected)
    if rejected:
        products = reading.products if isinstance(reading, CatalogStream) else len(reading.products)
        raise CatalogError(
            f"{len(rejected)} of {len(rejected) + products} rows cannot be read: {listed(rejected)}. "
            "Correct them, or pass --skip-bad to leave them out.",
            rejected,
        )
