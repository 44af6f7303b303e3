"""Opening an index whose files are not as they should be: one sentence, and nothing left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder
from retrieval.engine import SearchEngine
from retrieval.errors import IndexMissingError
from retrieval.generations import current_folder
from retrieval.query import SearchQuery

Shop = tuple[Product, ...]


@pytest.fixture
def standing(config: RetrievalConfig, shop: Shop) -> Path:
    build_index(shop, config, HashEmbedder())
    folder = current_folder(config.index_dir)
    assert folder is not None
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "products.sqlite", "vectors.f32", "vectors.codes", "vectors.npz", "columns/columns.json",
        "columns/column_price.npy", "lexical/rows.npy", "lexical/terms.txt",
    ],
)  # fmt: skip
def test_a_file_that_is_missing_or_cut_short_is_told_in_one_sentence(
    standing: Path, config: RetrievalConfig, shop: Shop, name: str
) -> None:
    content = (standing / name).read_bytes()
    (standing / name).write_bytes(content[: len(content) // 2])
    cut_short = [name] if name != "lexical/terms.txt" else []
    for damaged in (*cut_short, "gone"):
        if damaged == "gone":
            (standing / name).unlink()
        with pytest.raises(IndexMissingError, match="build it again: daogou index build"):
            SearchEngine.open(config, HashEmbedder())
    build_index(shop, config, HashEmbedder())
    assert not standing.exists(), "the damaged index is still held"
    opened = SearchEngine.open(config, HashEmbedder())
    assert opened.search(SearchQuery("tent")).hits
    opened.close()
