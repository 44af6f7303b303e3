"""A product as one line of JSON, and back; the line's hash tells whether a product has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Final

from retrieval.catalog import Product

_FIELDS: Final = tuple(sorted(field.name for field in fields(Product)))
_encode: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=dict).encode


def product_line(product: Product) -> str:
    """The product as one line of JSON, keys sorted: equal products give equal lines."""
    return _encode({name: getattr(product, name) for name in _FIELDS})


def read_line(line: str) -> Product:
    """The product that `product_line` wrote, equal to what it was."""
    row = json.loads(line)
    row["category"], row["tags"] = tuple(row["category"]), tuple(row["tags"])
    row["attributes"] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row["attributes"].items()
    }
    return Product(**row)


def content_hash(text: str) -> bytes:
    """16 bytes that differ where texts differ (BLAKE2b)."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
