"""What a collection of vectors promises, asked of both kinds: in a folder, and on a real Chroma server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from chroma_server import ChromaServer, chroma_server

from retrieval import chroma_collection
from retrieval.chroma_collection import ChromaCollection
from retrieval.errors import VectorStoreError
from retrieval.vectors import unit_length

DIMENSION = 16
NAMES = (f"products-{number}" for number in count())


@dataclass
class Place:
    """Where collections of one kind are made; `create` and `reopen` speak of the same one."""

    create: Callable[[], ChromaCollection]
    reopen: Callable[[], ChromaCollection]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["embedded", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "embedded":
        folder = tmp_path / "chroma"
        return Place(
            lambda: ChromaCollection.create_embedded(folder, DIMENSION), lambda: ChromaCollection.open_embedded(folder)
        )
    url, name = request.getfixturevalue("server").url, next(NAMES)
    return Place(lambda: ChromaCollection.create_at(url, name, DIMENSION), lambda: ChromaCollection.open_at(url, name))


@pytest.fixture
def collection(place: Place) -> Iterator[ChromaCollection]:
    made = place.create()
    yield made
    made.close()


def vectors(count: int, seed: int = 0) -> np.ndarray:
    return unit_length(np.random.default_rng(seed).standard_normal((count, DIMENSION), np.float32))


def test_a_new_one_is_empty(collection: ChromaCollection) -> None:
    assert (collection.count(), collection.dimension) == (0, DIMENSION)
    assert len(collection.nearest(vectors(1)[0], 3).rows) == 0


def test_the_nearest_come_first_with_their_cosines(collection: ChromaCollection) -> None:
    kept = vectors(300)
    collection.upsert(np.arange(1000, 1300), kept)
    query = vectors(1, seed=1)[0]
    found = collection.nearest(query, 5)
    expected = np.argsort(-(kept @ query))[:5]
    np.testing.assert_array_equal(found.rows, expected + 1000)
    np.testing.assert_allclose(found.similarities, (kept @ query)[expected], atol=1e-5)
    assert found.rows.dtype == np.intp
    assert found.similarities.dtype == np.float32


def test_more_than_a_page_and_more_than_are_there(
    collection: ChromaCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_collection, "PAGE", 64)
    collection.upsert(np.arange(150), vectors(150))
    assert collection.count() == 150
    assert sorted(collection.nearest(vectors(1)[0], 400).rows) == list(range(150))
    collection.delete(np.arange(20, 150))
    assert sorted(collection.nearest(vectors(1)[0], 400).rows) == list(range(20))


def test_upsert_replaces_and_delete_removes(collection: ChromaCollection) -> None:
    first, second = vectors(2)
    collection.upsert(np.array([7, 8]), np.stack([first, second]))
    collection.upsert(np.array([7]), -first[np.newaxis])
    assert collection.count() == 2
    assert collection.nearest(-first, 1).rows.tolist() == [7]
    collection.delete(np.array([7, 99]))
    assert collection.count() == 1
    assert collection.nearest(-first, 5).rows.tolist() == [8]


def test_nothing_asked_nothing_done(collection: ChromaCollection) -> None:
    collection.upsert(np.zeros(0, np.intp), np.zeros((0, DIMENSION), np.float32))
    collection.delete(np.zeros(0, np.intp))
    collection.upsert(np.array([3]), vectors(1))
    assert len(collection.nearest(vectors(1)[0], 0).rows) == 0
    assert collection.count() == 1


def test_what_was_kept_is_there_after_reopening(place: Place) -> None:
    writing = place.create()
    writing.upsert(np.arange(40), vectors(40))
    writing.close()
    reading = place.reopen()
    assert (reading.count(), reading.dimension) == (40, DIMENSION)
    assert reading.nearest(vectors(40)[11], 1).rows.tolist() == [11]
    reading.close()


def test_threads_may_search_at_once(collection: ChromaCollection) -> None:
    kept = vectors(200)
    collection.upsert(np.arange(200), kept)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: collection.nearest(kept[row], 1).rows[0], range(40)))
    assert found == list(range(40))


def test_another_length_is_refused(collection: ChromaCollection) -> None:
    collection.upsert(np.array([0]), vectors(1))
    with pytest.raises(VectorStoreError, match=r"have 16 numbers each, not 3; .* daogou index build"):
        collection.nearest(np.ones(3, np.float32), 1)
    with pytest.raises(VectorStoreError, match="not 3"):
        collection.upsert(np.array([1]), np.ones((1, 3), np.float32))


def test_a_collection_is_made_once(place: Place) -> None:
    place.create().close()
    with pytest.raises(VectorStoreError, match="already"):
        place.create()


def test_one_that_is_missing_is_refused(place: Place) -> None:
    with pytest.raises(VectorStoreError, match="build the index again"):
        place.reopen()


def test_dropped_is_gone_and_may_be_dropped_again(place: Place) -> None:
    made = place.create()
    made.upsert(np.arange(5), vectors(5))
    made.drop()
    made.drop()
    made.close()
    with pytest.raises(VectorStoreError, match="build the index again"):
        place.reopen()
    again = place.create()
    assert again.count() == 0
    again.close()


def test_collections_of_one_server_are_apart(server: ChromaServer) -> None:
    first, second = (ChromaCollection.create_at(server.url, next(NAMES), DIMENSION) for _ in range(2))
    first.upsert(np.array([1]), vectors(1))
    second.upsert(np.array([2]), vectors(1))
    first.drop()
    assert second.nearest(vectors(1)[0], 5).rows.tolist() == [2]
    first.close()
    second.close()


def test_no_server_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(VectorStoreError, match=f"No Chroma server answers at {url}; start it"):
        ChromaCollection.open_at(url, "products")


def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_collection, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(VectorStoreError, match="No Chroma server answers"):
            ChromaCollection.create_at(url, "products", DIMENSION)


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://x", "http://", "http://host:port", "http://h/path", "http://["]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(VectorStoreError, match="is named as http://host:port"):
        ChromaCollection.open_at(url, "products")


def test_a_server_of_another_kind() -> None:
    from openai_loopback import openai_loopback

    with openai_loopback() as other, pytest.raises(VectorStoreError, match="Chroma cannot use http"):
        ChromaCollection.open_at(other.base_url.removesuffix("/v1"), "products")


def test_a_server_that_dies_after_opening(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as running:
        collection = ChromaCollection.create_at(running.url, "products", DIMENSION)
        collection.upsert(np.arange(5), vectors(5))
        running.stop()
        for act in (collection.count, lambda: collection.nearest(vectors(1)[0], 2), collection.drop):
            with pytest.raises(VectorStoreError, match="No Chroma server answers"):
                act()
        collection.close()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(VectorStoreError, match=f"Chroma cannot use {file}"):
        ChromaCollection.create_embedded(file / "chroma", DIMENSION)


def test_a_damaged_folder(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(VectorStoreError, match="Chroma cannot use"):
        ChromaCollection.open_embedded(tmp_path)


def test_a_settled_collection_is_open_again_without_its_graph_being_made_anew(tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).standard_normal((300, DIMENSION)).astype(np.float32)
    filled = ChromaCollection.create_embedded(tmp_path, DIMENSION, expected=300)
    filled.upsert(np.arange(300), vectors)
    filled.settle()
    filled.close()
    (numbered,) = tmp_path.rglob("length.bin")
    assert numbered.stat().st_size == 300 * 4, "four bytes a vector that stands in the graph's files"
    opened = ChromaCollection.open_embedded(tmp_path)
    opened.upsert(np.arange(300, 303), vectors[:3])
    assert opened.count() == 303
    opened.close()


def test_a_large_collection_is_written_now_and_then_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_collection, "WRITTEN_AT_ONCE", 100)
    monkeypatch.setattr(chroma_collection, "SYNC_ROWS", 150)
    monkeypatch.setattr(chroma_collection, "PAGE", 64)
    kept = vectors(400)
    made = ChromaCollection.create_embedded(tmp_path / "chroma", DIMENSION, expected=400)
    made.upsert(np.arange(400), kept)
    made.settle()
    made.close()
    reopened = ChromaCollection.open_embedded(tmp_path / "chroma")
    assert reopened.count() == 400
    found = [reopened.nearest(kept[row], 1).rows.tolist() for row in (0, 149, 150, 399)]
    reopened.close()
    assert found == [[0], [149], [150], [399]]
