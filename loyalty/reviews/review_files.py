"""Reviews read from JSON lines, as `data/reviews.jsonl` has them."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from loyalty.errors import TrainingDataError
from loyalty.reviews.nouns import ReviewText


def read_reviews(file: Path) -> tuple[tuple[ReviewText, ...], int]:
    """The reviews of a file, gzipped or not, and how many lines are none and were left out.

    A review without an id is called by its product and its place among the product's reviews ("ELE-001/3").

    Raises:
        TrainingDataError: the file cannot be read.
    """
    try:
        data = file.read_bytes()
        lines = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise TrainingDataError(f"{file} is not UTF-8 text; save it as UTF-8.", str(file)) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TrainingDataError(f"{file} cannot be read ({reason}); give a file of reviews.", str(file)) from error
    places: dict[str, int] = {}
    found: list[ReviewText] = []
    refused = 0
    for line in lines:
        review = _review(line, places)
        refused += review is None and bool(line.strip())
        if review is not None:
            found.append(review)
    return tuple(found), refused


def _review(line: str, places: dict[str, int]) -> ReviewText | None:
    try:
        row: dict[str, Any] = json.loads(line)
        product, stars = str(row["product_id"]), int(row["stars"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not 1 <= stars <= 5:
        return None
    places[product] = places.get(product, 0) + 1
    told = {name: str(row.get(name) or "") for name in ("language", "title", "text")}
    return ReviewText(str(row.get("id") or f"{product}/{places[product]}"), product, stars, at=_day(row), **told)


def _day(row: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(row.get("date") or row.get("at") or "")[:10])
    except ValueError:
        return None
