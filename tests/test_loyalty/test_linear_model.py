"""The linear sentiment model: what its weights say, its file, and what it cannot tell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loyalty.errors import SentimentModelMissing
from loyalty.nouns import Label
from loyalty.sentiment.hashed_ngrams import NgramSpec, rows
from loyalty.sentiment.linear_model import Calibration, LinearSentimentModel, LinearWeights, known_words

SPEC = NgramSpec(bits=14, parts=0, negation=False, turns=False)
TAUGHT = ["good bread", "bad bread", "the bread", "good the bad"]


def taught(word_weights: dict[str, tuple[float, ...]], **changes: Any) -> LinearSentimentModel:
    """A model that knows the weights of some words."""
    labels: tuple[Label, ...] = changes.pop("labels", ("negative", "neutral", "positive"))
    weights = np.zeros((1 << SPEC.bits, len(next(iter(word_weights.values())))), dtype=np.float32)
    for word, values in word_weights.items():
        weights[rows([word], SPEC).buckets] = values
    parts = LinearWeights(
        title="test",
        spec=SPEC,
        labels=labels,
        weights=weights,
        intercept=np.zeros(weights.shape[1], dtype=np.float32),
        known=known_words(TAUGHT, SPEC, at_least=1),
    )
    return LinearSentimentModel(replace(parts, **changes))


@pytest.fixture
def model() -> LinearSentimentModel:
    return taught({"good": (-3, 0, 3), "bad": (3, 0, -3), "the": (0, 4, 0)})


def test_weights_add_up(model: LinearSentimentModel) -> None:
    good, bad, both, the = model.read(["good", "bad", "good bad", "the"])
    assert (good.label, bad.label, the.label) == ("positive", "negative", "neutral")
    assert both.probabilities[0] == pytest.approx(both.probabilities[2])
    assert good.probabilities[2] == pytest.approx(np.exp(3) / (np.exp(3) + 1 + np.exp(-3)), abs=1e-5)


def test_batches_do_not_change_what_is_read(model: LinearSentimentModel, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["good bread", "", "the bad"] * 50
    whole = model.read(texts)
    monkeypatch.setattr("loyalty.sentiment.linear_model.BATCH_CODE_POINTS", 40)
    assert model.read(texts) == whole


def test_two_labels_leave_the_third_at_nothing() -> None:
    model = taught({"good": (-1, 1), "bad": (1, -1)}, labels=("negative", "positive"))
    good = model.read(["good"])[0]
    assert good.label == "positive"
    assert good.probabilities[1] == 0


def test_a_nested_head_tells_neutral_first() -> None:
    model = taught({"good": (2, -2), "bad": (-2, -2), "the": (0, 3)}, head="nested")
    good, bad, the = model.read(["good", "bad", "the"])
    neutral, positive = 1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))
    assert good.probabilities == pytest.approx(
        ((1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive), abs=1e-5
    )
    assert bad.probabilities[0] == pytest.approx(good.probabilities[2])
    assert the.label == "neutral"


def test_calibration_is_by_language_and_length() -> None:
    calibration = {"en": Calibration(0.5), "zh": Calibration(1.0, (5.0, 0.0, 0.0)), "": Calibration(9.0)}
    model = taught({"good": (-3, 0, 3), "好": (-3, 0, 3)}, calibration=calibration)
    english, chinese = model.read(["good", "好"])
    assert english.probabilities[2] == pytest.approx(np.exp(1.5) / (np.exp(1.5) + 1 + np.exp(-1.5)), abs=1e-5)
    assert chinese.probabilities[0] > 0.2
    longer = Calibration(1.0, (0.0, 0.0, 0.0), (0.0, 0.0, 2.0))
    short, long = taught({"good": (0, 0, 0)}, calibration={"en": longer}).read(["the", "the " * 100])
    assert short.probabilities[2] < 0.1 < long.probabilities[2]
    steeper = Calibration(1.0, steeper=(0.5, 0.5, 0.5))
    short, long = taught({"good": (-30, 0, 30)}, calibration={"en": steeper}).read(["good", "good " + "the " * 40])
    shorter, flat = taught({"good": (-30, 0, 30)}, calibration={"en": Calibration()}).read(
        ["good", "good " + "the " * 40]
    )
    assert shorter.probabilities[2] > short.probabilities[2] > 1 / 3
    assert flat.probabilities[2] < long.probabilities[2]


def test_a_better_score_is_never_worse_however_short_the_text() -> None:
    calibration = {"en": Calibration(1.0, steeper=(5.0, 5.0, 5.0))}
    assert taught({"good": (-3, 0, 3)}, calibration=calibration).read(["good"])[0].label == "positive"


def test_what_is_not_likely_enough_is_unsure(model: LinearSentimentModel) -> None:
    reading = LinearSentimentModel(replace(model.parts, sure=0.9)).read(["good the bad"])[0]
    assert (reading.label, reading.why) == (None, "unsure")
    assert len(set(reading.probabilities)) > 1


@pytest.mark.parametrize("text", ["il pane molto buono", "это хорошо", "これは良い", "아주 좋아요", "ดีมาก"])
def test_other_languages_cannot_be_told(model: LinearSentimentModel, text: str) -> None:
    reading = model.read([text])[0]
    assert (reading.label, reading.why) == (None, "language")
    assert len(set(reading.probabilities)) == 1


def test_a_file_says_the_same(model: LinearSentimentModel, tmp_path: Path) -> None:
    calibrated = LinearSentimentModel(
        replace(model.parts, calibration={"en": Calibration(1.5, (0.1, 0.2, 0.3), (0.0, 0.1, 0.0))}, sure=0.5)
    )
    calibrated.save(tmp_path, {"who": "a test"})
    again = LinearSentimentModel.load(tmp_path)
    assert again.name == calibrated.name
    assert again.parts.spec == SPEC
    for one, other in zip(again.read(TAUGHT), calibrated.read(TAUGHT), strict=True):
        assert one.label == other.label
        assert one.probabilities == pytest.approx(other.probabilities, abs=2e-3)
    assert json.loads((tmp_path / "card.json").read_text()) == {"who": "a test"}


def test_another_weight_is_another_name(model: LinearSentimentModel) -> None:
    assert taught({"good": (-3, 0, 2)}).name != model.name


@pytest.mark.parametrize(
    ("file", "bytes_"),
    [
        ("model.json", b""),
        ("model.json", b"[]"),
        ("model.json", b'{"kind": "linear", "format": 99}'),
        ("model.json", b'{"kind": "linear", "format": 1}'),
        ("weights.npz", b"no archive"),
        ("weights.npz", b""),
    ],
)
def test_a_damaged_file_is_named(model: LinearSentimentModel, tmp_path: Path, file: str, bytes_: bytes) -> None:
    model.save(tmp_path)
    (tmp_path / file).write_bytes(bytes_)
    with pytest.raises(SentimentModelMissing, match="train one with") as caught:
        LinearSentimentModel.load(tmp_path)
    assert caught.value.name == str(tmp_path)


def test_weights_that_were_cut_off_are_named(model: LinearSentimentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    whole = (tmp_path / "weights.npz").read_bytes()
    for kept in (100, len(whole) // 2, len(whole) - 30):
        (tmp_path / "weights.npz").write_bytes(whole[:kept])
        with pytest.raises(SentimentModelMissing, match="train one with"):
            LinearSentimentModel.load(tmp_path)


def test_weights_of_other_ngrams_are_refused(model: LinearSentimentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    told = json.loads((tmp_path / "model.json").read_text())
    told["spec"]["bits"] = 15
    (tmp_path / "model.json").write_text(json.dumps(told))
    with pytest.raises(SentimentModelMissing, match="do not fit"):
        LinearSentimentModel.load(tmp_path)


def test_words_are_known_from_the_second_text_on() -> None:
    known = known_words(["good good bread", "bread", "bad"], SPEC)
    for word, is_known in {"bread": True, "good": False, "bad": False}.items():
        assert known[rows([word], SPEC).words].all() == is_known
