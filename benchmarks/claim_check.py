"""How long the claim check takes a sentence: the labelled sentences, each with 12 rows and 4 policy passages behind it.

`python -m benchmarks.claim_check [--rounds N]` prints one JSON object: p50, p95 and the longest of the milliseconds of
processor time a sentence takes, the same for the first sentence of a turn (when its rows are read for the first time),
and for one line of 20,000 characters.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import yaml

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.evidence import Evidence
from retrieval.catalog_reader import load_catalog

ROOT = Path(__file__).resolve().parents[1]
ROWS, PASSAGES = 12, 4


def main() -> None:
    """Check every labelled sentence a few times and print the percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each sentence is checked")
    rounds = parser.parse_args().rounds
    catalogue = {product.id: product for product in load_catalog(ROOT / "data" / "products.jsonl").products}
    cases = [json.loads(line) for line in (ROOT / "evaluation" / "sets" / "claims.jsonl").read_text().splitlines()]
    filler, passages = list(catalogue.values()), _passages()
    first, later = [], []
    for case in [case for case in cases for _ in range(rounds)]:
        rows = [catalogue[one] for one in [*case["shown"], *case.get("rows", [])]]
        rows += [row for row in filler[:: len(filler) // ROWS] if row not in rows][: ROWS - len(rows)]
        evidence = Evidence("USD", tuple(rows[:6]), rows, passages, set(map(float, case.get("said", []))))
        checker = ClaimChecker(evidence)
        first.append(_milliseconds(checker, f"{rows[0].title}."))
        later.append(_milliseconds(checker, case["sentence"]))
    line = _milliseconds(checker, "The Hush 2 costs $129 and lasts 38 hours, 售价129美元，" * 400)
    print(json.dumps({"sentences": len(later), "rows": ROWS, "passages": len(passages), "sentence_ms": _figures(later),
                      "first_sentence_ms": _figures(first), "line_of_20000_ms": round(line, 1)}))  # fmt: skip


def _passages() -> list[str]:
    sections = yaml.safe_load((ROOT / "data" / "policies" / "shipping.yaml").read_text(encoding="utf-8"))["sections"]
    return [f"{one['title'][lang]} {one['text'][lang]}" for one in sections[: PASSAGES // 2] for lang in ("en", "zh")]


def _milliseconds(checker: ClaimChecker, sentence: str) -> float:
    started = time.process_time()
    checker.check(sentence)
    return (time.process_time() - started) * 1000


def _figures(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50": round(statistics.median(ordered), 2), "p95": round(p95, 2), "max": round(ordered[-1], 2)}


if __name__ == "__main__":
    main()
