"""Figures of told moods: each against a count by hand."""

from __future__ import annotations

import pytest

from evaluation.sentiment_metrics import TWO, ReadText, SentimentReport
from loyalty.nouns import LABELS, CannotTell, Label, Sentiment


def read(label: Label, shares: tuple[float, float, float], why: CannotTell = "", domain: str = "a") -> ReadText:
    told = None if why else LABELS[max(range(3), key=shares.__getitem__)]
    return ReadText(label, Sentiment(told, shares, why), "zh" if domain == "b" else "en", domain)


THIRDS = (1 / 3, 1 / 3, 1 / 3)
TEXTS = (
    read("positive", (0.0, 0.1, 0.9)),
    read("positive", (0.6, 0.2, 0.2)),
    read("negative", (0.7, 0.2, 0.1)),
    read("negative", THIRDS, "language"),
    read("neutral", (0.3, 0.4, 0.3), "unsure", "b"),
    read("neutral", (0.5, 0.4, 0.1), domain="b"),
)


def test_three_classes_by_hand() -> None:
    figures = SentimentReport(TEXTS, LABELS).figures()
    assert figures["n"] == 6
    assert figures["accuracy"] == pytest.approx(3 / 6)
    assert figures["classes"]["negative"] == {"precision": 0.3333, "recall": 0.5, "f1": 0.4, "n": 2}
    assert figures["classes"]["neutral"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "n": 2}
    assert figures["classes"]["positive"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "n": 2}
    assert figures["macro_f1"] == pytest.approx((0.4 + 0.6667 + 0.6667) / 3, abs=1e-4)
    assert figures["confusion"] == {"negative": [1, 0, 0, 1], "neutral": [1, 1, 0, 0], "positive": [1, 0, 1, 0]}


def test_unreadable_texts_are_wrong_and_unsure_ones_count_by_their_likeliest() -> None:
    figures = SentimentReport(TEXTS, LABELS).figures()
    assert figures["cannot_tell"] == {"n": 2, "why": {"language": 1, "unsure": 1}}
    assert figures["told"]["n"] == 4
    assert figures["told"]["accuracy"] == 0.5


def test_two_classes_choose_between_two_probabilities() -> None:
    texts = (read("positive", (0.1, 0.7, 0.2)), read("negative", (0.2, 0.5, 0.3)), read("negative", (0.4, 0.6, 0.0)))
    figures = SentimentReport(texts, TWO).figures()
    assert figures["confusion"] == {"negative": [1, 1, 0], "positive": [0, 1, 0]}
    assert set(figures["classes"]) == set(TWO)


def test_calibration_error_by_hand() -> None:
    certain = [read("positive", (0.0, 0.0, 1.0))] * 3 + [read("negative", (0.0, 0.0, 1.0))]
    assert SentimentReport(tuple(certain), LABELS).calibration_error() == pytest.approx(0.25)
    honest = [read("positive", (0.25, 0.0, 0.75))] * 3 + [read("negative", (0.25, 0.0, 0.75))]
    assert SentimentReport(tuple(honest), LABELS).calibration_error() == pytest.approx(0)
    assert SentimentReport((read("positive", THIRDS, "empty"),), LABELS).calibration_error() == 0


def test_a_class_that_does_not_occur_is_not_averaged() -> None:
    texts = (read("positive", (0.0, 0.1, 0.9)), read("negative", (0.9, 0.1, 0.0)))
    assert SentimentReport(texts, LABELS).figures()["macro_f1"] == 1


def test_no_texts_are_no_error() -> None:
    figures = SentimentReport((), LABELS).figures()
    assert (figures["n"], figures["accuracy"], figures["macro_f1"]) == (0, 0.0, 0.0)
    assert figures["intervals"] == {"accuracy": None, "macro_f1": None}


def test_languages_and_domains_are_told_apart() -> None:
    shape = SentimentReport(TEXTS, LABELS).shape()
    assert {name: one["n"] for name, one in shape["languages"].items()} == {"en": 4, "zh": 2}
    assert {name: one["n"] for name, one in shape["domains"].items()} == {"a": 4, "b": 2}
    assert shape["domains"]["b"]["languages"]["zh"]["n"] == 2
    assert list(shape)[:5] == ["n", "accuracy", "macro_f1", "classes", "calibration_error"]


def test_intervals_hold_their_figure_and_narrow_with_more_texts() -> None:
    few = SentimentReport(TEXTS, LABELS).figures()
    many = SentimentReport(TEXTS * 100, LABELS).figures()
    for name in ("accuracy", "macro_f1"):
        low, high = many["intervals"][name]
        assert low < many[name] < high
        assert high - low < few["intervals"][name][1] - few["intervals"][name][0]
