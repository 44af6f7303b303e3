"""Turns a catalogue file into products, and says of each row it cannot take which field is at fault and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from retrieval import catalog_fields as fields
from retrieval.catalog import AttributeValue, Product
from retrieval.catalog_columns import REQUIRED, Columns, check_mapping, recognise
from retrieval.catalog_fields import FieldFault
from retrieval.catalog_rows import Row, is_typed, read_rows
from retrieval.errors import CatalogError, RejectedRow

LISTED: Final = 5
"""How many rejected rows an error's sentence lists; its `rejected` has them all."""

_OPTIONAL: Final = {
    "description": fields.read_text,
    "title_zh": fields.read_text,
    "description_zh": fields.read_text,
    "brand": fields.read_text,
    "list_price": fields.read_price,
    "rating": fields.read_rating,
    "review_count": fields.read_count,
    "stock": fields.read_count,
    "tags": fields.read_names,
    "image": fields.read_text,
    "added_on": fields.read_text,
}


@dataclass(frozen=True, slots=True)
class CatalogReading:
    """What a file held: the products, in file order, and the rows that are none."""

    products: tuple[Product, ...]
    rejected: tuple[RejectedRow, ...]


def load_catalog(
    path: Path | str, columns: Mapping[str, str] | None = None, *, default_currency: str = "USD"
) -> CatalogReading:
    """Read the products of a JSONL, CSV or YAML file, or one of these gzipped.

    `columns` maps our field to the file's column where the usual names do not do. `default_currency` (ISO 4217) is
    that of rows that name none. All rows must share one currency. A CSV column `attribute.colour` is an attribute;
    in JSONL and YAML every other plain value is.

    Raises:
        CatalogError: the file cannot be read, lacks the column of a required field, or has no good row (`rejected`
            then lists them).
    """
    path = Path(path)
    check_mapping(columns or {})
    reading = _Reading(columns or {}, fields.read_currency(default_currency), typed=is_typed(path))
    for row in read_rows(path):
        reading.add(row)
    return reading.finish(path.name)


def require_all_good(reading: CatalogReading) -> None:
    """Refuse a reading with rejected rows, for callers that were not told to skip them.

    Raises:
        CatalogError: listing the first rows at fault; `rejected` has all.
    """
    if reading.rejected:
        raise CatalogError(
            f"{len(reading.rejected)} of {len(reading.rejected) + len(reading.products)} rows cannot be read: "
            f"{listed(reading.rejected)}. "
            "Correct them, or pass --skip-bad to leave them out.",
            reading.rejected,
        )


def listed(rejected: tuple[RejectedRow, ...]) -> str:
    """The first `LISTED` faults in one line: row, field, reason."""
    lines = [f"row {r.row}{f', {r.field}' if r.field else ''}: {r.reason}" for r in rejected[:LISTED]]
    more = len(rejected) - len(lines)
    return "; ".join(lines) + (f"; and {more} more" if more else "")


@dataclass(slots=True)
class _Reading:
    """Rows seen so far; columns are assigned anew for each set of column names met."""

    mapping: Mapping[str, str]
    currency: str
    typed: bool
    products: list[Product] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)
    row: int = 0
    known: dict[tuple[str, ...], Columns] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Take the next row, as a product or as a rejected row."""
        self.row += 1
        if isinstance(row, str):
            self._reject("", row)
            return
        try:
            product = self._product(row)
        except FieldFault as fault:
            self._reject(fault.field, fault.reason)
            return
        self.row_of[product.id] = self.row
        self.products.append(product)

    def finish(self, name: str) -> CatalogReading:
        """All rows are in: the result, or why there is none."""
        self._check_columns(name)
        rejected = tuple(self.rejected)
        if not self.row:
            raise CatalogError(f"{name} holds no rows; give a catalogue with at least one product.")
        if not self.products:
            raise CatalogError(f"{name} has no row that can be read: {listed(rejected)}.", rejected)
        return CatalogReading(tuple(self.products), rejected)

    def _check_columns(self, name: str) -> None:
        """A required or mapped column that no row has is one fault of the file, not one a row."""
        if not self.known:
            return
        there = list(dict.fromkeys(column for names in self.known for column in names))
        for our in dict.fromkeys((*REQUIRED, *self.mapping)):
            if not any(our in columns.of for columns in self.known.values()):
                missing = self.mapping.get(our, our)
                raise CatalogError(
                    f"{name} has no column {missing!r} for the {our.replace('_', ' ')}; "
                    f"the columns are: {', '.join(there)}. Name the right one in the column mapping.",
                    tuple(self.rejected),
                )

    def _product(self, row: Mapping[str, Any]) -> Product:
        names = tuple(row)
        columns = self.known.get(names)
        if columns is None:
            columns = self.known[names] = recognise(names, self.mapping, extras=self.typed)
        reader = _RowReader(row, columns, self.typed)
        product_id = reader.required("id", fields.read_text)
        if product_id in self.row_of:
            raise FieldFault(f"{product_id!r} is also the id of row {self.row_of[product_id]}", columns.of["id"])
        product = reader.product(product_id, self.currency)
        if self.products and product.currency != self.products[0].currency:
            raise FieldFault(
                f"{product.currency} differs from the {self.products[0].currency} of the rows before",
                columns.of.get("currency", "currency"),
            )
        return product

    def _reject(self, column: str, reason: str) -> None:
        self.rejected.append(RejectedRow(self.row, column, reason))


@dataclass(frozen=True, slots=True)
class _RowReader:
    """One row and where its fields stand; every fault it raises names the file's own column."""

    row: Mapping[str, Any]
    columns: Columns
    typed: bool

    def product(self, product_id: str, default_currency: str) -> Product:
        """The row as a product."""
        category, attributes = self._category_and_attributes()
        stated = {name: value for name, read in _OPTIONAL.items() if (value := self.optional(name, read)) is not None}
        return Product(
            id=product_id,
            title=self.required("title", fields.read_text),
            price=self.required("price", fields.read_price),
            currency=self.optional("currency", fields.read_currency) or default_currency,
            category=category,
            attributes=attributes,
            **stated,
        )

    def required(self, name: str, read: Any) -> Any:
        """The field, read by `read`; a blank is a fault."""
        value = self.optional(name, read)
        if value is None:
            raise FieldFault(f"the {name} is missing", self.columns.of.get(name, name))
        return value

    def optional(self, name: str, read: Any) -> Any:
        """The field, read by `read`, or None where the row states nothing."""
        column = self.columns.of.get(name)
        value = self.row.get(column) if column is not None else None
        if column is None or fields.is_blank(value):
            return None
        try:
            return read(value)
        except FieldFault as fault:
            raise FieldFault(fault.reason, fault.field or column) from fault

    def _category_and_attributes(self) -> tuple[tuple[str, ...], dict[str, AttributeValue]]:
        """A second category column makes a one-level path deeper; beside a longer path it is an attribute."""
        category: tuple[str, ...] = self.optional("category", fields.read_path) or ()
        attributes: dict[str, AttributeValue] = self.optional("attributes", fields.read_attributes) or {}
        leaf: str | None = self.optional("subcategory", fields.read_text)
        if leaf and len(category) <= 1:
            category = (*category, leaf)
        elif leaf:
            attributes.setdefault(self.columns.of["subcategory"], leaf)
        return category, {**attributes, **self._extra_attributes()}

    def _extra_attributes(self) -> dict[str, AttributeValue]:
        found: dict[str, AttributeValue] = {}
        for name, column in self.columns.attributes.items():
            value = self.row.get(column)
            if isinstance(value, (dict, list)) and not column.startswith("attribute"):
                continue
            try:
                read = fields.read_attribute(value, typed=self.typed)
            except FieldFault as fault:
                raise FieldFault(fault.reason, column) from fault
            if read is not None:
                found[name] = read
        return found
