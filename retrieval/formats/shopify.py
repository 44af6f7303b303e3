"""Reads Shopify's product export: several rows a product, one for each variant, some for further pictures.

Columns after https://help.shopify.com/en/manual/products/import-export/using-csv, in the names used until 2024
(`Handle`, `Body (HTML)`, `Variant Price`) and since (`URL handle`, `Description`, `Price`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from retrieval.catalog import AttributeValue
from retrieval.errors import CatalogError
from retrieval.formats import fields as fields
from retrieval.formats.columns import no_column
from retrieval.formats.fields import FieldFault
from retrieval.formats.plain_text import plain_text
from retrieval.formats.reading import Found, Reading
from retrieval.formats.row import READERS
from retrieval.formats.rows import Row
from retrieval.formats.variants import Variant, attribute_name, joined

_T = TypeVar("_T")
Run = list[tuple[int, Mapping[str, Any]]]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("handle", "url handle"),
    "title": ("title",),
    "price": ("variant price", "price"),
    "list_price": ("variant compare at price", "compare-at price"),
    "description": ("body (html)", "description"),
    "brand": ("vendor",),
    "category": ("product category",),
    "subcategory": ("type",),
    "tags": ("tags",),
    "image": ("image src", "product image url"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "status": ("status",),
    "published": ("published", "published on online store"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "backorder": ("variant inventory policy", "continue selling when out of stock"),
    "grams": ("variant grams", "weight value (grams)"),
    "variant_image": ("variant image", "variant image url"),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    **{f"option{n}": (f"option{n} value",) for n in (1, 2, 3)},
    **{f"option{n}_name": (f"option{n} name",) for n in (1, 2, 3)},
}
_ATTRIBUTES: Final = {
    f"google shopping / {name}": name.replace(" ", "_") for name in ("gender", "age group", "condition", "mpn")
}
_METAFIELD: Final = re.compile(r"(.+) \(product\.metafields\.[^()]*\)", re.IGNORECASE)
_OPTIONS: Final = ("option1", "option2", "option3")
_MOST_ROWS: Final = 5_000
"""Rows of one handle; Shopify allows 2,048 variants and 250 pictures."""


def is_shopify(names: Sequence[str]) -> bool:
    """Whether a table with columns called `names` is a product export."""
    folded = {name.casefold() for name in names}
    old = "handle" in folded and bool(folded & {"variant price", "variant sku", "option1 name"})
    return "title" in folded and (old or "url handle" in folded)


class ShopifyRows:
    """Puts the rows of each handle together; they must follow one another, as they do in an export."""

    def __init__(self, name: str, names: Sequence[str], reading: Reading) -> None:
        """`name` is the file's; `names` are its columns.

        Raises:
            CatalogError: a needed or mapped column is not there.
        """
        self._reading = reading
        self._of = _columns(name, names, reading)
        self._mapped = [our for our in reading.mapping if our not in _COLUMNS]
        self._attributes = _attribute_columns(names)
        self._seen: dict[str, int] = {}

    def products(self, rows: Iterator[Row]) -> Iterator[tuple[int, Found]]:
        """Each handle's products with its first row's number; rows at fault; the reason for each handle left out."""
        run: Run = []
        handle = ""
        for number, row in enumerate(rows, 1):
            self._reading.rows_read = number
            if isinstance(row, FieldFault):
                yield number, row
                continue
            if run and self._cell(row, "id") != handle:
                yield from self._finished(handle, run)
                run = []
            handle = self._cell(row, "id")
            run.append((number, row))
            if len(run) > _MOST_ROWS:
                raise CatalogError(f"Over {_MOST_ROWS:,} rows up to row {number} have one handle, {handle[:40]!r}.")
        if run:
            yield from self._finished(handle, run)

    def _finished(self, handle: str, run: Run) -> Iterator[tuple[int, Found]]:
        """One handle's outcome: its rows at fault, then its products."""
        number, first = run[0]
        try:
            self._check_handle(handle, number)
            if reason := self._left_out(first):
                yield number, reason
                return
            names = self._option_names(first)
            shared = self._shared(first, names)
        except FieldFault as fault:
            yield number, fault
            return
        variants = []
        for place, row in run:
            if place == number or self._is_variant(row):
                try:
                    variants.append(self._variant(row, len(names)))
                except FieldFault as fault:
                    yield place, fault
        if variants:
            yield from ((number, product) for product in joined(shared, names, variants))

    def _cell(self, row: Mapping[str, Any], key: str) -> str:
        column = self._of.get(key)
        return (row.get(column) or "").strip() if column else ""

    def _read(self, row: Mapping[str, Any], key: str, read: Callable[[Any], _T]) -> _T | None:
        """The cell, read by `read`; None where it is blank."""
        value = self._cell(row, key)
        if not value:
            return None
        try:
            return read(value)
        except FieldFault as fault:
            raise fault.of_field(self._of[key]) from fault

    def _check_handle(self, handle: str, number: int) -> None:
        column = self._of["id"]
        if not handle:
            raise FieldFault("the id is missing", column)
        if handle in self._seen:
            rest = "the rows of one product must follow one another"
            raise FieldFault(f"{handle[:40]!r} stands at row {self._seen[handle]} already; {rest}", column, rest)
        self._seen[handle] = number

    def _left_out(self, first: Mapping[str, Any]) -> str:
        """Why the shop itself does not sell the product; empty when it does."""
        status = self._cell(first, "status").casefold()
        if status not in ("", "active"):
            return f"has the status {status[:20]!r}"
        return "is not published" if self._cell(first, "published").casefold() == "false" else ""

    def _shared(self, first: Mapping[str, Any], options: Sequence[str]) -> dict[str, Any]:
        """What all variants have in common."""
        title = self._read(first, "title", fields.read_text)
        if not title:
            raise FieldFault("the title is missing", self._of["title"])
        return {
            "id": self._read(first, "id", fields.read_text),
            "title": title,
            "currency": self._reading.currency,
            "description": plain_text(self._read(first, "description", fields.read_text) or ""),
            "brand": self._read(first, "brand", fields.read_text) or "",
            "category": self._category(first),
            "tags": self._read(first, "tags", _read_tags) or (),
            "image": self._read(first, "image", fields.read_text) or "",
            "attributes": self._product_attributes(first, options),
            **{our: value for our in self._mapped if (value := self._read(first, our, READERS[our])) is not None},
        }

    def _category(self, first: Mapping[str, Any]) -> tuple[str, ...]:
        """Shopify's path, then the shop's own type, which is the finer one, unless the path has it."""
        path = self._read(first, "category", fields.read_arrow_path) or ()
        path = () if path == ("Uncategorized",) else path
        own = self._read(first, "subcategory", fields.read_text)
        return (*path, own) if own and own.casefold() not in map(str.casefold, path) else path

    def _option_names(self, first: Mapping[str, Any]) -> list[str]:
        """The product's options in their order; a product without any is written as the option `Title`."""
        names = [self._read(first, f"{option}_name", fields.read_text) or "" for option in _OPTIONS]
        if names[0].casefold() == "title" and self._cell(first, "option1").casefold() == "default title":
            return []
        return [
            name or option for name, option in zip(names, _OPTIONS, strict=True) if name or self._cell(first, option)
        ]

    def _is_variant(self, row: Mapping[str, Any]) -> bool:
        """Whether the row is more than a further picture."""
        return any(self._cell(row, key) for key in (*_OPTIONS, "price", "sku"))

    def _variant(self, row: Mapping[str, Any], options: int) -> Variant:
        price = self._read(row, "price", fields.read_price)
        if price is None and "price" in self._reading.required:
            raise FieldFault("the price is missing", self._of["price"])
        before = self._read(row, "list_price", fields.read_price)
        values = (self._read(row, option, fields.read_text) or "" for option in _OPTIONS[:options])
        own = {key: value for key in ("sku", "barcode") if (value := self._read(row, key, _read_code))}
        return Variant(
            options=tuple(values),
            price=price or 0.0,
            list_price=before if before and price and before > price else None,
            stock=self._stock(row),
            weight_g=self._read(row, "grams", fields.read_amount),
            image=self._read(row, "variant_image", fields.read_text) or "",
            own=own,
        )

    def _stock(self, row: Mapping[str, Any]) -> int | None:
        """The pieces there are; None where nobody counts them or more can be ordered than there are."""
        pieces = self._read(row, "stock", fields.read_balance)
        if pieces is None or ("tracker" in self._of and not self._cell(row, "tracker")):
            return None
        on_order = self._cell(row, "backorder").casefold() in ("continue", "true")
        return None if on_order and pieces <= 0 else max(pieces, 0)

    def _product_attributes(self, first: Mapping[str, Any], names: Sequence[str]) -> dict[str, AttributeValue]:
        """Metafields and Google's columns, unless an option of that name says it for each variant."""
        options = {_american(attribute_name(name)) for name in names}
        found: dict[str, AttributeValue] = {}
        for column, name in self._attributes.items():
            value = (first.get(column) or "").strip()
            if value and _american(name) not in options and not value.startswith(("{", "[", "gid:")):
                try:
                    found[name] = _one_or_more(fields.read_text(value))
                except FieldFault as fault:
                    raise fault.of_field(column) from fault
        return found


def _columns(name: str, names: Sequence[str], reading: Reading) -> dict[str, str]:
    """Where each key of `_COLUMNS` stands in the file; the operator's mapping wins."""
    folded = {column.casefold(): column for column in reversed(names)}
    of = {key: folded[alias] for key, aliases in _COLUMNS.items() for alias in aliases[::-1] if alias in folded}
    for our in dict.fromkeys((*reading.required, *reading.mapping)):
        wanted = reading.mapping.get(our, of.get(our, _COLUMNS.get(our, (our,))[0]))
        if wanted not in names:
            raise no_column(name, our, wanted, names)
        of[our] = wanted
    reading.column_of.update(of)
    return of


def _attribute_columns(names: Sequence[str]) -> dict[str, str]:
    """The columns that are attributes, and their names: metafields (`Fabric (product.metafields.a.b)`) and Google's."""
    found = {}
    for column in names:
        if metafield := _METAFIELD.fullmatch(column):
            found[column] = attribute_name(metafield[1])
        elif known := _ATTRIBUTES.get(column.casefold()):
            found[column] = known
    return found


def _american(name: str) -> str:
    return name.replace("colour", "color")


def _read_tags(value: str) -> tuple[str, ...]:
    return tuple(tag for part in fields.read_text(value).split(",") if (tag := part.strip()))


def _read_code(value: str) -> str:
    """A stock number or barcode; spreadsheets' apostrophe, which keeps its zeros, is taken off."""
    return fields.read_text(value).lstrip("'")


def _one_or_more(text: str) -> AttributeValue:
    parts = tuple(part.strip() for part in text.split(";") if part.strip())
    return parts if len(parts) > 1 else text
