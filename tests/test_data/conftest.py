"""The demo shop's files as they lie in `data/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).resolve().parents[2] / "data"
Row = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    """The objects of one JSON lines file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def products() -> list[Row]:
    return rows_of("products.jsonl")


@pytest.fixture(scope="session")
def by_id(products: list[Row]) -> dict[str, Row]:
    return {product["id"]: product for product in products}


@pytest.fixture(scope="session")
def reviews() -> list[Row]:
    return rows_of("reviews.jsonl")


@pytest.fixture(scope="session")
def customers() -> list[Row]:
    return rows_of("customers.jsonl")


@pytest.fixture(scope="session")
def orders() -> list[Row]:
    return rows_of("orders.jsonl")


@pytest.fixture(scope="session")
def words() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load((DATA / "words.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def policies() -> dict[str, Row]:
    files = sorted((DATA / "policies").glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}
