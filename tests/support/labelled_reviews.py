"""Small made-up sets of labelled reviews that a sentiment model can learn, in both languages."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

GOOD = ("great", "lovely", "perfect", "excellent", "soft", "comfortable", "很好", "满意", "喜欢")
BAD = ("broken", "awful", "terrible", "scratchy", "useless", "refund", "很差", "失望", "退货")
THINGS = ("dress", "kettle", "shoe", "lamp", "shirt", "phone", "jacket", "pillow", "mouse")
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def review_rows(count: int = 120, bad_share: float = 0.3, seed: int = 0) -> list[dict[str, Any]]:
    """Rows in Amazon's form with dates, one a day; 5 or 4 stars where the words are good, 1 or 2 where they are bad."""
    chance = random.Random(seed)
    rows = []
    for day in range(count):
        bad = chance.random() < bad_share
        words = chance.sample(BAD if bad else GOOD, 2)
        text = f"The {chance.choice(THINGS)} number {day} is {words[0]} and {words[1]}, I say after {day * 7} days."
        moment = int((FIRST_DAY + timedelta(days=day)).timestamp())
        rows.append({"reviewText": text, "overall": chance.choice((1, 2) if bad else (4, 5)), "unixReviewTime": moment})
    return rows


def write_lines(file: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows as JSON lines in a file; the file."""
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return file
