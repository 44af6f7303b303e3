"""Transformers as sentiment models: what their outputs mean, folders that training writes, what cannot be opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.tiny_classifier import make_classifier

from loyalty.config import LoyaltyConfig
from loyalty.errors import SentimentModelMissing
from loyalty.nouns import LABELS, Label
from loyalty.sentiment.opening import open_sentiment_model
from loyalty.sentiment.transformer_model import sentiment_labels

STARS = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["NEGATIVE", "POSITIVE"], ("negative", "positive")),
        (["POS", "NEG"], ("positive", "negative")),
        (["positive", "neutral", "negative"], ("positive", "neutral", "negative")),
        (["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"],
         ("negative", "negative", "neutral", "positive", "positive")),
        (STARS, ("negative", "negative", "neutral", "positive", "positive")),
        (["LABEL_0", "LABEL_1"], ("negative", "positive")),
        (["LABEL_0", "LABEL_1", "LABEL_2"], ("negative", "neutral", "positive")),
        ([f"LABEL_{n}" for n in range(5)], ("negative", "negative", "neutral", "positive", "positive")),
        ([f"LABEL_{n}" for n in range(4)], None),
        (["sports", "politics"], None),
        (["joy", "negative"], None),
    ],
)  # fmt: skip
def test_what_outputs_mean(names: list[str], labels: tuple[Label, ...] | None) -> None:
    assert sentiment_labels(dict(enumerate(names))) == labels


@pytest.mark.parametrize(
    ("names", "favourite", "label"),
    [(["NEG", "POS"], 0, "negative"), (["pos", "neutral", "neg"], 1, "neutral"), (STARS, 3, "positive")],
)
def test_stars_and_labels_are_read(tmp_path: Path, names: list[str], favourite: int, label: Label) -> None:
    make_classifier(tmp_path, names, favourite=favourite)
    reading = open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu")).read(["the bread is good"])[0]
    assert reading.label == label
    if len(names) == 2:
        assert reading.probabilities[1] == 0


def test_long_texts_are_cut_and_order_is_kept(tmp_path: Path) -> None:
    make_classifier(tmp_path, LABELS)
    model = open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu"))
    texts = ["word " * count for count in (3, 50_000, 1, 400)] * 20
    readings = model.read(texts)
    assert [one.probabilities for one in readings[:4]] == [
        pytest.approx(model.read([text])[0].probabilities, abs=1e-3) for text in texts[:4]
    ]


def test_words_that_the_tokenizer_does_not_know_are_another_language(tmp_path: Path) -> None:
    make_classifier(tmp_path, LABELS)
    model = open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu"))
    assert model.read(["ꙮꙮ ꙮꙮ ꙮꙮ"])[0].why == "language"
    assert model.read(["good bread"])[0].why != "language"


def test_what_training_wrote_beside_it_counts(tmp_path: Path) -> None:
    make_classifier(tmp_path, ["LABEL_0", "LABEL_1"])
    plain = open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu")).read(["bread"])[0]
    told = {"kind": "transformer", "format": 1, "labels": ["positive", "negative"], "scale": 0.1}
    (tmp_path / "model.json").write_text(json.dumps(told), encoding="utf-8")
    trained = open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu")).read(["bread"])[0]
    assert plain.label == "negative"
    assert trained.label == "positive"
    assert max(trained.probabilities) < max(plain.probabilities)


def test_names_change_with_the_weights(tmp_path: Path) -> None:
    first, second = (
        make_classifier(tmp_path / name / "mood", LABELS, seed=seed) for name, seed in (("a", 1), ("b", 2))
    )
    names = [open_sentiment_model(LoyaltyConfig(str(folder), device="cpu")).name for folder in (first, second)]
    assert names[0] != names[1]
    assert all(name.startswith("mood-") for name in names)


@pytest.mark.parametrize("name", ["no/such-model", "/nowhere/at/all"])
def test_a_model_that_is_not_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # no hub is asked, and none is waited for
    with pytest.raises(SentimentModelMissing, match="cannot be opened") as caught:
        open_sentiment_model(LoyaltyConfig(name))
    assert caught.value.name == name


def test_labels_about_something_else(tmp_path: Path) -> None:
    make_classifier(tmp_path, ["sports", "politics"])
    with pytest.raises(SentimentModelMissing, match=r"sports, politics\) say nothing about sentiment"):
        open_sentiment_model(LoyaltyConfig(str(tmp_path), device="cpu"))


def test_a_broken_card_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{", encoding="utf-8")
    with pytest.raises(SentimentModelMissing, match="train it again"):
        open_sentiment_model(LoyaltyConfig(str(tmp_path)))
