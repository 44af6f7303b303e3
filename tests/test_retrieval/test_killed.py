"""Builds and syncs that end early, by a kill, a full disk or a fault: the old index answers, the next run repairs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from retrieval import index_draft
from retrieval.build import build_index, index_status
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.generations import UNFINISHED
from retrieval.query import SearchQuery
from retrieval.sync import sync_index

ROOT = Path(__file__).resolve().parents[2]

ENDED = """
import json, os, resource, signal, sys
from pathlib import Path
from retrieval import index_draft
from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.errors import RetrievalError
from retrieval.hash_embedding import HashEmbedder
from retrieval.sync import sync_index

index_draft.CHUNK, index_draft.WINDOW, index_draft.PAGE = 10, 10, 10
verb, folder, catalog, reports, bytes_allowed = sys.argv[1:]
reports = [int(reports)]

def die(step, done, total):
    reports[0] -= 1
    if not reports[0]:
        os.kill(os.getpid(), signal.SIGKILL)

if int(bytes_allowed):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(bytes_allowed), resource.RLIM_INFINITY))
products = [Product(**row) for row in json.loads(Path(catalog).read_text())]
config = RetrievalConfig(Path(folder), batch_size=1)
try:
    {"build": build_index, "sync": sync_index}[verb](products, config, HashEmbedder(), die)
except RetrievalError as error:
    print(type(error).__name__, error)
"""


class Counting(HashEmbedder):
    """Counts the texts it is given, but for the gibberish that every index is measured with."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += sum("kettle" in text for text in texts)
        return super().encode(texts)


def kettles(count: int, first: int = 0) -> list[Product]:
    return [
        Product(f"K{i}", f"kettle {i} of {i % 7} litres", 10.0 + i, "USD", stock=i % 3)
        for i in range(first, first + count)
    ]


def ended(
    verb: str, config: RetrievalConfig, products: Sequence[Product], reports: int = 0, bytes_allowed: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run the verb in a process of its own, killed at the given report or not allowed to write larger files."""
    catalog = config.index_dir.parent / "catalog.json"
    catalog.write_text(json.dumps([asdict(product) for product in products]))
    arguments = [verb, str(config.index_dir), str(catalog), str(reports), str(bytes_allowed)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", ENDED, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def answers(config: RetrievalConfig) -> Any:
    engine = SearchEngine.open(config, HashEmbedder())
    found = [engine.search(SearchQuery(text, top_k=100)) for text in ("kettle 3", "5 litres", "")]
    told = [(result.total, [(hit.product, hit.score, hit.stage_scores) for hit in result.hits]) for result in found]
    engine.close()
    return told


def left_over(config: RetrievalConfig) -> list[Path]:
    return list(config.index_dir.glob(f"{UNFINISHED}*"))


@pytest.mark.parametrize("reports", [1, 6, 7, 12, 20, 27, 32])
def test_a_killed_build_leaves_the_old_index_and_the_next_one_repairs(config: RetrievalConfig, reports: int) -> None:
    build_index(kettles(20), config, HashEmbedder())
    before, status = answers(config), index_status(config)
    assert ended("build", config, kettles(60), reports).returncode == -signal.SIGKILL
    assert (answers(config), index_status(config)) == (before, status)
    assert len(left_over(config)) == 1
    report = build_index(kettles(60), config, HashEmbedder())
    assert report.products == 60
    assert left_over(config) == []
    undisturbed = replace(config, index_dir=config.index_dir / "undisturbed")
    build_index(kettles(60), undisturbed, HashEmbedder())
    assert answers(config) == answers(undisturbed)


@pytest.mark.parametrize("reports", [1, 2, 3, 5, 6, 7])
def test_a_killed_sync_leaves_the_old_index_and_the_next_one_repairs(config: RetrievalConfig, reports: int) -> None:
    build_index(kettles(60), config, HashEmbedder())
    before, status = answers(config), index_status(config)
    changed = [replace(kettles(1)[0], price=1.0), *kettles(54, 5), *kettles(5, 100)]
    assert ended("sync", config, changed, reports).returncode == -signal.SIGKILL
    assert (answers(config), index_status(config)) == (before, status)
    report = sync_index(changed, config, HashEmbedder())
    assert (report.inserted, report.changed, report.deleted, report.unchanged) == (5, 1, 5, 54)
    assert left_over(config) == []
    undisturbed = replace(config, index_dir=config.index_dir / "undisturbed")
    build_index(kettles(60), undisturbed, HashEmbedder())
    sync_index(changed, undisturbed, HashEmbedder())
    assert answers(config) == answers(undisturbed)


def test_what_was_embedded_is_not_embedded_again(config: RetrievalConfig) -> None:
    assert ended("build", config, kettles(60), 21).returncode == -signal.SIGKILL
    embedder = Counting()
    assert build_index(kettles(60), config, embedder).embedded == embedder.encoded
    assert 0 < embedder.encoded <= 30
    again = Counting()
    assert build_index(kettles(60), config, again).embedded == again.encoded == 0


def test_of_many_rests_the_most_useful_one_is_kept(config: RetrievalConfig) -> None:
    for reports in (15, 25, 15):
        assert ended("build", config, kettles(60), reports).returncode == -signal.SIGKILL
    assert len(left_over(config)) <= 2
    embedder = Counting()
    build_index(kettles(60), config, embedder)
    assert embedder.encoded <= 20


def test_a_rest_that_is_damaged_is_passed_over(config: RetrievalConfig) -> None:
    assert ended("build", config, kettles(60), 21).returncode == -signal.SIGKILL
    (rest,) = left_over(config)
    (rest / "products.sqlite").write_bytes(b"SQLite format 3\0" + b"\x07" * 5000)
    assert build_index(kettles(60), config, HashEmbedder()).embedded == 60
    assert left_over(config) == []


@pytest.mark.parametrize("bytes_allowed", [0, 10_000, 60_000, 200_000, 700_000])
def test_a_full_disk_is_one_sentence_and_the_old_index_answers(config: RetrievalConfig, bytes_allowed: int) -> None:
    build_index(kettles(20), config, HashEmbedder())
    before = answers(config)
    for verb in ("build", "sync"):
        told = ended(verb, config, kettles(800), bytes_allowed=bytes_allowed)
        assert (told.returncode, told.stderr) == (0, "")
        if bytes_allowed:
            (line,) = told.stdout.splitlines()
            assert line.startswith(("IndexStorageError", "VectorStoreError"))
            assert answers(config) == before
            assert left_over(config) == []
    assert build_index(kettles(800), config, HashEmbedder()).products == 800


class Failing(HashEmbedder):
    """Runs out of memory after some texts."""

    left = 2_500

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.left -= len(texts)
        if self.left < 0:
            raise MemoryError
        return super().encode(texts)


def test_a_fault_after_much_was_embedded_keeps_the_vectors_only(
    config: RetrievalConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_draft, "WINDOW", 500)
    with pytest.raises(MemoryError):
        build_index(kettles(3_000), config, Failing())
    (rest,) = left_over(config)
    assert {path.name for path in rest.iterdir()} == {"products.sqlite", "vectors.f32", "vectors.json"}
    assert index_status(config) is None
    embedder = Counting()
    assert build_index(kettles(3_000), config, embedder).products == 3_000
    assert embedder.encoded == 500
