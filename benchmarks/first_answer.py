"""How long a shopper waits: 20 requests in two languages, each a conversation of its own, over the configured model.

`python -m benchmarks.first_answer [--home DIR]` prints one line a request on stderr and one JSON object last: p50 and
p95 of the milliseconds until products are shown, until the first sentence, and until the answer is whole, counted as
the log counts them. The shop is prepared and warmed first; that takes no part in the figures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from assistant.preparation import prepare_index, prepare_model
from assistant.settings import read_settings
from assistant.wiring import open_shop

REQUESTS = [
    "wireless headphones with noise cancelling under $150",
    "I need a light tent for two people",
    "electric kettle with temperature control",
    "running shoes for wide feet",
    "a birthday present for a girl who likes puzzles",
    "quiet blender for smoothies, at least 4 stars",
    "waterproof rain jacket for men under 120 dollars",
    "dry food for a senior dog",
    "desk lamp with adjustable brightness",
    "a science fiction novel",
    "五百元以内的降噪耳机",
    "适合两个人的轻便帐篷",
    "想买一个煮咖啡的机器，不要太贵",
    "给三岁孩子的积木",
    "防水的登山背包",
    "猫砂有什么推荐",
    "100到200美元的智能手表",
    "敏感肌用的面霜",
    "办公室用的人体工学椅",
    "适合初学者的瑜伽垫",
]


def main() -> None:
    """Ask every request once and print the percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="where the index lies; the configured home otherwise")
    home = parser.parse_args().home
    with tempfile.TemporaryDirectory() as records:
        database = f"sqlite:///{records}/records.sqlite"
        settings = read_settings(database_url=database, **({"home": home} if home else {}))
        shop = open_shop(settings)
        prepare_model(settings, _silent)
        prepare_index(settings, _silent, shop)
        shop.warm()
        turns = []
        for text in REQUESTS:
            turn = shop.chat.reply(text)
            turns.append(turn)
            print(json.dumps({"text": text, **turn.timings_ms}, ensure_ascii=False), file=sys.stderr, flush=True)
        model = shop.language_model.name
        shop.close()
    print(json.dumps({"requests": len(turns), "model": model, **_figures(turns)}))


def _figures(turns: list) -> dict[str, object]:
    figures: dict[str, object] = {}
    for what in ("products", "first_text", "total"):
        times = sorted(turn.timings_ms[what] for turn in turns if what in turn.timings_ms)
        figures[f"{what}_ms"] = {
            "n": len(times),
            "p50": round(statistics.median(times)),
            "p95": round(times[min(len(times) - 1, int(len(times) * 0.95))]),
        }
    figures["fallbacks"] = sum(turn.outcome == "fallback" for turn in turns)
    figures["completion_tokens_p50"] = statistics.median(turn.usage["completion_tokens"] for turn in turns)
    return figures


def _silent(step: str, done: int, total: int) -> None:
    """No progress: the figures are the only output."""


if __name__ == "__main__":
    main()
