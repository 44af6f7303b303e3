"""Nearest products: exact among few, hardly any missed among many, allowed ones always, with or without Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from chroma_server import chroma_server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import dense_index
from retrieval.chroma_collection import ChromaCollection
from retrieval.dense_index import DenseIndex
from retrieval.vector_file import VectorFile, VectorWriter
from retrieval.vectors import unit_length

COUNT, DIMENSION = 30_000, 64
NEVER: list[int] = [17, 4_000, 29_999]
"""Rows without a vector."""


def _unopened() -> ChromaCollection:
    raise AssertionError("Chroma was opened.")


CENTRES = np.random.default_rng(1).standard_normal((300, DIMENSION), np.float32)
KINDS = np.random.default_rng(2).integers(0, 300, COUNT)
"""The kind of each product: which of the centres it lies around."""


def around(centres: np.ndarray, seed: int) -> np.ndarray:
    spread = np.random.default_rng(seed).standard_normal(centres.shape, np.float32)
    return unit_length(centres + np.float32(0.6) * spread)


@pytest.fixture(scope="module")
def lot() -> np.ndarray:
    """Unit vectors around the centres, as the products of a catalogue lie, some of them missing."""
    found = around(CENTRES[KINDS], 3)
    found[NEVER] = 0
    return found


@pytest.fixture(scope="module")
def queries() -> np.ndarray:
    return around(CENTRES[:40], 4)


@pytest.fixture(scope="module")
def folder(lot: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 3,000 vectors in a file, and those that there are in Chroma."""
    made = tmp_path_factory.mktemp("index")
    with VectorWriter.create(made, DIMENSION) as writer:
        writer.append(lot[:3_000])
    collection = ChromaCollection.create_embedded(made / "chroma", DIMENSION)
    kept = np.delete(np.arange(3_000), 17)
    collection.upsert(kept, lot[kept])
    collection.close()
    return made


@pytest.fixture(scope="module")
def many(lot: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DenseIndex]:
    """All vectors; Chroma must not be opened."""
    made = tmp_path_factory.mktemp("many")
    with VectorWriter.create(made, DIMENSION) as writer:
        for start in range(0, COUNT, 5_000):
            writer.append(lot[start : start + 5_000])
    index = DenseIndex(VectorFile(made, DIMENSION, COUNT), _unopened)
    yield index
    index.close()


@pytest.fixture
def with_graph(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DenseIndex]:
    """3,000 products, of which 500 are many and 1,000 enough to ask Chroma's graph."""
    for name, value in (("EXACT_ROWS", 500), ("READ_ROWS", 400), ("GRAPH_ROWS", 1_000), ("GRAPH_LEAST", 200)):
        monkeypatch.setattr(dense_index, name, value)
    vectors = VectorFile(folder, DIMENSION, 3_000)
    index = DenseIndex(vectors, lambda: ChromaCollection.open_embedded(folder / "chroma"))
    yield index
    index.close()


def exhaustive(lot: np.ndarray, query: np.ndarray, allowed: np.ndarray, limit: int) -> np.ndarray:
    kept = allowed[lot[allowed].any(axis=1)]
    return kept[np.argsort(-(lot[kept] @ query), kind="stable")[:limit]]


def selection(share: float, seed: int = 0) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).permutation(COUNT)[: int(COUNT * share)])


def test_similarities_are_exact_and_say_where_nothing_is(
    many: DenseIndex, lot: np.ndarray, queries: np.ndarray
) -> None:
    rows = np.array([5, 4_000, 3, 29_999])
    found = many.similarities(queries[0], rows)
    np.testing.assert_allclose(found[[0, 2]], lot[[5, 3]] @ queries[0], atol=1e-6)
    assert np.isnan(found[[1, 3]]).all()
    assert found.dtype == np.float32


def test_vectors_are_handed_out(many: DenseIndex, lot: np.ndarray) -> None:
    np.testing.assert_array_equal(many.vectors(np.array([9, 17, 2])), lot[[9, 17, 2]])


@given(allowed=st.sets(st.integers(0, COUNT - 1), max_size=80), limit=st.integers(1, 20), place=st.integers(0, 39))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_among_few_it_is_exhaustive_search(
    many: DenseIndex, lot: np.ndarray, queries: np.ndarray, allowed: set[int], limit: int, place: int
) -> None:
    rows = np.array(sorted({*allowed, *NEVER[: len(allowed) % 3]}), np.intp)
    found = many.nearest(queries[place], rows, limit)
    np.testing.assert_array_equal(found.rows, exhaustive(lot, queries[place], rows, limit))
    np.testing.assert_allclose(found.similarities, lot[found.rows] @ queries[place], atol=1e-6)


@pytest.mark.parametrize("share", [1.0, 0.1, 0.02, 0.001])
def test_hardly_any_of_the_best_ten_is_missed(
    many: DenseIndex, lot: np.ndarray, queries: np.ndarray, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_index, "EXACT_ROWS", 300)
    monkeypatch.setattr(dense_index, "READ_ROWS", 1_000)
    recalled = []
    for seed, query in enumerate(queries):
        allowed = selection(share, seed)
        found = many.nearest(query, allowed, 10)
        recalled.append(np.isin(exhaustive(lot, query, allowed, 10), found.rows).mean())
        assert np.isin(found.rows, allowed).all()
        np.testing.assert_allclose(found.similarities, lot[found.rows] @ query, atol=1e-6)
        assert (np.diff(found.similarities) <= 0).all()
    assert np.mean(recalled) >= 0.99


def test_a_filter_that_leaves_out_what_was_asked_for(
    many: DenseIndex, lot: np.ndarray, queries: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shoes are asked for among the books: what is nearest of all is of no use."""
    monkeypatch.setattr(dense_index, "EXACT_ROWS", 300)
    monkeypatch.setattr(dense_index, "READ_ROWS", 1_000)
    others = np.flatnonzero(KINDS >= 270)
    recalled = []
    for query in queries:
        found = many.nearest(query, others, 10)
        recalled.append(np.isin(exhaustive(lot, query, others, 10), found.rows).mean())
    assert np.mean(recalled) >= 0.99


def test_more_are_given_than_are_read_by_rule(
    many: DenseIndex, queries: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_index, "EXACT_ROWS", 300)
    monkeypatch.setattr(dense_index, "READ_ROWS", 50)
    assert len(many.nearest(queries[0], np.arange(COUNT), 700).rows) == 700


def test_nothing_allowed_nothing_found(many: DenseIndex, queries: np.ndarray) -> None:
    for rows in (np.zeros(0, np.intp), np.array(NEVER)):
        assert len(many.nearest(queries[0], rows, 5).rows) == 0


def test_threads_may_search_at_once(many: DenseIndex, lot: np.ndarray) -> None:
    rows = [row for row in range(60) if row not in NEVER]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda row: many.nearest(lot[row], np.arange(COUNT), 1).rows[0], rows)
    assert list(found) == rows


def test_the_graph_is_asked_when_nearly_all_are_allowed(
    with_graph: DenseIndex, lot: np.ndarray, queries: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_index.DenseIndex, "_by_sketch", None)
    allowed = np.delete(np.arange(3_000), np.arange(0, 3_000, 3))
    recalled = []
    for query in queries:
        found = with_graph.nearest(query, allowed, 10)
        assert np.isin(found.rows, allowed).all()
        np.testing.assert_allclose(found.similarities, lot[found.rows] @ query, atol=1e-6)
        recalled.append(np.isin(exhaustive(lot, query, allowed, 10), found.rows).mean())
    assert np.mean(recalled) >= 0.99


def test_where_the_graph_finds_too_few_the_sketches_serve(
    with_graph: DenseIndex, lot: np.ndarray, queries: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the products are allowed, none of the kinds asked for; the graph's 20 nearest are half of those kinds."""
    monkeypatch.setattr(dense_index, "GRAPH_LEAST", 20)
    others = np.flatnonzero(KINDS[:3_000] >= 150)
    assert len(others) > dense_index.GRAPH_ROWS
    recalled = []
    for query in queries:
        found = with_graph.nearest(query, others, 10)
        assert len(found.rows) == 10
        recalled.append(np.isin(exhaustive(lot, query, others, 10), found.rows).mean())
    assert np.mean(recalled) >= 0.95


def test_the_graph_is_not_asked_for_more_than_the_sketches_cost(
    folder: Path, lot: np.ndarray, queries: np.ndarray, with_graph: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_index, "GRAPH_MOST", 150)
    index = DenseIndex(VectorFile(folder, DIMENSION, 3_000), _unopened)
    allowed = np.arange(1_200)
    found = index.nearest(queries[0], allowed, 10)
    assert np.isin(exhaustive(lot, queries[0], allowed, 10), found.rows).mean() >= 0.9
    index.close()


@pytest.mark.usefixtures("with_graph")
def test_a_server_that_goes_away_is_done_without(
    folder: Path,
    lot: np.ndarray,
    queries: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[str] = []

    def opened() -> ChromaCollection:
        asked.append(running.url)
        return ChromaCollection.open_at(running.url, "products", answer_seconds=2)

    with chroma_server(tmp_path) as running:
        made = ChromaCollection.create_at(running.url, "products", DIMENSION)
        kept = np.delete(np.arange(3_000), 17)
        made.upsert(kept, lot[kept])
        index = DenseIndex(VectorFile(folder, DIMENSION, 3_000), opened)
        allowed = np.arange(3_000)
        with_server = [index.nearest(query, allowed, 10).rows for query in queries]
        running.stop()
        without = [index.nearest(query, allowed, 10).rows for query in queries]
        made.close()
    agreed = [np.isin(a, b).mean() for a, b in zip(with_server, without, strict=True)]
    assert np.mean(agreed) >= 0.97
    assert [record.levelname for record in caplog.records if record.name == "retrieval.dense_index"] == ["WARNING"]
    assert f"Searching without Chroma's graph: No Chroma server answers at {running.url}" in caplog.text
    assert len(asked) == 1
    monkeypatch.setattr(dense_index, "monotonic", lambda: float("inf"))
    index.nearest(queries[0], allowed, 10)
    assert caplog.text.count("Searching without") == 2
    index.close()


def test_a_collection_that_is_gone_is_done_without(
    folder: Path, queries: np.ndarray, with_graph: DenseIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = DenseIndex(
        VectorFile(folder, DIMENSION, 3_000), lambda: ChromaCollection.open_embedded(tmp_path / "nothing")
    )
    found = index.nearest(queries[0], np.arange(3_000), 10)
    np.testing.assert_array_equal(found.rows, with_graph.nearest(queries[0], np.arange(3_000), 10).rows)
    assert "build the index again" in caplog.text
    index.close()
