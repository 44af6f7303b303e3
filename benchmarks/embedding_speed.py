"""Times the embedding step of a build against a plain `SentenceTransformer.encode`; prints one JSON object last.

usage: python -m benchmarks.embedding_speed [--titles FILE] [--texts N] [--rounds N] [--dtype auto|float32|...]

The plain side is what the library does untold: float32, batches of 32, its own threads. Both sides read the same texts
in each round, one after the other, so that a busy machine slows both; the ratio is the median of the rounds. A busy
machine slows the plain side more, whose threads wait for one another: `cpu_ratio` compares CPU seconds instead, ours
with all of the build in them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog
from retrieval.config import RetrievalConfig
from retrieval.document import embedded_text
from retrieval.embedding import Embedder, open_embedder
from retrieval.torch_setup import builtin_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEMO_SHOP = Path(__file__).resolve().parents[1] / "data" / "products.jsonl"
PLAIN_BATCH = 32


class Round(NamedTuple):
    """Seconds of one round: wall and CPU of the plain side and of ours; our CPU time is that of the whole build."""

    plain: float
    ours: float
    plain_cpu: float
    ours_cpu: float


def main() -> None:
    """Load both sides, warm them, alternate, print."""
    arguments = parse()
    config = RetrievalConfig(Path(), dtype=arguments.dtype)
    embedder, plain = open_embedder(config), plain_model()
    by_text = distinct(sample(arguments.titles, arguments.texts), embedder)
    texts = list(by_text)
    likeness = cosines(plain, embedder, texts[: 4 * PLAIN_BATCH])
    rounds = [one_round(plain, embedder, config, by_text) for _ in range(arguments.rounds)]
    tokenising = tokenising_seconds(plain, texts, config.batch_size)
    print(json.dumps(figures(arguments, plain, rounds, tokenising, likeness, len(texts))))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=Path, default=DEMO_SHOP, help="a catalogue; an id and a title a row will do")
    parser.add_argument("--texts", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dtype", default="auto")
    return parser.parse_args()


def sample(catalog: Path, count: int) -> list[Product]:
    """`count` products spread over the catalogue; where there are fewer, repeated with a number behind the title."""
    products = load_catalog(catalog, require_price=False).products
    spread = products[:: max(1, len(products) // count)]
    return [
        replace(product, id=str(place), title=f"{product.title} {place}" if place >= len(spread) else product.title)
        for place, product in enumerate(islice(cycle(spread), count))
    ]


def distinct(products: list[Product], embedder: Embedder) -> dict[str, Product]:
    """One product a text, since a build embeds equal texts once; those that cannot be read are left out."""
    by_text = {embedded_text(product, embedder.unknown_share): product for product in products}
    by_text.pop("", None)
    return by_text


def plain_model() -> SentenceTransformer:
    """The built-in model as the library loads it, in float32, on the device it chooses."""
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(builtin_folder()), model_kwargs={"dtype": torch.float32}, local_files_only=True)


def one_round(
    plain: SentenceTransformer, embedder: Embedder, config: RetrievalConfig, by_text: dict[str, Product]
) -> Round:
    """Both sides once; ours is timed as the embedding step of a whole build in a fresh folder."""
    started, cpu_started = time.perf_counter(), time.process_time()
    plain.encode(list(by_text), batch_size=PLAIN_BATCH)
    plain_seconds, plain_cpu = time.perf_counter() - started, time.process_time() - cpu_started
    cpu_started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        fresh = replace(config, index_dir=Path(folder) / "index")
        report = build_index(list(by_text.values()), fresh, embedder)
    cpu = time.process_time() - cpu_started
    if report.embedded != len(by_text):
        raise SystemExit(f"the build embedded {report.embedded} of {len(by_text)} texts; the sides are not alike")
    print(f"plain {plain_seconds:.2f} s, ours {report.embedding_seconds:.2f} s", file=sys.stderr)
    return Round(plain_seconds, report.embedding_seconds, plain_cpu, cpu)


def tokenising_seconds(plain: SentenceTransformer, texts: list[str], batch_size: int) -> float:
    """Seconds to tokenise the texts alone, in batches of like lengths as the build makes them."""
    ordered = sorted(texts, key=len, reverse=True)
    started = time.perf_counter()
    for start in range(0, len(ordered), batch_size):
        plain.preprocess(ordered[start : start + batch_size])
    return time.perf_counter() - started


def cosines(plain: SentenceTransformer, embedder: Embedder, texts: list[str]) -> np.ndarray:
    """The cosine of both sides' vectors, a text each; warms both."""
    theirs = np.asarray(plain.encode(texts, normalize_embeddings=True))
    return (theirs * embedder.encode(texts)).sum(axis=1)


def figures(
    arguments: argparse.Namespace,
    plain: SentenceTransformer,
    rounds: list[Round],
    tokenising: float,
    likeness: np.ndarray,
    texts: int,
) -> dict[str, object]:
    """What was measured; seconds are wall time, `tokenising_share` is of our seconds."""
    plain_seconds, ours = (statistics.median(side) for side in ((r.plain for r in rounds), (r.ours for r in rounds)))
    return {
        "titles": arguments.titles.name,
        "texts": texts,
        "rounds": arguments.rounds,
        "dtype": arguments.dtype,
        "device": str(plain.device),
        "plain_documents_per_second": round(texts / plain_seconds, 1),
        "documents_per_second": round(texts / ours, 1),
        "ratio": round(statistics.median(r.plain / r.ours for r in rounds), 2),
        "ratios": [round(r.plain / r.ours, 2) for r in rounds],
        "cpu_ratio": round(statistics.median(r.plain_cpu / r.ours_cpu for r in rounds), 2),
        "tokenising_share": round(tokenising / ours, 3),
        "least_cosine": round(float(likeness.min()), 5),
        "cores": os.cpu_count(),
        "load_average_1_min": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    main()
