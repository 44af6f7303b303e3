"""What every `SentimentModel` keeps, asked of each implementation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.tiny_classifier import make_classifier

from loyalty.config import LoyaltyConfig
from loyalty.nouns import LABELS
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.opening import open_sentiment_model
from loyalty.sentiment.scripted_model import ScriptedSentimentModel

TEXTS = ["I love it", "不好用，太差了", "do you have it in red?", "这个多少钱", "okay but late"]
NASTY = [
    "",
    " \t\n",
    "\0",
    "\ud800",
    "👍",
    "?!?!",
    "a" * 100_000,
    "好" * 100_000,
    "\u202e\u200b",
    "0 1 2",
    "これは良い",
]


@pytest.fixture(scope="module", params=["builtin", "transformer", "scripted"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SentimentModel:
    if request.param == "scripted":
        return ScriptedSentimentModel({"I love it": "positive", "不好用，太差了": "negative"})
    if request.param == "builtin":
        return open_sentiment_model(LoyaltyConfig())
    folder = make_classifier(tmp_path_factory.mktemp("tiny"), LABELS)
    return open_sentiment_model(LoyaltyConfig(str(folder), device="cpu"))


def test_one_reading_a_text_in_order(model: SentimentModel) -> None:
    readings = model.read(TEXTS)
    assert len(readings) == len(TEXTS)
    for text, reading in zip(TEXTS, readings, strict=True):
        assert model.read([text])[0].probabilities == pytest.approx(reading.probabilities, abs=1e-3)


def test_no_text_gives_no_reading(model: SentimentModel) -> None:
    assert model.read([]) == []


def test_probabilities_add_up_to_one_whatever_the_text(model: SentimentModel) -> None:
    for reading in model.read([*TEXTS, *NASTY]):
        assert sum(reading.probabilities) == pytest.approx(1, abs=1e-5)
        assert all(0 <= share <= 1 for share in reading.probabilities)


def test_a_label_is_the_likeliest_and_its_absence_has_a_reason(model: SentimentModel) -> None:
    for reading in model.read([*TEXTS, *NASTY]):
        assert (reading.label is None) == bool(reading.why)
        if reading.label is not None:
            assert reading.probabilities[LABELS.index(reading.label)] == max(reading.probabilities)


def test_nothing_to_read_is_empty(model: SentimentModel) -> None:
    for reading in model.read(["", "   \n"]):
        assert (reading.label, reading.why) == (None, "empty")
        assert len(set(reading.probabilities)) == 1


def test_threads_may_read_at_once(model: SentimentModel) -> None:
    expected = model.read(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for readings in pool.map(lambda _: model.read(TEXTS), range(8)):
            assert readings == expected


def test_it_has_a_name(model: SentimentModel) -> None:
    assert model.name


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"kind": "linear", "format": 1}', encoding="utf-8")
    with pytest.raises(Exception, match=r"daogou loyalty train sentiment") as caught:
        open_sentiment_model(LoyaltyConfig(str(tmp_path)))
    assert str(tmp_path) in str(caught.value)
