"""Reads one row as one product, field by field; a fault names the file's own column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from retrieval.catalog import AttributeValue, Product
from retrieval.formats import fields as fields
from retrieval.formats.columns import REQUIRED, Columns
from retrieval.formats.fields import FieldFault

Read = Callable[[Any], Any]

READERS: Final[Mapping[str, Read]] = {
    "id": fields.read_text,
    "title": fields.read_text,
    "price": fields.read_price,
    "currency": fields.read_currency,
    "description": fields.read_text,
    "title_zh": fields.read_text,
    "description_zh": fields.read_text,
    "brand": fields.read_text,
    "category": fields.read_path,
    "subcategory": fields.read_text,
    "list_price": fields.read_price,
    "rating": fields.read_rating,
    "review_count": fields.read_count,
    "stock": fields.read_count,
    "attributes": fields.read_attributes,
    "tags": fields.read_names,
    "image": fields.read_text,
    "added_on": fields.read_text,
}
"""What reads each field."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """How rows with one set of columns are read.

    `typed` says whether the format tells numbers from text. `required` are the fields a row must state.
    """

    columns: Columns
    typed: bool
    currency: str
    required: tuple[str, ...] = REQUIRED

    def product(self, row: Mapping[str, Any]) -> Product:
        """The row as a product.

        Raises:
            FieldFault: a field cannot be read or a required one is blank.
        """
        stated = self._stated(row)
        for name in self.required:
            if name not in stated:
                raise FieldFault(f"the {name} is missing", self.columns.of.get(name, name))
        stated.setdefault("price", 0.0)
        stated.setdefault("currency", self.currency)
        self._place_subcategory(stated)
        extra = self._extra_attributes(row)
        if extra:
            stated["attributes"] = {**stated.get("attributes", {}), **extra}
        return Product(**stated)

    def _stated(self, row: Mapping[str, Any]) -> dict[str, Any]:
        stated = {}
        for name, column in self.columns.of.items():
            value = row.get(column)
            if value is None or (type(value) is str and (not value or value.isspace())):
                continue
            try:
                stated[name] = READERS[name](value)
            except FieldFault as found:
                raise found.of_field(column) from found
        return stated

    def _place_subcategory(self, stated: dict[str, Any]) -> None:
        """A second category column makes a one-level path deeper; beside a longer path it is an attribute."""
        leaf = stated.pop("subcategory", None)
        if leaf is None:
            return
        category = stated.get("category", ())
        if len(category) <= 1:
            stated["category"] = (*category, leaf)
        else:
            stated["attributes"] = {self.columns.of["subcategory"]: leaf, **stated.get("attributes", {})}

    def _extra_attributes(self, row: Mapping[str, Any]) -> dict[str, AttributeValue]:
        found: dict[str, AttributeValue] = {}
        for name, column in self.columns.attributes.items():
            value = row.get(column)
            if value is None or (isinstance(value, (dict, list)) and not column.startswith("attribute")):
                continue
            try:
                read = fields.read_attribute(value, typed=self.typed)
            except FieldFault as fault:
                raise fault.of_field(column) from fault
            if read is not None:
                found[name] = read
        return found
