"""A transformer is fine-tuned, its best epoch kept, and its folder read back by the model that shops use."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from labelled_reviews import review_rows, write_lines
from tiny_networks import make_bert

from loyalty.errors import SentimentModelMissing, TrainingDataError
from loyalty.sentiment.training.labelled import LabelledTexts
from loyalty.sentiment.training.network import TextNetwork, base_folder, choose_device
from loyalty.sentiment.training.outcome import Training
from loyalty.sentiment.training.reading import read_labelled
from loyalty.sentiment.training.recipe import Recipe
from loyalty.sentiment.training.training import keep, train_sentiment
from loyalty.sentiment.training.transformer_training import train_transformer
from loyalty.sentiment.transformer_model import TransformerSentimentModel


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_bert(tmp_path_factory.mktemp("networks") / "bert"))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> LabelledTexts:
    rows = [row for row in review_rows(150) if row["reviewText"].isascii()]
    return read_labelled([write_lines(tmp_path_factory.mktemp("data") / "made.jsonl", rows)])


@pytest.fixture(scope="module")
def recipe(base: str) -> Recipe:
    return Recipe("transformer", base=base, epochs=5, learning_rate=5e-3, batch_size=8, device="cpu", stars=True)


@pytest.fixture(scope="module")
def training(texts: LabelledTexts, recipe: Recipe) -> Training:
    return train_sentiment(texts, recipe)


def test_what_is_plain_is_learned(training: Training) -> None:
    assert training.test.accuracy > 0.9
    assert training.stars is not None
    assert training.stars.mse < training.stars.mse_of_mean / 2
    epochs = training.fitting.epochs
    assert epochs[-1].loss < epochs[0].loss
    assert training.fitting.best.macro_f1 == max(epoch.macro_f1 for epoch in epochs)


def test_the_kept_weights_are_those_of_the_best_epoch(training: Training) -> None:
    assert training.validation.macro_f1 == pytest.approx(training.fitting.best.macro_f1, abs=1e-6)


def test_the_folder_is_read_as_it_was_measured(training: Training, texts: LabelledTexts, tmp_path: Path) -> None:
    keep(training, tmp_path / "model", texts, datetime(2026, 11, 22, tzinfo=UTC), {})
    told = json.loads((tmp_path / "model" / "model.json").read_text())
    assert (told["kind"], told["labels"]) == ("transformer", ["negative", "positive"])
    model = TransformerSentimentModel.open(str(tmp_path / "model"), "cpu", "auto", told)
    rows = [row.text for row in training.split.test]
    read = np.array([reading.probabilities for reading in model.read(rows)])
    assert read[:, [0, 2]] == pytest.approx(
        training.model.probabilities(rows), abs=0.05
    )  # bfloat16 here, float32 there
    assert (tmp_path / "model" / "rating.safetensors").is_file()
    assert "transformer" in (tmp_path / "model" / "card.md").read_text()


def test_the_same_seed_teaches_alike(texts: LabelledTexts, recipe: Recipe) -> None:
    rows, weights = list(texts)[:40], np.ones(40, np.float32)
    short = replace(recipe, epochs=1)
    told = []
    for _ in range(2):
        model, _ = train_transformer(rows, weights, rows[:8], ("negative", "positive"), short)
        told.append(model.probabilities([row.text for row in rows]))
        model.close()
    assert (told[0] == told[1]).all()


def test_time_that_is_over_ends_the_steps_but_not_the_validation(texts: LabelledTexts, base: str) -> None:
    recipe = Recipe("transformer", base=base, epochs=50, max_minutes=1, device="cpu")
    clock = itertools.count(step=20.0).__next__
    rows = list(texts)
    weights = np.ones(len(rows), np.float32)
    model, fitting = train_transformer(rows, weights, rows[:20], ("negative", "positive"), recipe, clock=clock)
    model.close()
    assert fitting.ending == "time"
    assert len(fitting.epochs) == 1


def test_frozen_layers_stay_as_they_are(base: str) -> None:
    network = TextNetwork(Recipe("transformer", base=base, frozen_layers=1, device="cpu"), ("negative", "positive"))
    names = {name for name, weight in network.whole.named_parameters() if weight.requires_grad}
    network.close()
    assert not any("embeddings" in name or "layer.0." in name for name in names)
    assert any("layer.1." in name for name in names)


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(SentimentModelMissing, match="cannot be opened"):
        TextNetwork(Recipe("transformer", base=str(tmp_path), device="cpu"), ("negative", "positive"))
    with pytest.raises(TrainingDataError, match="no device nonsense"):
        choose_device("nonsense")
    assert Path(base_folder("builtin"), "model.safetensors").is_file()
