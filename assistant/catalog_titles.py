"""What the shop's products are called, for those who read which of them a shopper means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class CatalogTitles(Mapping[str, Sequence[str]]):
    """The titles of each product of a catalogue, in both languages, by its id; read when first asked for.

    Empty where the catalogue cannot be read: words can be read without it, and those who need it say so.
    """

    catalog: Path

    def __getitem__(self, product_id: str) -> Sequence[str]:
        return self._titles[product_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._titles)

    def __len__(self) -> int:
        return len(self._titles)

    @cached_property
    def _titles(self) -> Mapping[str, Sequence[str]]:
        from retrieval.catalog_reader import load_catalog
        from retrieval.errors import RetrievalError

        try:
            products = load_catalog(self.catalog).products
        except RetrievalError:
            return {}
        return {one.id: tuple(title for title in (one.title, one.title_zh) if title) for one in products}
