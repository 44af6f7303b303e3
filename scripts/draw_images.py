"""Draws data/images: one flat SVG picture of every product, from its category, title and colour.

Run `python scripts/draw_images.py` in the repository. The same catalogue gives the same bytes: what varies between two
products of a kind is drawn by chance seeded with the product's id. Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any, Final

from drawing.scene import picture
from drawing.subject import Subject

DATA: Final = Path(__file__).resolve().parent.parent / "data"
DEPARTMENTS: Final = (
    "electronics", "gadgets", "audio", "home", "furniture", "kitchen", "cooking", "outdoor", "camping", "sports",
    "play", "garden", "planting", "toys", "games", "books", "beauty", "grooming", "clothes", "wear", "pets", "petcare",
)  # fmt: skip
"""The modules of `drawing` that hold drawings; importing one registers them."""


def read_catalog(path: Path) -> list[dict[str, Any]]:
    """Return the products of a catalogue in JSON lines; raises OSError or ValueError when it cannot be read."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def draw(product: dict[str, Any]) -> str:
    """Return a product's picture as the text of an SVG file."""
    for department in DEPARTMENTS:
        importlib.import_module(f"drawing.{department}")
    return picture(Subject.of(product))


def draw_all(catalog: Path, out: Path) -> int:
    """Write `<id>.svg` into `out` for every product, take away stale ones, and return how many there are."""
    products = read_catalog(catalog)
    out.mkdir(parents=True, exist_ok=True)
    wanted = {f"{product['id']}.svg" for product in products}
    for stale in out.glob("*.svg"):
        if stale.name not in wanted:
            stale.unlink()
    for product in products:
        (out / f"{product['id']}.svg").write_text(draw(product), encoding="utf-8", newline="\n")
    return len(wanted)


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(description="Draw one picture of every product.")
    parser.add_argument("--catalog", type=Path, default=DATA / "products.jsonl", help="the products, in JSON lines")
    parser.add_argument("--out", type=Path, default=DATA / "images", help="where <id>.svg go")
    options = parser.parse_args()
    draw_all(options.catalog, options.out)


if __name__ == "__main__":
    main()
