"""How well signals are found: matches, shares and intervals by hand-made messages."""

from __future__ import annotations

import pytest

from evaluation.signals_metrics import ReadMessage, SeenSignal, SignalsReport
from evaluation.signals_sets import LabelledMessage, LabelledSignal

TEXT = "late again, but the mug is lovely"
LATE = LabelledSignal(kind="complaint", quote="late again", aspect="delivery")
LOVELY = LabelledSignal(kind="praise", quote="the mug is lovely", aspect="product")


def read(*seen: SeenSignal, signals: tuple[LabelledSignal, ...] = (LATE, LOVELY), part: str = "") -> ReadMessage:
    message = LabelledMessage(text=TEXT, signals=signals, part=part, language="en", contact_reason="complaint")
    return ReadMessage(message, seen, "complaint")


def seen(kind: str, start: int, end: int, aspect: str | None = None) -> SeenSignal:
    return SeenSignal(kind, start, end, aspect, 0.9)  # type: ignore[arg-type]


def test_a_signal_matches_one_of_its_kind_that_shares_words() -> None:
    one = read(seen("complaint", 5, 8, "product"), seen("praise", 0, 4))
    assert [label.kind for label in one.missed()] == ["praise"]
    assert [stray.kind for stray in one.strays()] == ["praise"]


def test_the_figures_of_a_report() -> None:
    report = SignalsReport((read(seen("complaint", 0, 10, "delivery"), seen("leave", 0, 4)), read(signals=())))
    assert report.recall().share == 0.5
    assert report.precision().share == 0.5
    assert report.f1() == pytest.approx(0.5)
    assert report.f1("complaint") == 1.0
    assert report.f1("leave") == 0.0
    assert report.f1("urgent") is None
    assert report.f1_interval("urgent") is None
    assert report.aspect_agreement().share == 1.0
    assert report.false_alarm_rate().share == 0.0
    assert report.contact_reason_accuracy().share == 1.0
    assert report.kinds == ("praise", "complaint", "leave")


def test_the_interval_holds_the_figure() -> None:
    report = SignalsReport((*(read(seen("complaint", 0, 4)) for _ in range(5)), read()))
    interval = report.f1_interval()
    assert interval is not None
    assert interval[0] <= (report.f1() or 0) <= interval[1]


def test_what_is_held_out_is_no_failure_to_look_at() -> None:
    report = SignalsReport((read(part="held_out"), read(part="development")))
    assert [one.labelled.part for one in report.failures()] == ["development"]


def test_an_empty_report_has_no_figures() -> None:
    report = SignalsReport(())
    assert report.figures()["f1"] is None
    assert report.shape()["kinds"] == {}
