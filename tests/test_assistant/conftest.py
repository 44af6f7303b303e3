"""Rows of the demo catalogue and its word list, for tests of what needs neither a model nor an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.shop_words import ShopWords, read_shop_words
from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog

EvidenceOf = Callable[..., Evidence]


@pytest.fixture(scope="session")
def demo_rows(demo_catalog: Path) -> Mapping[str, Product]:
    """Every product of the demo shop by its id."""
    return {product.id: product for product in load_catalog(demo_catalog).products}


@pytest.fixture(scope="session")
def demo_words(demo_catalog: Path, demo_rows: Mapping[str, Product]) -> ShopWords:
    """The demo shop's words over what its catalogue holds."""
    rows = demo_rows.values()
    colours = sorted({str(row.attributes["colour"]) for row in rows if "colour" in row.attributes})
    return read_shop_words(
        demo_catalog.parent / "words.yaml",
        dict.fromkeys(name for row in rows for name in row.category),
        dict.fromkeys(row.brand for row in rows if row.brand),
        {"colour": colours},
    )


@pytest.fixture(scope="session")
def evidence_of(demo_rows: Mapping[str, Product]) -> EvidenceOf:
    """Evidence of a conversation in which the rows of these ids are shown, numbered from 1."""

    def build(*ids: str, said: Iterable[float] = (), passages: Iterable[str] = ()) -> Evidence:
        shown = tuple(demo_rows[one] for one in ids)
        return Evidence("USD", shown, list(shown), list(passages), set(said))

    return build
