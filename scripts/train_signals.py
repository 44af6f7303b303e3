"""Trains the learned half of finding signals on lines written for this project: `loyalty/signals/learned.npz`.

`python scripts/train_signals.py [--without-messages] [--out FILE]`; the same weights each time.
`--without-messages` leaves the development half of the labelled messages out, to measure on it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from loyalty.signals.learned import SHIPPED  # noqa: E402
from loyalty.signals.phrase_book import shipped_phrases  # noqa: E402
from loyalty.signals.training import labelled_lines, lines_of, mood_lines, train  # noqa: E402


def main() -> None:
    """Read all lines, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-messages", action="store_true", help="leave the labelled messages out")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    book = shipped_phrases()
    lines = lines_of(yaml.safe_load((ROOT / "loyalty" / "signals" / "lines.yaml").read_text(encoding="utf-8")))
    lines += mood_lines(_read("loyalty/sentiment/lines/{}_chat.jsonl", "held_out", False), book)
    if not options.without_messages:
        lines += labelled_lines(_read("evaluation/sets/signals_{}.jsonl", "development", True))
    train(lines, book).save(options.out)


def _read(pattern: str, part: str, wanted: bool) -> list[dict[str, Any]]:
    """The lines of both languages of which `part` is, or is not, what it says."""
    files = [ROOT / pattern.format(language) for language in ("en", "zh")]
    read = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [one for one in read if (one["part"] == part) is wanted]


if __name__ == "__main__":
    main()
