"""How fast moods are told: the chat lines written for the project, English and Chinese mixed, over and over.

`python -m benchmarks.sentiment [--turns N] [--model M]` prints one JSON object: chat turns a second on one core, the
mean length of a turn in characters, milliseconds to open the model, and the most memory (MiB, beyond the model) that
reading a tenth of the turns and all of them took.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from collections.abc import Iterator
from itertools import cycle, islice

from loyalty.config import LoyaltyConfig
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.opening import SHIPPED, open_sentiment_model

PART = 2_000


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--model", default="builtin")
    options = parser.parse_args()
    began = time.perf_counter()
    model = open_sentiment_model(LoyaltyConfig(options.model))
    opened = time.perf_counter() - began
    lines = chat_lines()
    read(model, lines, PART)
    began = time.perf_counter()
    read(model, lines, options.turns)
    seconds = time.perf_counter() - began
    figures = {
        "model": model.name,
        "turns": options.turns,
        "turns_a_second": round(options.turns / seconds),
        "characters_a_turn": round(sum(map(len, lines)) / len(lines), 1),
        "open_ms": round(1000 * opened),
        "peak_mib": {str(turns): peak(model, lines, turns) for turns in (options.turns // 10, options.turns)},
    }
    print(json.dumps(figures))


def chat_lines() -> list[str]:
    """English and Chinese chat lines in turn."""
    languages = [
        [json.loads(line)["text"] for line in (SHIPPED.parent / "lines" / f"{name}_chat.jsonl").open(encoding="utf-8")]
        for name in ("en", "zh")
    ]
    return [text for pair in zip(*languages, strict=False) for text in pair]


def read(model: SentimentModel, lines: list[str], turns: int) -> None:
    """Read so many turns, some at once, as mining does."""
    for part in parts(lines, turns):
        model.read(part)


def parts(lines: list[str], turns: int) -> Iterator[list[str]]:
    """The lines over and over, at most `PART` at once."""
    endless = islice(cycle(lines), turns)
    while part := list(islice(endless, PART)):
        yield part


def peak(model: SentimentModel, lines: list[str], turns: int) -> float:
    """The most memory that reading them takes, MiB."""
    tracemalloc.start()
    read(model, lines, turns)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(most / 2**20, 1)


if __name__ == "__main__":
    main()
