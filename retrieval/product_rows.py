"""Keeps products in the index folder as JSON lines, and reads them back equal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from retrieval.catalog import Product

FILE: Final = "products.jsonl"


def product_line(product: Product) -> str:
    """The product as one line of JSON, keys sorted: equal products give equal lines."""
    return json.dumps(asdict(product), ensure_ascii=False, sort_keys=True)


def write_products(folder: Path, products: Iterable[Product]) -> None:
    """Write `products`, in order, into `folder`, which exists."""
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(product_line(product) + "\n" for product in products)


def read_products(folder: Path) -> tuple[Product, ...]:
    """Read what `write_products` wrote."""
    with (folder / FILE).open(encoding="utf-8", newline="\n") as file:
        return tuple(_product(json.loads(line)) for line in file)


def _product(row: dict[str, Any]) -> Product:
    row["category"], row["tags"] = tuple(row["category"]), tuple(row["tags"])
    row["attributes"] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row["attributes"].items()
    }
    return Product(**row)
