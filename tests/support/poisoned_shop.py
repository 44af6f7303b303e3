"""The demo shop with orders to the assistant planted in every text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

SETS = Path(__file__).resolve().parents[2] / "evaluation" / "sets"


def poisons() -> list[dict[str, Any]]:
    """The lines of the set of attacks that plant something."""
    lines = (SETS / "attacks.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if "poison" in line]


def write_poisoned_shop(folder: Path, demo: Path) -> Path:
    """Writes a copy of the demo shop into `folder`, poisoned; gives back its catalogue."""
    texts: dict[str, list[str]] = {}
    for line in poisons():
        texts.setdefault(line["poison"]["where"], []).append(line["poison"]["text"])
    products = [json.loads(line) for line in demo.read_text(encoding="utf-8").splitlines()]
    for number, product in enumerate(products):
        for key in ("description", "description_zh"):
            product[key] = f"{product[key]} {texts['description'][number % len(texts['description'])]}"
        if number % 5 == 0:
            product["title"] = f"{product['title']} {texts['title'][number % len(texts['title'])]}"
    (folder / "products.jsonl").write_text("\n".join(json.dumps(p, ensure_ascii=False) for p in products))
    reviews = (demo.parent / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    with (folder / "reviews.jsonl").open("w", encoding="utf-8") as file:
        for number, line in enumerate(reviews):
            review = json.loads(line)
            review["text"] += " " + texts["review"][number % len(texts["review"])]
            file.write(json.dumps(review, ensure_ascii=False) + "\n")
    shutil.copy(demo.parent / "words.yaml", folder)
    (folder / "policies").mkdir()
    for source in (demo.parent / "policies").glob("*.yaml"):
        policy = yaml.safe_load(source.read_text(encoding="utf-8"))
        for number, section in enumerate(policy["sections"]):
            for language in ("en", "zh"):
                section["text"][language] += " " + texts["policy"][number % len(texts["policy"])]
        (folder / "policies" / source.name).write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    return folder / "products.jsonl"


def build_poisoned_index(home: Path, catalog: Path) -> None:
    """The poisoned shop's index, made with the embedder that needs no weights."""
    from retrieval.build import build_index
    from retrieval.catalog_reader import load_catalog
    from retrieval.config import RetrievalConfig
    from retrieval.hash_embedding import HashEmbedder

    build_index(load_catalog(catalog).products, RetrievalConfig(home / "index"), HashEmbedder())
