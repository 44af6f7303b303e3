"""The index is built once, found again by its fingerprint, and never put in the place of the shop's own."""

from __future__ import annotations

from pathlib import Path

from evaluation.evaluated_index import JudgedCatalog, evaluated_index
from retrieval.build import build_index, catalog_fingerprint, index_status
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.hash_embedding import HashEmbedder
from retrieval.query import SearchQuery

OURS = (Product("a", "Blue pot", 0.0, "USD"), Product("b", "Red drill", 0.0, "USD"))
OTHERS = (Product("c", "Green tent", 9.0, "USD"),)


def catalog_of_ours(folder: Path) -> JudgedCatalog:
    file = folder / "ours.csv"
    file.write_text("id,title\na,Blue pot\nb,Red drill\n,No id\n")
    return JudgedCatalog.read(file, HashEmbedder().name)


def test_a_catalogue_is_gone_through_once_and_read_anew(tmp_path: Path) -> None:
    catalog = catalog_of_ours(tmp_path)
    assert (catalog.ids, catalog.rejected_rows) == ({"a", "b"}, 1)
    assert tuple(catalog.products()) == tuple(catalog.products()) == OURS
    assert catalog.fingerprint == catalog_fingerprint(OURS, HashEmbedder().name)


def opened(home: Path, kept: bool = True) -> tuple[bool, list[str], list[str]]:
    """Whether the index was there, what a search of it finds, and the build's steps."""
    steps: list[str] = []
    config = RetrievalConfig(home / "index")
    with evaluated_index(
        catalog_of_ours(home.parent),
        config,
        HashEmbedder(),
        home if kept else None,
        lambda step, *_: steps.append(step),
    ) as index:
        assert index.disk_bytes > 1_000
        hits = index.engine.search(SearchQuery("blue pot")).hits
    return index.reused, [hit.product.id for hit in hits], steps


def test_without_a_home_nothing_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    reused, found, steps = opened(home, kept=False)
    assert (reused, found[0]) == (False, "a")
    assert "vectors" in steps
    assert not home.exists()


def test_in_a_home_it_is_built_once(tmp_path: Path) -> None:
    assert opened(tmp_path)[0] is False
    reused, found, steps = opened(tmp_path)
    assert (reused, found[0], steps) == (True, "a", [])


def test_the_shop_s_own_index_is_used_where_it_is_right(tmp_path: Path) -> None:
    build_index(OURS, RetrievalConfig(tmp_path / "index"), HashEmbedder())
    assert opened(tmp_path)[0] is True
    assert not (tmp_path / "evaluation").exists()


def test_the_shop_s_own_index_of_other_products_stays(tmp_path: Path) -> None:
    config = RetrievalConfig(tmp_path / "index")
    build_index(OTHERS, config, HashEmbedder())
    before = index_status(config)
    assert opened(tmp_path)[:2] == (False, ["a"])
    assert index_status(config) == before
    assert opened(tmp_path)[0] is True


def test_another_embedder_s_index_is_not_taken(tmp_path: Path) -> None:
    build_index(OURS, RetrievalConfig(tmp_path / "index"), HashEmbedder(32))
    assert opened(tmp_path)[0] is False
