"""Purchases of many customers, read from CSV: CDNOW, UCI Online Retail, or any with customer, date and amount."""

from __future__ import annotations

import csv
import gzip
import io
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evaluation.errors import EvaluationError
from loyalty.nouns import Purchase

_NAMES: Final = {
    "customer": ("customer", "customer_id", "customerid", "user_id", "id"),
    "date": ("date", "invoicedate", "at", "placed_at", "datetime", "timestamp"),
    "amount": ("amount", "amount_usd", "total", "value", "spend", "revenue"),
}
"""What a column may be called, in small letters."""
_INVOICE: Final = ("invoiceno", "quantity", "unitprice", "customerid", "invoicedate")
_ALSO: Final = {"invoice": "invoiceno", "price": "unitprice", "customer id": "customerid"}
"""How the second edition of Online Retail calls three of them."""
_FORMATS: Final = ("%Y%m%d", "%m/%d/%Y %H:%M", "%m/%d/%Y")
"""Of dates beside ISO 8601: CDNOW's, and that of Online Retail as it is often saved."""
_CDNOW_HEADER: Final = "number_of_cds"
"""A second heading that CDNOW's file has in its second line."""


@dataclass(frozen=True, slots=True)
class PurchaseSet:
    """The purchases of every customer, refunds as negative amounts; `left_out` counts rows that were not read."""

    histories: Mapping[str, Sequence[Purchase]]
    rows: int
    left_out: Mapping[str, int]


def read_purchases(file: Path) -> PurchaseSet:
    """Read a CSV file, gzipped or not; a heading names the columns.

    Invoice lines (UCI Online Retail) are added up to invoices; a line that is there twice counts once, a cancellation
    is a refund at its own time. A row without a customer, a date or an amount is left out and counted.

    Raises:
        EvaluationError: the file cannot be read, has no columns that say customer, date and amount, or no usable row.
    """
    lines = csv.reader(_lines(file))
    heading = [name.strip().lower().lstrip("\ufeff") for name in next(lines, [])]
    invoices = [_ALSO.get(name, name) for name in heading]
    reader = _Invoices(invoices) if all(name in invoices for name in _INVOICE) else _Rows(heading, file)
    rows = 0
    try:
        for row in lines:
            rows += bool(row)
            if row:
                reader.read(row)
    except csv.Error as error:
        raise EvaluationError(f"{file} is not a CSV file ({error}); save it as comma separated values.") from error
    histories = reader.histories()
    if not histories:
        raise EvaluationError(f"{file} has no row with a customer, a date and an amount; check its columns.")
    return PurchaseSet(histories, rows, {why: count for why, count in reader.left_out.items() if count})


class _Rows:
    """One purchase a row."""

    def __init__(self, heading: Sequence[str], file: Path) -> None:
        self._at = {what: _column(heading, names) for what, names in _NAMES.items()}
        if not any(name.strip() for name in heading):
            raise EvaluationError(f"{file} is empty; name a file with a customer, a date and an amount a row.")
        missing = [what for what, found in self._at.items() if found is None]
        if missing:
            raise EvaluationError(f"{file} has no column for {', '.join(missing)}; it has {', '.join(heading)}.")
        self.left_out = {"no customer": 0, "no date": 0, "no amount": 0}
        self._found: dict[str, list[Purchase]] = {}

    def read(self, row: Sequence[str]) -> None:
        customer, date, amount = (_cell(row, self._at[what]) for what in ("customer", "date", "amount"))
        if _CDNOW_HEADER in row:
            return
        at, paid = _time(date), _number(amount)
        if not customer or at is None or paid is None:
            self.left_out["no customer" if not customer else "no date" if at is None else "no amount"] += 1
            return
        self._found.setdefault(customer, []).append(Purchase(at, paid))

    def histories(self) -> dict[str, list[Purchase]]:
        return self._found


class _Invoices:
    """One line of an invoice a row, as UCI Online Retail has them."""

    def __init__(self, heading: Sequence[str]) -> None:
        self._at = {name: heading.index(name) for name in _INVOICE}
        self.left_out = {"there twice": 0, "no customer": 0, "no date": 0, "no amount": 0}
        self._seen: set[tuple[str, ...]] = set()
        self._totals: dict[tuple[str, str, datetime], float] = {}

    def read(self, row: Sequence[str]) -> None:
        invoice, quantity, price, customer, date = (_cell(row, self._at[name]) for name in _INVOICE)
        if not customer:
            self.left_out["no customer"] += 1
            return
        if tuple(row) in self._seen:
            self.left_out["there twice"] += 1
            return
        self._seen.add(tuple(row))
        at, pieces, each = _time(date), _number(quantity), _number(price)
        if at is None or pieces is None or each is None:
            self.left_out["no date" if at is None else "no amount"] += 1
            return
        key = customer.removesuffix(".0"), invoice, at
        self._totals[key] = self._totals.get(key, 0.0) + pieces * each

    def histories(self) -> dict[str, list[Purchase]]:
        found: dict[str, list[Purchase]] = {}
        for (customer, _, at), total in self._totals.items():
            found.setdefault(customer, []).append(Purchase(at, round(total, 2)))
        return found


def _column(heading: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heading.index(name) for name in names if name in heading), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _time(text: str) -> datetime | None:
    for form in ("", *_FORMATS) if not (len(text) == 8 and text.isdigit()) else _FORMATS:
        try:
            found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _lines(file: Path) -> Iterator[str]:
    try:
        content = file.read_bytes()
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8 text; save it as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvaluationError(f"{file} cannot be read ({reason}); give a CSV file, gzipped or not.") from error
    return iter(io.StringIO(text, newline=""))
