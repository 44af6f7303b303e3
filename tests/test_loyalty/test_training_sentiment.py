"""A sentiment model is taught from texts to a folder with its card, with and without differential privacy."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from labelled_reviews import review_rows, write_lines

from loyalty.errors import SentimentModelMissing, TrainingDataError
from loyalty.sentiment.linear_model import LinearSentimentModel
from loyalty.sentiment.training.labelled import LabelledTexts
from loyalty.sentiment.training.outcome import Training
from loyalty.sentiment.training.output import check_place, replaced
from loyalty.sentiment.training.rating import LinearRating
from loyalty.sentiment.training.reading import read_labelled
from loyalty.sentiment.training.recipe import IMBALANCES, Recipe
from loyalty.sentiment.training.training import compare_imbalance, compare_splits, keep, train_sentiment

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> LabelledTexts:
    return read_labelled([write_lines(tmp_path_factory.mktemp("data") / "made.jsonl", review_rows())])


@pytest.fixture(scope="module")
def training(texts: LabelledTexts) -> Training:
    return train_sentiment(texts, Recipe(stars=True))


def test_what_is_plain_is_learned(training: Training) -> None:
    assert training.test.macro_f1 > 0.9
    assert training.stars is not None
    assert training.stars.mse < training.stars.mse_of_mean / 2
    assert training.fitting.best.validation_loss == min(epoch.validation_loss for epoch in training.fitting.epochs)


def test_the_folder_holds_a_model_that_says_what_the_training_measured(
    training: Training, texts: LabelledTexts, tmp_path: Path
) -> None:
    keep(training, tmp_path / "model", texts, NOW, {})
    model = LinearSentimentModel.load(tmp_path / "model")
    rows = training.split.test
    told = [reading.probabilities for reading in model.read([row.text for row in rows])]
    expected = training.model.probabilities([row.text for row in rows])
    assert np.array(told)[:, [0, 2]] == pytest.approx(expected, abs=0.01)
    stars = LinearRating.load(tmp_path / "model").stars([row.text for row in rows])
    assert stars == pytest.approx(training.model.stars([row.text for row in rows]), abs=0.05)


def test_the_card_tells_data_figures_and_terms(training: Training, texts: LabelledTexts, tmp_path: Path) -> None:
    compared = [{"imbalance": "none", "macro_f1": 0.5}, {"imbalance": "weights", "not_done": "why"}]
    keep(training, tmp_path / "model", texts, NOW, {"imbalance_compared": compared})
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["finished_at"] == "2026-11-22T12:00:00+00:00"
    assert card["data"]["files"] == [texts.files[0].shape()]
    assert card["test"]["macro_f1"] == training.test.macro_f1
    assert card["recipe"]["seed"] == 0
    assert card["split"]["training"]["n"] == len(training.split.training)
    shown = (tmp_path / "model" / "card.md").read_text()
    for told in (texts.files[0].sha256, "inherit the terms", "macro-F1", "not done: why", "Kept: epoch", "stratified"):
        assert told in shown


def test_the_same_seed_teaches_the_same_weights(training: Training, texts: LabelledTexts) -> None:
    again = train_sentiment(texts, Recipe(stars=True))
    rows = [row.text for row in texts]
    assert (again.model.probabilities(rows) == training.model.probabilities(rows)).all()


def test_every_way_for_rare_labels_stands_in_a_table(training: Training, texts: LabelledTexts) -> None:
    rows = compare_imbalance(texts, training)
    assert [row["imbalance"] for row in rows] == list(IMBALANCES)
    assert all(0 <= row["macro_f1"] <= 1 and row["n"] == training.test.n for row in rows)
    assert rows[1]["macro_f1"] == training.test.macro_f1
    assert rows[3]["taught"] < rows[0]["taught"] < rows[2]["taught"] == rows[4]["taught"]


def test_every_split_stands_in_a_table_or_says_why_not(tmp_path: Path) -> None:
    undated = [{**row, "unixReviewTime": None} for row in review_rows(80)]
    texts = read_labelled([write_lines(tmp_path / "a.jsonl", undated)])
    rows = compare_splits(texts, train_sentiment(texts, Recipe()))
    assert [row["split"] for row in rows] == ["random", "stratified", "temporal"]
    assert "no date" in rows[2]["not_done"]
    assert "macro_f1" in rows[0]


def test_three_labels_are_taught_where_there_are_three(tmp_path: Path) -> None:
    rows = review_rows(150)
    for row in rows[::4]:
        row["reviewText"], row["overall"] = row["reviewText"].replace("is", "seems so-so, medium and"), 3
    texts = read_labelled([write_lines(tmp_path / "a.jsonl", rows)])
    training = train_sentiment(texts, Recipe())
    assert training.model.labels == ("negative", "neutral", "positive")
    assert training.test.classes["neutral"].recall > 0.5
    assert training.model.probabilities(["x"]).sum() == pytest.approx(1, abs=1e-5)


def test_stars_cannot_be_taught_without_stars(tmp_path: Path) -> None:
    rows = [{"text": row["reviewText"], "label": int(row["overall"] > 3)} for row in review_rows(60)]
    texts = read_labelled([write_lines(tmp_path / "a.jsonl", rows)])
    with pytest.raises(TrainingDataError, match="--head label"):
        train_sentiment(texts, Recipe(stars=True))


def test_texts_that_nothing_is_learned_from_are_refused(tmp_path: Path) -> None:
    one_class = read_labelled([write_lines(tmp_path / "a.jsonl", review_rows(50, bad_share=0))])
    with pytest.raises(TrainingDataError, match="All 50 texts are positive"):
        train_sentiment(one_class, Recipe())
    three = read_labelled([write_lines(tmp_path / "b.jsonl", review_rows(3))])
    with pytest.raises(TrainingDataError, match="3 labelled texts are too few"):
        train_sentiment(three, Recipe())


@pytest.mark.slow
def test_a_private_training_keeps_its_budget_and_tells_what_it_costs(texts: LabelledTexts, tmp_path: Path) -> None:
    training = train_sentiment(texts, Recipe(imbalance="none", private_epsilon=2.0, epochs=3))
    assert training.privacy is not None
    assert 1.5 < training.privacy.epsilon <= 2.0
    assert training.privacy.delta == pytest.approx(len(training.split.training) ** -1.1)
    assert training.privacy.noise > 0
    assert len(training.without_privacy or {}) == 2
    keep(training, tmp_path / "private", texts, NOW, {})
    model = LinearSentimentModel.load(tmp_path / "private")
    assert model.parts.known.all()
    assert dict(model.parts.calibration)[""].scale == 1
    assert "Differential privacy" in (tmp_path / "private" / "card.md").read_text()


def test_a_place_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    check_place(tmp_path / "folder")
    check_place(tmp_path / "nothing")
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    for name in ("file", "folder"):
        with pytest.raises(TrainingDataError, match="did not write"), replaced(tmp_path / name):
            raise AssertionError
    assert (tmp_path / "folder" / "notes.txt").read_text() == "mine"


def test_a_training_that_fails_leaves_the_old_model(tmp_path: Path) -> None:
    out = tmp_path / "model"
    with replaced(out) as folder:
        (folder / "card.json").write_text("old")

    def fail() -> None:
        with replaced(out) as folder:
            (folder / "card.json").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (out / "card.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_model_killed_between_the_two_renames_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "model"
    old = tmp_path / ".model.999999999.old"
    old.mkdir()
    (old / "card.json").write_text("old")
    with pytest.raises(RuntimeError), replaced(out):
        raise RuntimeError
    assert (out / "card.json").read_text() == "old"


def test_a_damaged_rating_head_is_told(tmp_path: Path) -> None:
    with pytest.raises(SentimentModelMissing, match="--head both"):
        LinearRating.load(tmp_path)
    (tmp_path / "rating.npz").write_bytes(b"broken")
    with pytest.raises(SentimentModelMissing, match="rating head"):
        LinearRating.load(tmp_path)
