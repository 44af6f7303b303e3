"""The products of a finished index, read from a file by row or by id; they are never all in memory."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.product_rows import read_line

FILE: Final = "products.sqlite"
PAGE: Final = 1_000
"""Rows read at once when all are gone through."""

_SCHEMA: Final = """
CREATE TABLE rows (row INTEGER PRIMARY KEY, id TEXT NOT NULL, hash BLOB NOT NULL, text BLOB, alive INTEGER NOT NULL);
CREATE TABLE lines (row INTEGER PRIMARY KEY, line TEXT NOT NULL);
CREATE UNIQUE INDEX alive_ids ON rows (id) WHERE alive = 1;
CREATE INDEX dead_rows ON rows (row) WHERE alive = 0;
CREATE INDEX texts ON rows (text) WHERE text IS NOT NULL;
"""
"""`hash` is that of the product's line, `text` that of its embedded text once row `row` of the vectors is written.
`rows` is small and gone through when a catalogue is compared; `lines` are read only where a product is shown."""

Rows = NDArray[np.intp]


def create_schema(connection: sqlite3.Connection) -> None:
    """Make the empty tables of a store."""
    connection.executescript(_SCHEMA)


class ProductStore:
    """The rows 0 to `size` - 1 of an index; several threads may read at once.

    A row is dead once its product was changed or removed: it keeps its number and is no product any more.
    """

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`, which must not be written to any more.

        Raises:
            sqlite3.Error: there is none, or it is damaged.
        """
        where = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(where, uri=True, check_same_thread=False)
        self._reading = threading.Lock()
        self.size: int = self._one("SELECT coalesce(max(row) + 1, 0) FROM rows")
        self.alive_count: int = self.size - self._one("SELECT count(*) FROM rows WHERE alive = 0")

    def product(self, row: int) -> Product:
        """The product that stands or stood in `row`.

        Raises:
            IndexError: there is no such row.
        """
        return self.products([row])[0]

    def products(self, rows: Sequence[int] | Rows) -> list[Product]:
        """Those of `rows`, in the order asked for.

        Raises:
            IndexError: one of them is not there.
        """
        wanted = [int(row) for row in rows]
        query = "SELECT row, line FROM lines WHERE row IN (SELECT value FROM json_each(?))"
        found = dict(self._query(query, (json.dumps(wanted),)))
        if missing := set(wanted) - set(found):
            raise IndexError(f"there is no row {min(missing)} among {self.size}")
        return [read_line(found[row]) for row in wanted]

    def row_of(self, product_id: str) -> int | None:
        """The row of the product with that id, or None where there is none."""
        return self.rows_of([product_id]).get(product_id)

    def rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        """The rows of those products that are there."""
        return {product_id: row for product_id, (row, _) in self.find(ids).items()}

    def find(self, ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Row and content hash of those products that are there."""
        found: dict[str, tuple[int, bytes]] = {}
        storable = [product_id for product_id in ids if _is_storable(product_id)]
        for start in range(0, len(storable), PAGE):
            page = storable[start : start + PAGE]
            marks = ",".join("?" * len(page))
            query = f"SELECT id, row, hash FROM rows WHERE alive = 1 AND id IN ({marks})"  # noqa: S608  only marks
            found |= {product_id: (row, digest) for product_id, row, digest in self._query(query, page)}
        return found

    def alive(self) -> NDArray[np.bool_]:
        """Which rows are products, shape (size,)."""
        mask = np.ones(self.size, bool)
        mask[[row for (row,) in self._query("SELECT row FROM rows WHERE alive = 0")]] = False
        return mask

    def hashes(self) -> Iterator[bytes]:
        """The content hash of every product."""
        return (digest for (digest,) in self._query("SELECT hash FROM rows WHERE alive = 1"))

    def lines(self, first_row: int = 0) -> Iterator[tuple[int, str, str]]:
        """Row, id and line of every product from `first_row` on, in row order."""
        query = (
            "SELECT rows.row, id, line FROM rows JOIN lines USING (row) "
            "WHERE alive = 1 AND rows.row >= ? ORDER BY rows.row LIMIT ?"
        )
        while page := self._query(query, (first_row, PAGE)):
            yield from page
            first_row = page[-1][0] + 1

    def __iter__(self) -> Iterator[Product]:
        """Every product, in row order."""
        return (read_line(line) for _, _, line in self.lines())

    @cached_property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217); empty where there are no products."""
        first = self._query("SELECT line FROM lines JOIN rows USING (row) WHERE alive = 1 ORDER BY row LIMIT 1")
        return read_line(first[0][0]).currency if first else ""

    def by_id(self) -> Mapping[str, Product]:
        """The products by their ids, in row order; each is read when it is asked for."""
        return _ById(self)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _one(self, query: str) -> int:
        return int(self._query(query)[0][0])

    def _query(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._reading:
            return self._connection.execute(query, values).fetchall()


def _is_storable(product_id: str) -> bool:
    """Whether the file can hold such an id at all: half a letter (a lone surrogate) cannot be written as UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in product_id)


class _ById(Mapping[str, Product]):
    def __init__(self, store: ProductStore) -> None:
        self.store = store

    def __getitem__(self, product_id: str) -> Product:
        row = self.store.row_of(product_id) if isinstance(product_id, str) else None
        if row is None:
            raise KeyError(product_id)
        return self.store.product(row)

    def __contains__(self, product_id: object) -> bool:
        return isinstance(product_id, str) and self.store.row_of(product_id) is not None

    def __len__(self) -> int:
        return self.store.alive_count

    def __iter__(self) -> Iterator[str]:
        return (product_id for _, product_id, _ in self.store.lines())

    def values(self) -> ValuesView[Product]:
        return _Values(self)

    def items(self) -> ItemsView[str, Product]:
        return _Items(self)


class _Values(ValuesView[Product]):
    """The products, a page of rows at a time rather than one by one."""

    _mapping: _ById

    def __iter__(self) -> Iterator[Product]:
        return iter(self._mapping.store)


class _Items(ItemsView[str, Product]):
    """Ids and products, a page of rows at a time rather than one by one."""

    _mapping: _ById

    def __iter__(self) -> Iterator[tuple[str, Product]]:
        return ((product_id, read_line(line)) for _, product_id, line in self._mapping.store.lines())
