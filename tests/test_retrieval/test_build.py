"""What a build leaves behind, whole or killed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.build import build_index, catalog_fingerprint, index_status
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.errors import CatalogError

Shop = tuple[Product, ...]


class Failing(HashEmbedder):
    """Stops in the middle of the vectors."""

    def encode(self, texts: object) -> Vectors:
        raise MemoryError


def test_a_build_reports_and_its_status_stands(config: RetrievalConfig, shop: Shop) -> None:
    assert index_status(config) is None
    steps: list[tuple[str, int, int]] = []
    report = build_index(shop, config, HashEmbedder(), lambda *step: steps.append(step))
    status = index_status(config)
    assert status is not None
    assert (status.products, status.embedder, status.dimension) == (4, "hash-256", 256)
    assert status.fingerprint == report.fingerprint == catalog_fingerprint(shop, "hash-256")
    assert (report.products, report.embedded) == (4, 4)
    assert 0 <= report.embedding_seconds <= report.seconds
    assert [step for step in steps if step[1] == step[2]] == [("products", 4, 4), ("vectors", 4, 4), ("store", 4, 4)]


def test_the_fingerprint_follows_content_and_embedder_not_order(shop: Shop) -> None:
    first = catalog_fingerprint(shop, "a")
    assert catalog_fingerprint(shop[::-1], "a") == first
    assert catalog_fingerprint(shop, "b") != first
    assert catalog_fingerprint((replace(shop[0], stock=26), *shop[1:]), "a") != first
    assert catalog_fingerprint(shop[1:], "a") != first


def test_stored_products_come_back_equal(engine: SearchEngine, shop: Shop) -> None:
    assert tuple(engine.products().values()) == shop


def test_no_products_and_equal_ids_are_refused(config: RetrievalConfig, shop: Shop) -> None:
    with pytest.raises(CatalogError, match="no products"):
        build_index((), config, HashEmbedder())
    with pytest.raises(CatalogError, match="share the id 'A1'"):
        build_index((shop[0], shop[0]), config, HashEmbedder())


def test_a_failed_build_leaves_the_old_index(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    before = index_status(config)
    with pytest.raises(MemoryError):
        build_index(shop[1:], config, Failing())
    assert index_status(config) == before
    assert list(config.index_dir.glob("generation-*")) == [before.folder if before else None]


def test_a_damaged_manifest_is_no_index(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    status = index_status(config)
    assert status is not None
    (status.folder / "manifest.json").write_text('{"format_version": 1')
    assert index_status(config) is None


def test_no_network_is_reached_and_nothing_is_sent(config: RetrievalConfig, shop: Shop) -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*args): raise SystemExit(f'network: {args}')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from retrieval.build import build_index\n"
        "from retrieval.catalog import Product\n"
        "from retrieval.config import RetrievalConfig\n"
        "from retrieval.embedding import HashEmbedder\n"
        "from retrieval.engine import SearchEngine\n"
        "from retrieval.query import SearchQuery\n"
        "config = RetrievalConfig(Path(sys.argv[1]))\n"
        "build_index([Product('a', 'kettle', 5, 'USD')], config, HashEmbedder())\n"
        "engine = SearchEngine.open(config, HashEmbedder())\n"
        "assert engine.search(SearchQuery('kettle')).hits\n"
        "engine.close()\n"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", script, str(config.index_dir)], cwd=root, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
