"""Reads Google Merchant feeds, as tables or XML: one item a row, variants held together by `item_group_id`.

Attributes after https://support.google.com/merchants/answer/7052112. Items of one group are joined only where they
follow one another and nothing but options, price, stock, weight, picture and identifiers differs between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from retrieval.catalog import AttributeValue, Product
from retrieval.formats import fields as fields
from retrieval.formats import merchant_values as values
from retrieval.formats.fields import FieldFault
from retrieval.formats.plain_text import plain_text
from retrieval.formats.reading import Found, Reading
from retrieval.formats.row import READERS
from retrieval.formats.rows import Row
from retrieval.formats.variants import Variant, joined

_T = TypeVar("_T")

_NEEDED: Final = frozenset({"id", "title", "price", "link", "image_link", "availability"})
"""Google demands these of every feed; a table with all of them is one."""

_FIELDS: Final[Mapping[str, str]] = {
    "id": "id",
    "title": "title",
    "price": "price",
    "list_price": "list_price",
    "description": "description",
    "brand": "brand",
    "category": "product_type",
    "image": "image_link",
    "stock": "quantity",
}
"""Where our fields stand, unless the operator maps them elsewhere."""

_OPTIONS: Final = ("color", "size", "pattern", "material", "gender", "age_group", "size_type", "size_system")
_SEVERAL: Final = frozenset({"color", "material"})
"""Options whose value may name several, as in `red/green`."""

_TEXTS: Final = (
    "condition", "energy_efficiency_class", "unit_pricing_measure", "availability_date", "expiration_date",
    "product_length", "product_width", "product_height", "compatible_with",
)  # fmt: skip
_CODES: Final = ("gtin", "mpn")
_MOST_ITEMS: Final = 2_000
"""Items of one group held at a time; a longer run of them is read in pieces."""


def is_merchant(names: Sequence[str]) -> bool:
    """Whether a table with columns called `names` is a product feed."""
    return {_fold(name) for name in names} >= _NEEDED


@dataclass(frozen=True, slots=True)
class _Item:
    """One item: what must be equal to join it with its neighbours, and its own side as a variant."""

    row: int
    group: str
    shared: Mapping[str, Any]
    options: Mapping[str, str]
    variant: Variant


class MerchantRows:
    """Reads the items of a feed; memory holds one run of a group at most."""

    def __init__(self, reading: Reading) -> None:
        """`reading.today` decides which sale prices hold."""
        self._reading = reading
        self._today = reading.today or datetime.now(UTC).date()
        reading.column_of.update({**_FIELDS, **reading.mapping})
        self._of = {our: _fold(column) for our, column in reading.column_of.items()}

    def products(self, rows: Iterator[Row]) -> Iterator[tuple[int, Found]]:
        """The items' products, each with the number of its first row, and the rows at fault."""
        run: list[_Item] = []
        for number, row in enumerate(rows, 1):
            self._reading.rows_read = number
            item = row if isinstance(row, FieldFault) else self._item(number, row)
            if isinstance(item, FieldFault):
                yield number, item
                continue
            if run and (item.group != run[0].group or not item.group or len(run) >= _MOST_ITEMS):
                yield from _of_run(run)
                run = []
            run.append(item)
        yield from _of_run(run)

    def _item(self, number: int, row: Mapping[str, Any]) -> _Item | FieldFault:
        folded = {_fold(name): value for name, value in row.items() if value}
        try:
            return _ItemReader(folded, self._of, self._reading).item(number, self._today)
        except FieldFault as fault:
            return fault


@dataclass(frozen=True, slots=True)
class _ItemReader:
    """One item's values by Google's names, and where our fields stand among them."""

    row: Mapping[str, Any]
    of: Mapping[str, str]
    reading: Reading

    def item(self, number: int, today: date) -> _Item:
        """The item; raises FieldFault."""
        amount, before, currency = self._prices(today)
        options = {name: text for name in _OPTIONS if (text := self._read(name, fields.read_text))}
        mapped = {our: self._read(self.of[our], READERS[our]) for our in self.reading.mapping if our not in _FIELDS}
        variant = Variant(
            options=(),
            price=amount,
            list_price=before,
            stock=self._stock(),
            weight_g=self._read("product_weight", values.read_weight_g)
            or self._read("shipping_weight", values.read_weight_g),
            image=self._read(self.of["image"], fields.read_text) or "",
            id=self._needed("id"),
            own={name: code for name in _CODES if (code := self._read(name, fields.read_text))},
        )
        shared = {
            "title": self._needed("title"),
            "currency": currency,
            "description": self._description(),
            "brand": self._read(self.of["brand"], fields.read_text) or "",
            "category": self._category(),
            "attributes": self._attributes(),
            **{our: value for our, value in mapped.items() if value is not None},
        }
        return _Item(number, self._read("item_group_id", fields.read_text) or "", shared, options, variant)

    def _read(self, column: str, read: Callable[[Any], _T]) -> _T | None:
        """The value, the first where it repeats, read by `read`; None where it is blank."""
        value = self.row.get(column)
        if value is None:
            return None
        if isinstance(value, list):
            value = value[0]
        if fields.is_blank(value):
            return None
        try:
            return read(value)
        except FieldFault as fault:
            raise fault.of_field(column) from fault

    def _needed(self, our: str) -> str:
        found = self._read(self.of[our], fields.read_text)
        if not found:
            raise FieldFault(f"the {our} is missing", self.of[our])
        return found

    def _prices(self, today: date) -> tuple[float, float | None, str]:
        """Price, price before where it is on sale today, and currency."""
        regular = self._read(self.of["price"], values.read_money)
        if regular is None:
            if "price" in self.reading.required:
                raise FieldFault("the price is missing", self.of["price"])
            return 0.0, None, self.reading.currency
        amount, currency = regular[0], regular[1] or self.reading.currency
        sale = self._read("sale_price", values.read_money)
        if sale is None or not self._sale_holds(today):
            return amount, None, currency
        if sale[1] not in ("", currency) or sale[0] > amount:
            raise FieldFault(f"{sale[0]:.2f} {sale[1]} is no lower price than {amount:.2f} {currency}", "sale_price",
                             "is no lower price than the regular one")  # fmt: skip
        return sale[0], amount if amount > sale[0] else None, currency

    def _sale_holds(self, today: date) -> bool:
        days = self._read("sale_price_effective_date", values.read_days)
        return days is None or days[0] <= today <= days[1]

    def _stock(self) -> int | None:
        """0 unless it can be had now; otherwise the quantity, which few feeds state."""
        available = self._read("availability", values.read_availability)
        pieces = self._read(self.of["stock"], fields.read_count)
        return pieces if available in (None, "in_stock") else 0

    def _description(self) -> str:
        """The description as plain text, and a line for each highlight."""
        text = plain_text(self._read(self.of["description"], fields.read_text) or "")
        highlights = [f"- {highlight}" for highlight in values.read_list(self.row.get("product_highlight"))]
        return "\n".join(filter(None, (text, *highlights)))

    def _category(self) -> tuple[str, ...]:
        """The shop's own path, else Google's where it is written out rather than as a number."""
        own = self._read(self.of["category"], fields.read_arrow_path)
        googles = self._read("google_product_category", fields.read_arrow_path) or ()
        return own or (() if "".join(googles).isdigit() else googles)

    def _attributes(self) -> dict[str, AttributeValue]:
        found: dict[str, AttributeValue] = dict(values.read_details(self.row.get("product_detail")))
        for name in _TEXTS:
            if text := self._read(name, fields.read_text):
                found[name] = text
        availability = self._read("availability", values.read_availability)
        if availability in ("preorder", "backorder"):
            found["availability"] = availability
        if pieces := self._read("multipack", fields.read_amount):
            found["multipack"] = pieces
        return found


def _of_run(run: Sequence[_Item]) -> Iterator[tuple[int, Found]]:
    """The products of items that follow one another in one group: those that fit together are joined."""
    alike: dict[object, list[_Item]] = {}
    for item in run:
        title = _bare_title(item) if len(run) > 1 else item.shared["title"]
        shared = {**item.shared, "title": title}
        alike.setdefault(_key(shared), []).append(item)
    for items in alike.values():
        first = items[0]
        titles = {item.shared["title"] for item in items}
        title = titles.pop() if len(titles) == 1 else _bare_title(first)
        names = [name for name in _OPTIONS if any(name in item.options for item in items)]
        variants = [_with_options(item, names) for item in items]
        shared = {**first.shared, "title": title, "id": first.variant.id}
        yield from ((first.row, _flattened(product)) for product in joined(shared, names, variants))


def _key(shared: Mapping[str, Any]) -> object:
    return tuple(tuple(sorted(value.items())) if isinstance(value, dict) else value for value in shared.values())


def _bare_title(item: _Item) -> str:
    """The title without the item's own option values (`Tee - Red, S` -> `Tee`); whole where nothing else is left."""
    title = str(item.shared["title"])
    for value in sorted(item.options.values(), key=len, reverse=True):
        title = re.sub(rf"(?<![\w'’]){re.escape(value)}(?![\w'’])", " ", title, flags=re.IGNORECASE)
    title = re.sub(r"\(\W*\)|\[\W*\]", " ", title)
    title = re.sub(r"(\s*[-–|/,:]\s*)+(?=[-–|/,:]|$)", " ", title)
    return re.sub(r"\s+", " ", title).strip(" -–|/,:") or str(item.shared["title"])


def _with_options(item: _Item, names: Sequence[str]) -> Variant:
    return replace(item.variant, options=tuple(item.options.get(name, "") for name in names))


def _flattened(product: Product) -> Product:
    """The product with `red/green` as two colours."""
    several = {name: _one_or_more(value) for name, value in product.attributes.items() if name in _SEVERAL}
    return replace(product, attributes={**product.attributes, **several}) if several else product


def _one_or_more(value: AttributeValue) -> AttributeValue:
    texts = value if isinstance(value, tuple) else (str(value),)
    parts = tuple(dict.fromkeys(part.strip() for text in texts for part in text.split("/") if part.strip()))
    return parts if len(parts) > 1 else value


@lru_cache(maxsize=4_096)
def _fold(name: str) -> str:
    """A name as Google writes it: `g:Image link` -> `image_link`, `product_detail(name)` -> `product_detail`."""
    bare = re.sub(r"\(.*\)$", "", name.strip().casefold().removeprefix("g:"))
    return re.sub(r"[\s\-]+", "_", bare.strip())
