"""The embedder's training, for real, on a network of two small layers and the demo shop's titles."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_networks import JudgedShop, judge_shop, make_bert, make_embedder

from retrieval.catalog_reader import load_catalog
from retrieval.embedding import SentenceTransformerEmbedder
from retrieval.training.embedder_training import train_embedder
from retrieval.training.network import NetworkInTraining
from retrieval.training.networks import open_embedder_network
from retrieval.training.recipe import Recipe, TrainingError
from retrieval.training.report import TrainingReport

Train = Callable[..., tuple[TrainingReport, Path]]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("networks")
    return make_embedder(folder / "base", make_bert(folder / "bert"))


@pytest.fixture(scope="module")
def judged() -> JudgedShop:
    root = Path(__file__).resolve().parents[2]
    return judge_shop(load_catalog(root / "data" / "products.jsonl").products)


@pytest.fixture(scope="module")
def recipe(base: Path) -> Recipe:
    return Recipe(
        base=str(base),
        epochs=4,
        batch_size=8,
        learning_rate=5e-3,
        validation_share=0.3,
        device="cpu",
        max_tokens=16,
        judged_a_query=3,
        negatives_a_query=1,
    )


@pytest.fixture(scope="module")
def trained(
    judged: JudgedShop, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainingReport, Path]:
    return train(judged, recipe, tmp_path_factory.mktemp("first") / "mine")


def train(judged: JudgedShop, recipe: Recipe, out: Path) -> tuple[TrainingReport, Path]:
    report = train_embedder(
        judged.queries, judged.grades, judged.products, recipe, out, progress=lambda what, done, total: None
    )
    return report, out


def test_training_improves_the_ranking_of_queries_it_has_not_seen(trained: tuple[TrainingReport, Path]) -> None:
    report, _ = trained
    assert report.fitting.best_validation > report.fitting.before + 0.1
    assert report.fitting.epochs[-1].loss < report.fitting.epochs[0].loss


def test_the_embedder_loads_what_was_trained(trained: tuple[TrainingReport, Path], recipe: Recipe) -> None:
    """The vectors are those of the weights that were validated, in a folder whose name tells them apart."""
    _, out = trained
    loaded = SentenceTransformerEmbedder(str(out), device="cpu", dtype="float32")
    assert loaded.name.startswith("mine@")
    texts = ["wireless headphones", "a cast iron pot"]
    again = NetworkInTraining(open_embedder_network(replace(recipe, base=str(out))), "sentence_embedding", 16)
    again.low_precision = False
    vectors = again.infer(texts)
    np.testing.assert_allclose(
        loaded.encode(texts), vectors / np.linalg.norm(vectors, axis=1, keepdims=True), atol=1e-5
    )
    before = SentenceTransformerEmbedder(recipe.base, device="cpu", dtype="float32").encode(texts)
    assert np.abs(loaded.encode(texts) - before).max() > 0.01


def test_the_same_seed_gives_the_same_weights(
    trained: tuple[TrainingReport, Path], judged: JudgedShop, recipe: Recipe, tmp_path: Path
) -> None:
    report, out = trained
    again, folder = train(judged, recipe, tmp_path / "again")
    assert (folder / "model.safetensors").read_bytes() == (out / "model.safetensors").read_bytes()
    assert [e.loss for e in again.fitting.epochs] == [e.loss for e in report.fitting.epochs]
    other, folder = train(judged, replace(recipe, seed=1, epochs=1), tmp_path / "other")
    assert (folder / "model.safetensors").read_bytes() != (out / "model.safetensors").read_bytes()
    assert other.split == report.split


def test_the_report_says_what_was_done(trained: tuple[TrainingReport, Path], recipe: Recipe) -> None:
    report, out = trained
    stored = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (stored["data"]["products"], stored["data"]["queries"]) == (18, 48)
    assert stored["split"]["training_queries"] + stored["split"]["validation_queries"] == 48
    assert stored["recipe"]["seed"] == 0
    assert stored["base"] == {"name": recipe.base, "sha256": report.base.sha256}
    assert len(report.base.sha256) == 64
    assert stored["libraries"]["torch"]
    assert "licences" in stored["licence"]
    assert [e["number"] for e in stored["fitting"]["epochs"]] == [1, 2, 3, 4]
    page = (out / "report.md").read_text(encoding="utf-8")
    assert f"nDCG@10 {report.fitting.best_validation:.4f}" in page
    assert "| epoch | steps | loss |" in page


def test_the_share_of_meaning_that_ranks_best_is_kept(trained: tuple[TrainingReport, Path]) -> None:
    report, out = trained
    settings: dict[str, Any] = json.loads((out / "daogou.json").read_text(encoding="utf-8"))
    assert settings == {"dense_weight": report.chosen["dense_weight"]}
    assert 0.5 <= settings["dense_weight"] <= 1, "words know no nicknames"
    assert report.chosen["ndcg_fused"] == report.fitting.best_validation
    assert report.chosen["ndcg_fused"] >= report.chosen["ndcg_meaning"] > report.chosen["ndcg_words"]


def test_judgments_of_unknown_products_are_counted(judged: JudgedShop, recipe: Recipe, tmp_path: Path) -> None:
    grades = {**judged.grades, "q?": {"P?": 1.0}}
    queries = {**judged.queries, "unjudged": "a query"}
    short = replace(recipe, epochs=1, max_minutes=0.001)
    report = train_embedder(
        queries, grades, judged.products, short, tmp_path / "mine", progress=lambda what, done, total: None
    )
    assert report.data["unknown_products"] == 1
    assert report.data["unjudged_queries"] == 1
    assert report.fitting.ending == "time"


def test_a_base_that_is_none_is_one_sentence(judged: JudgedShop, recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="cannot be loaded") as caught:
        train(judged, replace(recipe, base=str(tmp_path / "empty")), tmp_path / "mine")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("device", ["abacus", "cuda"])
def test_a_device_that_is_not_there_is_one_sentence(
    judged: JudgedShop, recipe: Recipe, tmp_path: Path, device: str
) -> None:
    import torch

    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has one")
    with pytest.raises(TrainingError, match="--device that is there") as caught:
        train(judged, replace(recipe, device=device), tmp_path / "mine")
    assert "\n" not in str(caught.value)


def test_gradients_over_chunks_and_workers_are_those_of_one_pass(base: Path) -> None:
    import torch

    texts = [f"thing {'very ' * (n % 7)}{n}" for n in range(75)]
    target = torch.randn(75, 32, generator=torch.manual_seed(0))
    cut = NetworkInTraining(open_embedder_network(Recipe(base=str(base), device="cpu")), "sentence_embedding", 32)
    cut.low_precision = False
    outputs = cut.forward(texts)
    (outputs.values * target).sum().backward()  # type: ignore[no-untyped-call]
    cut.backward(outputs)
    whole = open_embedder_network(Recipe(base=str(base), device="cpu")).eval()
    values = whole(whole.preprocess(texts))["sentence_embedding"]
    (values * target).sum().backward()
    torch.testing.assert_close(outputs.values.detach(), values.detach(), atol=1e-4, rtol=1e-4)
    for mine, theirs in zip(cut.network.parameters(), whole.parameters(), strict=True):
        if theirs.grad is not None:
            torch.testing.assert_close(mine.grad, theirs.grad, atol=1e-3, rtol=1e-3)
    np.testing.assert_allclose(cut.infer(texts), values.detach().numpy(), atol=1e-4)
    assert cut.infer([]).shape[0] == 0
    cut.close()
