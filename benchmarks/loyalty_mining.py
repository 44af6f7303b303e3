"""How fast conversations are read for loyalty: the shipped messages, English and Chinese mixed, over and over.

`python -m benchmarks.loyalty_mining [--turns N] [--part N]` prints one JSON object: chat turns of the sentiment
model alone, of signals alone and of both, a second of processor time of one core, and the peak memory of reading 10,000
and 100,000 turns, `--part` conversations at once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

from evaluation.signals_evaluation import said
from evaluation.signals_sets import load_messages
from loyalty.nouns import SaidConversation, Sentiment
from loyalty.sentiment.opening import open_sentiment_model
from loyalty.signals.reader import SignalReader

SIZES = (10_000, 100_000)


class _Silent:
    """A sentiment model that takes no time."""

    name = "none"

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        """Every text unsure."""
        return [Sentiment(None, (1 / 3, 1 / 3, 1 / 3), "unsure")] * len(texts)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20_000, help="turns to measure the speed with")
    parser.add_argument("--part", type=int, default=2_000, help="conversations read at once")
    parser.add_argument("--memory", type=int, help="print the peak memory of reading so many turns, and no more")
    options = parser.parse_args()
    if options.memory:
        print(_peak(options.memory, options.part))
        return
    sentiment = open_sentiment_model()
    figures = {
        "sentiment": _speed(lambda part: sentiment.read([turn.text for one in part for turn in one.turns]), options),
        "signals": _speed(SignalReader(_Silent()).read_conversations, options),
        "both": _speed(SignalReader(sentiment).read_conversations, options),
    }
    peaks = {str(size): _peak_of(size, options.part) for size in SIZES}
    print(json.dumps({"turns": options.turns, "turns_a_second": figures, "peak_memory_mib": peaks}))


def _conversations(turns: int, part: int) -> Iterator[list[SaidConversation]]:
    """Conversations of one message each, every one with an id of its own, some at once."""
    messages = [said(message) for message in load_messages()]
    numbered = (replace(one, id=str(at)) for at, one in enumerate(islice(cycle(messages), turns)))
    while batch := list(islice(numbered, part)):
        yield batch


def _speed(read: Callable[[list[SaidConversation]], object], options: argparse.Namespace) -> int:
    parts = list(_conversations(options.turns, options.part))
    read(parts[0])
    turns = sum(len(one.turns) for part in parts for one in part)
    started = time.process_time()
    for part in parts:
        read(part)
    return round(turns / (time.process_time() - started))


def _peak(turns: int, part: int) -> float:
    import resource

    reader = SignalReader(open_sentiment_model())
    for conversations in _conversations(turns, part):
        reader.read_conversations(conversations)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _peak_of(turns: int, part: int) -> float:
    """Measured in a process of its own: a peak never falls."""
    command = [sys.executable, "-m", "benchmarks.loyalty_mining", "--memory", str(turns), "--part", str(part)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
