"""What customers wrote about products, read from `reviews.jsonl` beside the catalogue."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_CHARS = 4000
"""Of one review; what stands after is not read."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Review:
    """One review: `stars` is 1 to 5, `language` that of the text, `date` ISO or empty."""

    product_id: str
    stars: int
    language: str
    title: str
    text: str
    date: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ReviewShelf:
    """All reviews by product; falsy where the shop has none."""

    by_product: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_product)

    def of(self, product_id: str) -> tuple[Review, ...]:
        """The product's reviews, newest first."""
        return self.by_product.get(product_id, ())

    @classmethod
    def load(cls, file: Path) -> ReviewShelf:
        """The reviews in a JSON lines file; none where there is no file. Lines that are no review are left out."""
        if not file.is_file():
            return cls()
        found: dict[str, list[Review]] = {}
        refused = 0
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                review = _read(line)
                refused += review is None and bool(line.strip())
                if review is not None:
                    found.setdefault(review.product_id, []).append(review)
        if refused:
            logger.warning("%s: %d lines are no review and were left out; see data/README.md.", file, refused)
        return cls({name: tuple(sorted(rows, key=lambda r: r.date, reverse=True)) for name, rows in found.items()})


def _read(line: str) -> Review | None:
    try:
        row: dict[str, Any] = json.loads(line)
        stars, text = int(row["stars"]), str(row["text"]).strip()[:MOST_CHARS]
        told = {name: str(row.get(name) or "") for name in ("language", "title", "date")}
        review = Review(str(row["product_id"]), stars, text=text, verified=row.get("verified") is True, **told)
    except (ValueError, KeyError, TypeError):
        return None
    return review if 1 <= stars <= 5 and text else None
