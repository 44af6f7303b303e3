"""The reranker's training, for real, on a network of two small layers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_networks import JudgedShop, judge_shop, make_bert

from retrieval.catalog_reader import load_catalog
from retrieval.hash_embedding import HashEmbedder
from retrieval.rerank import CrossEncoderReranker, recommend_products
from retrieval.training.recipe import Recipe, TrainingError
from retrieval.training.report import TrainingReport
from retrieval.training.reranker_training import train_reranker


@pytest.fixture(scope="module")
def judged() -> JudgedShop:
    root = Path(__file__).resolve().parents[2]
    return judge_shop(load_catalog(root / "data" / "products.jsonl").products)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    return Recipe(
        base=str(make_bert(tmp_path_factory.mktemp("networks") / "bert")),
        epochs=6,
        patience=6,
        batch_size=8,
        learning_rate=5e-3,
        validation_share=0.3,
        device="cpu",
        max_tokens=24,
        judged_a_query=4,
        negatives_a_query=2,
    )


def train(judged: JudgedShop, recipe: Recipe, out: Path) -> tuple[TrainingReport, Path]:
    report = train_reranker(
        judged.queries,
        judged.grades,
        judged.products,
        recipe,
        out,
        embedder=HashEmbedder(),
        progress=lambda what, done, total: None,
    )
    return report, out


@pytest.fixture(scope="module")
def trained(
    judged: JudgedShop, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainingReport, Path]:
    return train(judged, recipe, tmp_path_factory.mktemp("first") / "mine")


def test_it_orders_unseen_queries_better_than_search_alone(trained: tuple[TrainingReport, Path]) -> None:
    report, out = trained
    assert report.fitting.best_validation > report.chosen["ndcg_first_stage"] + 0.1
    assert report.chosen["ndcg_together"] == report.fitting.best_validation
    assert report.chosen["rerank_weight"] > 0
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["kind"] == "reranker"


def test_the_reranker_loads_what_was_trained(trained: tuple[TrainingReport, Path], judged: JudgedShop) -> None:
    report, out = trained
    reranker = CrossEncoderReranker(str(out), device="cpu", dtype="float32")
    assert reranker.name.startswith("mine@")
    assert reranker.weight == report.chosen["rerank_weight"]
    meant = {id for id, grade in judged.grades["whirligig-good"].items() if grade == 2}
    found = recommend_products("lovely whirligig", judged.products, reranker)
    assert {product.id for product, _ in found[: len(meant)]} & meant
    assert len({round(score, 3) for _, score in found}) > 1


def test_the_same_seed_gives_the_same_weights(judged: JudgedShop, recipe: Recipe, tmp_path: Path) -> None:
    """The new head as well as the order of the examples."""
    short = replace(recipe, epochs=3)
    one, two = (train(judged, short, tmp_path / name) for name in ("one", "two"))
    assert (one[1] / "model.safetensors").read_bytes() == (two[1] / "model.safetensors").read_bytes()
    assert one[0].fitting.before == two[0].fitting.before


def test_a_reranker_that_does_not_help_is_not_kept(judged: JudgedShop, recipe: Recipe, tmp_path: Path) -> None:
    """A learning rate too small to learn anything leaves the new head's random order."""
    still = replace(recipe, epochs=1, learning_rate=1e-9)
    queries = {id: judged.products[n % len(judged.products)].title for n, id in enumerate(judged.queries)}
    grades = {id: {judged.products[n % len(judged.products)].id: 1.0} for n, id in enumerate(judged.queries)}
    with pytest.raises(TrainingError, match="nothing is kept"):
        train(JudgedShop(judged.products, queries, grades), still, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
