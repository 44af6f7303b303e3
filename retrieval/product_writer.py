"""Writes the products of an index in the making: rows at the end, rows that die, and which vectors are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from retrieval.errors import CatalogError
from retrieval.product_rows import content_hash
from retrieval.product_store import FILE, create_schema


class ProductWriter:
    """The store in a folder that nobody reads yet; what is not committed is lost when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Go on with the store in `folder`, or begin one where there is none."""
        there = (folder / FILE).is_file()
        self._connection = sqlite3.connect(folder / FILE)
        self._connection.execute("PRAGMA synchronous = OFF")
        if not there:
            create_schema(self._connection)
        self.size: int = self._connection.execute("SELECT coalesce(max(row) + 1, 0) FROM rows").fetchone()[0]

    def add(self, products: Sequence[tuple[str, str]]) -> None:
        """Append products, given as id and line, as the next rows.

        Raises:
            CatalogError: an id is there already.
        """
        numbered = list(enumerate(products, self.size))
        try:
            self._connection.executemany(
                "INSERT INTO rows (row, id, hash, alive) VALUES (?, ?, ?, 1)",
                [(row, product_id, content_hash(line)) for row, (product_id, line) in numbered],
            )
        except sqlite3.IntegrityError as error:
            raise shared_id(self._repeated([product_id for product_id, _ in products])) from error
        self._connection.executemany("INSERT INTO lines VALUES (?, ?)", [(row, line) for row, (_, line) in numbered])
        self.size += len(products)

    def kill(self, rows: Sequence[int]) -> None:
        """Mark `rows` dead; their products are gone and their ids free again."""
        self._connection.executemany("UPDATE rows SET alive = 0 WHERE row = ?", ((row,) for row in rows))

    def embedded(self, first_row: int, texts: Sequence[bytes]) -> None:
        """Note whose vectors stand in the rows from `first_row` on, by the hash of each embedded text; commits."""
        self._connection.executemany(
            "UPDATE rows SET text = ? WHERE row = ?", [(text, row) for row, text in enumerate(texts, first_row)]
        )
        self.commit()

    def lines(self, first_row: int, count: int) -> list[str]:
        """The lines of up to `count` rows, dead ones too, from `first_row` on."""
        query = "SELECT line FROM lines WHERE row >= ? ORDER BY row LIMIT ?"
        return [line for (line,) in self._connection.execute(query, (first_row, count))]

    def commit(self) -> None:
        """Keep all that was done so far, also if the process is killed."""
        self._connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _repeated(self, ids: Sequence[str]) -> str:
        """The first of `ids` that stands in the store or before itself; the rows of a failed `add` count as there."""
        seen: set[str] = set()
        for product_id in ids:
            query = "SELECT count(*) FROM rows WHERE alive = 1 AND id = ? AND row < ?"
            if product_id in seen or self._connection.execute(query, (product_id, self.size)).fetchone()[0]:
                return product_id
            seen.add(product_id)
        raise AssertionError("an id was refused that is not repeated")


def shared_id(product_id: str) -> CatalogError:
    """The error for two products with one id."""
    return CatalogError(f"Two products share the id {product_id!r}; give each its own.")
