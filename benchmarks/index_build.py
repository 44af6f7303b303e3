"""Times a full index build of a catalogue and a sync after a small change of it; prints one JSON object last.

usage: python -m benchmarks.index_build [CATALOG] [--products N] [--changed SHARE] [--dtype auto|float32|bfloat16]
           [--searches N]

The build's time includes loading libraries and weights and reading the file. The sync is timed twice: in a process of
its own, whose time includes all that as well, and on a copy of the index in this one, where they are loaded.
`--products` repeats the catalogue's rows, each a little different, until there are so many.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import count, islice
from pathlib import Path

from retrieval.build import BuildReport, build_index
from retrieval.catalog import Product
from retrieval.catalog_reader import stream_catalog
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, open_embedder
from retrieval.engine import SearchEngine
from retrieval.query import SearchQuery
from retrieval.sync import sync_index

ROOT = Path(__file__).resolve().parents[1]
DEMO_SHOP = ROOT / "data" / "products.jsonl"
QUERIES = (
    "waterproof backpack",
    "gift for a cook",
    "quiet headphones for the train",
    "降噪耳机",
    "something warm to wear",
)


def main() -> None:
    """Build in a temporary folder, search it, sync it, print."""
    arguments = parse()
    if arguments.sync_in is not None:
        print(json.dumps(synced(arguments)))
        return
    with tempfile.TemporaryDirectory() as folder:
        arguments.sync_in = Path(folder)
        rows = tuple(stream_catalog(arguments.catalog, require_price=False))
        total = write_catalog(arguments, rows, changed=0.0)
        started = time.perf_counter()
        config = RetrievalConfig(Path(folder) / "index", dtype=arguments.dtype)
        embedder = open_embedder(config)
        report = build_index(stream_catalog(catalog_in(arguments)), config, embedder, show, total=total)
        whole_seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        engine = SearchEngine.open(config, embedder)
        times = [search_ms(engine, text) for _ in range(arguments.searches) for text in QUERIES]
        engine.close()
        write_catalog(arguments, rows, changed=arguments.changed)
        running = synced_here(arguments, config, embedder)
        sync = synced_apart(arguments)
    told = {**figures(arguments, report, whole_seconds, times), "peak_mib": round(peak)}
    print(json.dumps({**told, **shares(sync, running, whole_seconds)}))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalog", nargs="?", type=Path, default=DEMO_SHOP)
    parser.add_argument("--products", type=int, default=0)
    parser.add_argument("--changed", type=float, default=0.01)
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--searches", type=int, default=20)
    parser.add_argument("--sync-in", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def show(step: str, done: int, total: int) -> None:
    """One line a step of the build, on stderr."""
    print(f"{step} {done}/{total}", file=sys.stderr)


def catalog_in(arguments: argparse.Namespace) -> Path:
    """The catalogue that is built and synced."""
    return Path(arguments.sync_in) / "catalog.jsonl"


def write_catalog(arguments: argparse.Namespace, rows: tuple[Product, ...], changed: float) -> int:
    """Write the catalogue, that share of its products with another title; how many there are."""
    total = arguments.products or len(rows)
    every = round(1 / changed) if changed else 0
    with catalog_in(arguments).open("w", encoding="utf-8") as file:
        for number, product in enumerate(islice(repeated(rows), total)):
            title = f"{product.title}, new" if every and number % every == every // 2 else product.title
            file.write(json.dumps(asdict(replace(product, title=title)), ensure_ascii=False) + "\n")
    return total


def repeated(rows: tuple[Product, ...]) -> Iterator[Product]:
    """The products, then the same with other ids, titles and prices, and so on."""
    yield from rows
    for lot in count(1):
        for product in rows:
            title, price = f"{product.title}, lot {lot}", round(product.price * (1 + lot % 7 / 10), 2)
            yield replace(product, id=f"{product.id}-{lot}", title=title, price=price, list_price=None)


def synced_apart(arguments: argparse.Namespace) -> dict[str, float]:
    """What a sync in a new process says of itself, with the seconds that process took."""
    command = [sys.executable, "-m", "benchmarks.index_build", "--sync-in", str(arguments.sync_in)]
    started = time.perf_counter()
    ended = subprocess.run(
        [*command, "--dtype", arguments.dtype], stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT
    )
    told: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return {**told, "whole_seconds": time.perf_counter() - started}


def synced(arguments: argparse.Namespace) -> dict[str, object]:
    """Sync the index that stands there, in this process."""
    config = RetrievalConfig(Path(arguments.sync_in) / "index", dtype=arguments.dtype)
    report = sync_index(stream_catalog(catalog_in(arguments)), config, open_embedder(config))
    return {**asdict(report), "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def synced_here(arguments: argparse.Namespace, config: RetrievalConfig, embedder: Embedder) -> float:
    """Seconds of a sync of a copy of the index in this process, whose embedder is open."""
    copy = replace(config, index_dir=Path(arguments.sync_in) / "copy")
    shutil.copytree(config.index_dir, copy.index_dir)
    os.sync()
    return sync_index(stream_catalog(catalog_in(arguments)), copy, embedder).seconds


def shares(sync: dict[str, float], running_seconds: float, build_seconds: float) -> dict[str, float]:
    """The syncs' figures; their shares of the build's time are of 1."""
    return {
        "sync_changed": sync["changed"],
        "sync_embedded": sync["embedded"],
        "sync_seconds": round(sync["seconds"], 2),
        "sync_whole_seconds": round(sync["whole_seconds"], 2),
        "sync_share_of_build": round(sync["whole_seconds"] / build_seconds, 4),
        "sync_running_seconds": round(running_seconds, 2),
        "sync_running_share_of_build": round(running_seconds / build_seconds, 4),
        "sync_peak_mib": round(sync["peak_mib"]),
    }


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
            statistics.median(each["total"] - each.get("embedding", 0.0) for each in times), 2
        ),
        "cores": os.cpu_count(),
        "load_average_1_min": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    main()
