"""Times a full index build of a catalogue, the loading of libraries and weights included; prints one JSON object last.

usage: python -m benchmarks.index_build [CATALOG] [--dtype auto|float32|bfloat16] [--searches N]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from retrieval.build import BuildReport, build_index
from retrieval.catalog_reader import load_catalog
from retrieval.config import RetrievalConfig
from retrieval.embedding import open_embedder
from retrieval.engine import SearchEngine
from retrieval.query import SearchQuery

DEMO_SHOP = Path(__file__).resolve().parents[1] / "data" / "products.jsonl"
QUERIES = (
    "waterproof backpack",
    "gift for a cook",
    "quiet headphones for the train",
    "降噪耳机",
    "something warm to wear",
)


def main() -> None:
    """Build in a temporary folder, search it, print."""
    arguments = parse()
    started = time.perf_counter()
    products = load_catalog(arguments.catalog).products
    with tempfile.TemporaryDirectory() as folder:
        config = RetrievalConfig(Path(folder) / "index", dtype=arguments.dtype)
        embedder = open_embedder(config)
        report = build_index(products, config, embedder, show)
        whole_seconds = time.perf_counter() - started
        engine = SearchEngine.open(config, embedder)
        times = [search_ms(engine, text) for _ in range(arguments.searches) for text in QUERIES]
        engine.close()
    print(json.dumps(figures(arguments, report, whole_seconds, times)))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalog", nargs="?", type=Path, default=DEMO_SHOP)
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--searches", type=int, default=20)
    return parser.parse_args()


def show(step: str, done: int, total: int) -> None:
    """One line a step of the build, on stderr."""
    print(f"{step} {done}/{total}", file=sys.stderr)


def search_ms(engine: SearchEngine, text: str) -> dict[str, float]:
    """One search's times, in milliseconds a stage."""
    return dict(engine.search(SearchQuery(text)).timings_ms)


def figures(
    arguments: argparse.Namespace, report: BuildReport, whole_seconds: float, times: list[dict[str, float]]
) -> dict[str, object]:
    """What was measured; seconds and milliseconds are wall time."""
    totals = sorted(each["total"] for each in times)
    return {
        "catalog": arguments.catalog.name,
        "dtype": arguments.dtype,
        "products": report.products,
        "whole_seconds": round(whole_seconds, 2),
        "build_seconds": round(report.seconds, 2),
        "embedding_seconds": round(report.embedding_seconds, 2),
        "documents_per_second": round(report.embedded / report.embedding_seconds, 1),
        "search_ms_p50": round(statistics.median(totals), 2),
        "search_ms_p95": round(totals[int(0.95 * (len(totals) - 1))], 2),
        "search_ms_p50_without_embedding": round(
            statistics.median(each["total"] - each["embedding"] for each in times), 2
        ),
        "cores": os.cpu_count(),
        "load_average_1_min": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    main()
