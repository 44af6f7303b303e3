"""A small bilingual shop and an index of it, made with the deterministic embedder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder
from retrieval.engine import SearchEngine

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

SHOP = (
    Product(
        id="A1", title="Larkspur Hush 2 wireless headphones", title_zh="云雀无线降噪耳机", price=129.0, currency="USD",
        description="Noise-cancelling headphones for trains.", description_zh="通勤用的头戴降噪耳机。",
        brand="Larkspur", category=("audio", "headphones"), rating=4.5, review_count=312, stock=27,
        attributes={"colour": "black", "wireless": True, "battery_hours": 38.0}, tags=("commute",),
    ),
    Product(
        id="A2", title="Larkspur Hush wired headphones", title_zh="云雀有线耳机", price=39.5, currency="USD",
        description="Plain headphones with a cable.", brand="Larkspur", category=("audio", "headphones"), rating=3.9,
        review_count=20, stock=0, attributes={"colour": "white", "wireless": False},
    ),
    Product(
        id="K1", title="Norvale stock pot 5 l", title_zh="诺谷汤锅", price=45.0, currency="USD",
        description="Enamelled steel pot for soups.", description_zh="搪瓷钢汤锅，适合煮汤。", brand="Norvale",
        category=("kitchen", "cookware"), rating=4.9, review_count=2, stock=3,
        attributes={"colour": "red", "material": ("steel", "enamel")},
    ),
    Product(
        id="T1", title="Fellhart 65in tent WH-1000XM5", title_zh="飞鹿帐篷", price=210.0, currency="USD",
        description="A tent for two.", brand="Fellhart", category=("outdoor", "tents"), stock=None,
        attributes={"colour": "green"},
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def shop() -> tuple[Product, ...]:
    return SHOP


@pytest.fixture
def config(tmp_path: Path) -> RetrievalConfig:
    return RetrievalConfig(tmp_path / "index")


@pytest.fixture
def engine(config: RetrievalConfig) -> Iterator[SearchEngine]:
    embedder = HashEmbedder()
    build_index(SHOP, config, embedder)
    opened = SearchEngine.open(config, embedder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip("shared/data is not beside this checkout")
    return SHARED_DATA
