"""Builds and syncs whose vectors are on a Chroma server, where a sync goes on in the collection before."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chroma_server import ChromaServer, chroma_server

from retrieval.build import build_index, index_status
from retrieval.catalog import Product
from retrieval.chroma_collection import ChromaCollection
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.errors import VectorStoreError
from retrieval.manifest import read_manifest
from retrieval.query import SearchQuery
from retrieval.sync import sync_index


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, server: ChromaServer) -> RetrievalConfig:
    return RetrievalConfig(tmp_path / "index", chroma_url=server.url)


def kettles(count: int) -> list[Product]:
    return [Product(f"K{i}", f"kettle {i} of {i % 7} litres", 10.0 + i, "USD") for i in range(count)]


def collection_of(config: RetrievalConfig) -> str:
    status = index_status(config)
    manifest = read_manifest(status.folder) if status else None
    assert manifest is not None
    return manifest.collection


def rows_on_server(config: RetrievalConfig, name: str) -> set[int]:
    collection = ChromaCollection.open_at(config.chroma_url, name)
    rows = collection.nearest(HashEmbedder().encode(["kettle"])[0], 200).rows
    assert len(rows) == collection.count()
    collection.close()
    return set(rows.tolist())


def found(config: RetrievalConfig) -> set[str]:
    engine = SearchEngine.open(config, HashEmbedder())
    ids = {hit.product.id for hit in engine.search(SearchQuery("kettle", top_k=200)).hits}
    engine.close()
    return ids


def test_a_build_makes_a_collection_and_drops_the_one_before(config: RetrievalConfig) -> None:
    build_index(kettles(30), config, HashEmbedder())
    first = collection_of(config)
    assert rows_on_server(config, first) == set(range(30))
    status = index_status(config)
    assert status is not None
    assert not (status.folder / "chroma").exists()
    build_index(kettles(20), config, HashEmbedder())
    assert rows_on_server(config, collection_of(config)) == set(range(20))
    with pytest.raises(VectorStoreError, match="are not in"):
        ChromaCollection.open_at(config.chroma_url, first)


def test_a_sync_goes_on_in_the_same_collection(config: RetrievalConfig) -> None:
    build_index(kettles(30), config, HashEmbedder())
    name, reader = collection_of(config), SearchEngine.open(config, HashEmbedder())
    changed = [replace(kettles(1)[0], title="copper kettle"), *kettles(32)[2:]]
    sync_index(changed, config, HashEmbedder())
    assert collection_of(config) == name
    assert rows_on_server(config, name) == {*range(2, 30), 30, 31, 32}
    assert found(config) == {product.id for product in changed}
    assert {hit.product.title for hit in reader.search(SearchQuery("kettle 1", top_k=50)).hits} >= {
        "kettle 1 of 1 litres"
    }
    reader.close()


def test_what_a_killed_sync_put_on_the_server_does_no_harm(config: RetrievalConfig) -> None:
    build_index(kettles(30), config, HashEmbedder())
    name = collection_of(config)
    stray = ChromaCollection.open_at(config.chroma_url, name)
    stray.upsert(np.arange(30, 36), HashEmbedder().encode([f"kettle {i}" for i in range(6)]))
    stray.close()
    assert found(config) == {product.id for product in kettles(30)}
    sync_index(kettles(33), config, HashEmbedder())
    assert found(config) == {product.id for product in kettles(33)}


def test_too_many_dead_rows_move_to_a_new_collection(config: RetrievalConfig) -> None:
    build_index(kettles(30), config, HashEmbedder())
    first = collection_of(config)
    assert sync_index(kettles(15), config, HashEmbedder()).compacted
    assert collection_of(config) != first
    assert rows_on_server(config, collection_of(config)) == set(range(15))
    with pytest.raises(VectorStoreError, match="are not in"):
        ChromaCollection.open_at(config.chroma_url, first)


def test_an_index_in_a_folder_moves_to_the_server_without_embedding_again(config: RetrievalConfig) -> None:
    build_index(kettles(30), replace(config, chroma_url=""), HashEmbedder())
    report = sync_index(kettles(30), config, HashEmbedder())
    assert (report.embedded, report.compacted) == (0, True)
    assert rows_on_server(config, collection_of(config)) == set(range(30))


def test_a_server_that_is_away_leaves_the_index_as_it_was(config: RetrievalConfig) -> None:
    build_index(kettles(30), config, HashEmbedder())
    before = index_status(config)
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = replace(config, chroma_url=f"http://127.0.0.1:{free.getsockname()[1]}")
    for write in (build_index, sync_index):
        with pytest.raises(VectorStoreError, match="No Chroma server answers"):
            write(kettles(31), gone, HashEmbedder())  # type: ignore[operator]
    assert index_status(config) == before
    assert found(config) == {product.id for product in kettles(30)}


def test_a_server_that_is_away_is_noticed_before_anything_is_embedded(tmp_path: Path) -> None:
    class Unasked(HashEmbedder):
        def encode(self, texts: object) -> Vectors:
            pytest.fail("nothing should be embedded")

    config = RetrievalConfig(tmp_path / "index", chroma_url="nonsense")
    with pytest.raises(VectorStoreError, match="http://host:port"):
        build_index(kettles(3), config, Unasked())
    assert index_status(config) is None
