"""How search grows with the catalogue: latency, recall under filters and memory at several sizes; one JSON object last.

usage: python -m benchmarks.search_scale [SIZE ...] [--titles FILE.csv.gz] [--searches N] [--plot FILE.png] [--keep DIR]

Products are made, by seed, from the demo catalogue's words, or from the column `title` of FILE. As embedding a million
texts takes an hour here, only `--embedded` titles are; a product is a variation of one of them, and its vector is that
title's plus seeded noise (cosine to it about 0.9). The search is the real one: every request is embedded by the
configured model, and goes through filter, words, meaning and fusion. Prices are spread evenly and have nothing to do
with the words, so that a price range leaves 100, 10, 2 or 0.1 % of the catalogue. Per size and share: p50, p95 of the
milliseconds a search takes, and recall@10 of its hits against the same engine comparing every product. Memory is that
of a process that only opens the index and searches, before anything is compared exhaustively.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from retrieval import dense_index
from retrieval import engine as engine_module
from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, Vectors, open_embedder
from retrieval.engine import SearchEngine
from retrieval.query import SearchQuery
from retrieval.vectors import unit_length

DEMO_SHOP = Path(__file__).resolve().parents[1] / "data" / "products.jsonl"
SIZES = (10_000, 30_000, 100_000)
SHARES = (1.0, 0.1, 0.02, 0.001)
MARK = " · "
"""Between the title that was embedded and what makes the product a variation of it."""

NOISE, NOISES = 0.5, 4_096
PRICES = 1_000.0
SEED = 20_260


class MadeCatalog(Sequence[Product]):
    """`size` products, each made when it is asked for, the same ones every time."""

    def __init__(self, size: int, titles: Sequence[str], demo: Sequence[Product]) -> None:
        self._size, self._titles, self._demo = size, titles, demo
        self._words = sorted({word for product in demo for word in _words(product.title)})

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, row: int) -> Product:  # type: ignore[override]  # slices are not needed
        if not 0 <= row < self._size:
            raise IndexError(row)
        chance = random.Random(row)
        like = self._demo[row % len(self._demo)]
        variation = " ".join(chance.choices(self._words, k=2))
        return Product(
            id=f"P{row}",
            title=f"{self._titles[row % len(self._titles)]}{MARK}{variation}",
            price=round(1 + PRICES * chance.random(), 2),
            currency=like.currency,
            brand=like.brand,
            category=like.category,
            rating=round(chance.uniform(2.5, 5), 1),
            review_count=chance.randrange(1_000),
            stock=chance.randrange(5),
        )


class NoisyEmbedder:
    """Gives a made product the vector of its title plus noise, seeded by its text; other texts to the real embedder."""

    def __init__(self, real: Embedder, titles: Sequence[str], vectors: Vectors) -> None:
        self._real, self._vectors = real, vectors
        self._row_of = {title: row for row, title in enumerate(titles)}
        noise = np.random.default_rng(SEED).standard_normal((NOISES, real.dimension), np.float32)
        self._noise = noise * np.float32(NOISE / real.dimension**0.5)
        self.name, self.dimension = real.name, real.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order."""
        rows = [self._row_of.get(text.partition(MARK)[0], -1) for text in texts]
        if min(rows, default=0) < 0:
            return self._real.encode(texts)
        noise = self._noise[[zlib.crc32(text.encode()) % NOISES for text in texts]]
        return unit_length(self._vectors[rows] + noise)

    def unknown_share(self, text: str) -> float:
        """Always 0: made products are in English."""
        return 0.0


def main() -> None:
    """Every size in turn, built and searched in processes of their own."""
    arguments = parse()
    if arguments.stage:
        print(json.dumps(STAGES[arguments.stage](arguments)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.keep or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        embed_titles(work, arguments)
        figures = [figures_of(size, work, arguments) for size in arguments.sizes]
    if arguments.plot:
        draw(figures, arguments.plot)
    print(json.dumps({"sizes": figures, "cores": os.cpu_count(), "growth_of_p95": growth(figures)}))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--titles", type=Path, help="a CSV, perhaps gzipped, with a column `title`")
    parser.add_argument("--embedded", type=int, default=4_000, help="how many titles are really embedded")
    parser.add_argument("--searches", type=int, default=100, help="searches a size and share")
    parser.add_argument("--compared", type=int, default=50, help="how many of them are compared exhaustively too")
    parser.add_argument("--plot", type=Path, help="where to draw p95 over size")
    parser.add_argument("--keep", type=Path, help="a folder for the indexes, which are used again if they stand there")
    parser.add_argument("--stage", choices=("build", "search"), help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def embed_titles(work: Path, arguments: argparse.Namespace) -> None:
    """Write the titles to vary and their real vectors into `work`, unless they are there."""
    if (work / "titles.npy").exists():
        return
    titles = read_titles(arguments.titles, arguments.embedded) if arguments.titles else made_titles(arguments.embedded)
    _say(f"embedding {len(titles)} titles")
    vectors = open_embedder(RetrievalConfig(work)).encode(titles)
    (work / "titles.json").write_text(json.dumps(titles), encoding="utf-8")
    np.save(work / "titles.npy", vectors)


def made_titles(count: int) -> list[str]:
    """Titles of the demo shop with up to three words of other titles in place of their own; no two alike."""
    chance = random.Random(SEED)
    demo = [_words(product.title) for product in load_catalog(DEMO_SHOP).products]
    titles: dict[str, None] = {}
    while len(titles) < count:
        words = list(chance.choice(demo))
        for _ in range(chance.randint(1, 3)):
            words[chance.randrange(len(words))] = chance.choice(chance.choice(demo))
        titles[" ".join(words)] = None
    return list(titles)


def read_titles(path: Path, count: int) -> list[str]:
    """A seeded choice of at most `count` of the titles in the CSV at `path`."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as file:
        titles = sorted({row["title"].replace(MARK, " ").strip() for row in csv.DictReader(file)} - {""})
    return random.Random(SEED).sample(titles, min(count, len(titles)))


def figures_of(size: int, work: Path, arguments: argparse.Namespace) -> dict[str, object]:
    """Build and search one size, each in a fresh process."""
    figures: dict[str, object] = {"products": size}
    for stage in STAGES:
        _say(f"{stage} {size}")
        command = [sys.executable, "-m", "benchmarks.search_scale", str(size), "--stage", stage, "--work", str(work)]
        command += ["--searches", str(arguments.searches), "--compared", str(arguments.compared)]
        ended = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        figures |= json.loads(ended.stdout.splitlines()[-1])
    _say(json.dumps(figures))
    return figures


def build(arguments: argparse.Namespace) -> dict[str, object]:
    """Build the index of one size; one that a run before this left there is kept."""
    folder, size = arguments.work / f"index-{arguments.sizes[0]}", arguments.sizes[0]
    if (folder / "CURRENT").exists():
        return {"build_seconds": None}
    titles = json.loads((arguments.work / "titles.json").read_text(encoding="utf-8"))
    config = RetrievalConfig(folder)
    embedder = NoisyEmbedder(open_embedder(config), titles, np.load(arguments.work / "titles.npy"))
    started = time.perf_counter()
    build_index(MadeCatalog(size, titles, load_catalog(DEMO_SHOP).products), config, embedder)
    return {"build_seconds": round(time.perf_counter() - started, 1), "build_peak_mib": _peak_mib()}


def search(arguments: argparse.Namespace) -> dict[str, object]:
    """Search one size: first everything that is timed, then the same exhaustively."""
    started = time.perf_counter()
    engine = SearchEngine.open(RetrievalConfig(arguments.work / f"index-{arguments.sizes[0]}"))
    engine.warm()
    opened = time.perf_counter() - started
    titles = json.loads((arguments.work / "titles.json").read_text(encoding="utf-8"))
    asked = {share: list(requests(titles, share, arguments.searches)) for share in SHARES}
    for query in asked[1.0][:10]:
        engine.search(query)
    timed = {share: [timed_search(engine, query) for query in asked[share]] for share in SHARES}
    peak = _peak_mib()
    compare_all()
    shares = []
    for share in SHARES:
        exact = [timed_search(engine, query) for query in asked[share][: arguments.compared]]
        shares.append(share_figures(share, timed[share], exact))
    engine.close()
    load = round(os.getloadavg()[0], 1)
    return {"open_seconds": round(opened, 1), "peak_mib": peak, "shares": shares, "load_average_1_min": load}


def requests(titles: Sequence[str], share: float, count: int) -> Iterator[SearchQuery]:
    """Two to four words of a title, in order, within a price range that leaves `share` of the catalogue."""
    chance = random.Random(SEED)
    for _ in range(count):
        words = _words(chance.choice(titles))
        length = chance.randint(2, 4)
        start = chance.randrange(max(1, len(words) - length))
        lowest = 1 + PRICES * (1 - share) * chance.random()
        limits = {} if share == 1 else {"min_price": lowest, "max_price": lowest + PRICES * share}
        yield SearchQuery(" ".join(words[start : start + length]), **limits)


def timed_search(engine: SearchEngine, query: SearchQuery) -> tuple[float, dict[str, float], dict[str, float]]:
    """Milliseconds, the score of each hit by its id, and the milliseconds a stage."""
    started = time.perf_counter()
    result = engine.search(query)
    milliseconds = (time.perf_counter() - started) * 1_000
    return milliseconds, {hit.product.id: hit.score for hit in result.hits}, dict(result.timings_ms)


def compare_all() -> None:
    """From now on every allowed product is compared, by its words and its vector."""
    engine_module.COMPARED_WHOLE = dense_index.EXACT_ROWS = sys.maxsize  # type: ignore[misc]


def share_figures(share: float, timed: Sequence[tuple], exact: Sequence[tuple]) -> dict[str, object]:
    """Percentiles of one share, in milliseconds, and how many of the exhaustive search's hits were found."""
    times = [each[0] for each in timed]
    without_embedding = [each[0] - each[2].get("embedding", 0) for each in timed]
    recalled = [recall(found[1], best[1]) for found, best in zip(timed, exact, strict=False)]
    stages = {name for each in timed for name in each[2]}
    return {
        "share": share,
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "p95_ms_without_embedding": round(float(np.percentile(without_embedding, 95)), 1),
        "recall_at_10": round(float(np.mean(recalled)), 4),
        "exhaustive_p50_ms": round(float(np.median([each[0] for each in exact])), 1),
        "stages_p50_ms": {
            name: round(float(np.median([each[2].get(name, 0) for each in timed])), 1) for name in sorted(stages)
        },
    }


def recall(found: dict[str, float], best: dict[str, float]) -> float:
    """The share of `best` in `found`, one that scores as well as the last of them counting as one of them."""
    if not best:
        return 1.0
    last = min(best.values())
    return min(1.0, sum(id in best or score >= last for id, score in found.items()) / len(best))


def growth(figures: Sequence[dict]) -> dict[str, float] | None:
    """Per share, the exponent with which p95 grows with the catalogue from the smallest to the largest: 1 is alike."""
    if len(figures) < 2:
        return None
    low, high = figures[0], figures[-1]
    ratio = np.log(high["products"] / low["products"])
    pairs = zip(low["shares"], high["shares"], strict=True)
    return {str(a["share"]): round(float(np.log(b["p95_ms"] / a["p95_ms"]) / ratio), 2) for a, b in pairs}


def draw(figures: Sequence[dict], path: Path) -> None:
    """p95 over size, both axes logarithmic, a line a share, beside what growing with the catalogue would be."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = [each["products"] for each in figures]
    drawing, axes = pyplot.subplots(figsize=(7, 4.5))
    for place, share in enumerate(SHARES):
        axes.loglog(
            sizes, [each["shares"][place]["p95_ms"] for each in figures], "o-", label=f"{share * 100:g} % allowed"
        )
    least = min(each["p95_ms"] for each in figures[0]["shares"])
    axes.loglog(sizes, [least * size / sizes[0] for size in sizes], "k--", label="as the catalogue (slope 1)")
    axes.set(xlabel="products", ylabel="p95 of a search, ms", title="Search over size")
    axes.legend()
    drawing.savefig(path, dpi=120, bbox_inches="tight")


def _words(title: str) -> list[str]:
    return re.findall(r"[\w.-]+", title)


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


STAGES = {"build": build, "search": search}

if __name__ == "__main__":
    main()
