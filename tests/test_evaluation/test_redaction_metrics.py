"""What the figures of redaction mean, on texts small enough to count by hand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.redaction_evaluation import redacted
from evaluation.redaction_metrics import RedactedText, RedactionReport
from evaluation.redaction_sets import LabelledText, Span

CALL = "call 415-555-0132 now"


def labelled(text: str, *spans: tuple[int, int, str], language: str = "en", part: str = "a") -> LabelledText:
    return LabelledText.model_validate(
        {
            "id": text[:5],
            "text": text,
            "language": language,
            "part": part,
            "spans": [{"start": start, "end": end, "type": kind} for start, end, kind in spans],
        }
    )


def found(one: LabelledText, *spans: tuple[int, int, str]) -> RedactedText:
    return RedactedText(one, tuple(Span(start=start, end=end, type=kind) for start, end, kind in spans))


PHONE = labelled(CALL, (5, 17, "phone"))
SIZE = labelled("size 42, black")


def report(*texts: RedactedText) -> RedactionReport:
    return RedactionReport(texts)


def test_a_span_counts_only_when_all_its_letters_and_digits_are_gone() -> None:
    whole, partly, nothing = found(PHONE, (5, 17, "phone")), found(PHONE, (5, 16, "phone")), found(PHONE)
    assert [report(one).recall().right for one in (whole, partly, nothing)] == [1, 0, 0]
    assert partly.missed() == PHONE.spans
    assert partly.strays() == ()


def test_dashes_and_spaces_do_not_matter() -> None:
    pieces = found(PHONE, (5, 8, "phone"), (9, 12, "phone"), (13, 17, "phone"))
    wide = found(PHONE, (4, 18, "phone"))
    assert report(pieces, wide).recall().right == 2
    assert not pieces.reaches_out()
    assert not wide.reaches_out()


def test_the_kind_need_not_match_and_is_told_apart() -> None:
    told = report(found(PHONE, (5, 17, "card")), found(PHONE, (5, 17, "phone")))
    assert told.recall().share == 1
    assert (told.kind_agreement().right, told.kind_agreement().judged) == (1, 2)
    assert told.precision().share == 1


def test_a_finding_in_an_ordinary_text_is_a_false_alarm_however_many_there_are() -> None:
    told = report(found(SIZE, (5, 7, "phone"), (9, 14, "name")), found(SIZE))
    assert (told.false_alarm_rate().right, told.false_alarm_rate().judged) == (1, 2)
    assert (told.precision().right, told.precision().judged) == (0, 2)
    assert told.recall().share is None


def test_what_goes_beside_a_span_is_told_but_is_no_false_alarm() -> None:
    told = report(found(PHONE, (0, 17, "phone")))
    assert told.outside_rate().share == 1
    assert told.precision().share == 1
    assert told.false_alarm_rate().share is None
    assert told.failures() == ()


def test_a_finding_that_touches_no_span_fails_a_text_with_spans_too() -> None:
    one = found(PHONE, (5, 17, "phone"), (18, 21, "name"))
    assert [(span.start, span.end) for span in one.strays()] == [(18, 21)]
    assert report(one).failures() == (one,)


def test_the_shape_has_what_scripts_read() -> None:
    chinese = labelled("电话13800138000", (2, 13, "phone"), language="zh", part="b")
    shape = report(found(PHONE, (5, 17, "phone")), found(chinese), found(SIZE, (5, 7, "name"))).shape()
    assert (shape["recall"], shape["false_alarm_rate"], shape["precision"]) == (0.5, 1.0, 0.5)
    assert (shape["n"], shape["spans"], shape["findings"]) == (3, 2, 2)
    assert shape["kinds"]["phone"]["recall"] == 0.5
    assert shape["kinds"]["phone"]["n"] == 2
    assert shape["languages"]["zh"]["recall"] == 0
    assert shape["languages"]["zh"]["false_alarm_rate"] is None
    assert shape["parts"]["a"]["n"] == 2
    low, high = shape["intervals_95"]["recall"]
    assert 0 < low < 0.5 < high < 1
    assert shape["failures"] == [
        {
            "id": "电话138",
            "text": "电话13800138000",
            "missed": [{"start": 2, "end": 13, "type": "phone", "text": "13800138000"}],
            "false_alarms": [],
        },
        {
            "id": "size ",
            "text": "size 42, black",
            "missed": [],
            "false_alarms": [{"start": 5, "end": 7, "type": "name", "text": "42"}],
        },
    ]
    assert json.loads(json.dumps(shape, allow_nan=False))["n"] == 3


def test_half_a_surrogate_pair_in_a_failure_can_be_printed() -> None:
    (failure,) = report(found(labelled("\ud800 Ann", (2, 5, "name")))).shape()["failures"]
    assert failure["text"].encode() == b"? Ann"


def test_no_text_has_no_figures() -> None:
    assert report().shape()["recall"] is None


TEXTS = st.lists(st.tuples(st.text(min_size=3, max_size=30), st.booleans()), min_size=1, max_size=8)


def _any(text: str, personal: bool) -> LabelledText:
    return labelled(text, *([(1, len(text), "name")] if personal else []))


@given(TEXTS)
def test_to_redact_what_is_labelled_is_perfect(texts: list[tuple[str, bool]]) -> None:
    sets = [_any(*one) for one in texts]
    by_text = {one.text: one.spans for one in reversed(sets)}
    told = redacted([one for one in sets if by_text[one.text] == one.spans], lambda text: by_text[text])
    assert told.recall().share in (None, 1)
    assert told.false_alarm_rate().share in (None, 0)
    assert told.outside_rate().share in (None, 0)


@given(TEXTS)
def test_to_redact_everything_finds_all_and_spares_nothing(texts: list[tuple[str, bool]]) -> None:
    told = redacted([_any(*one) for one in texts], lambda text: [Span(start=0, end=len(text), type="name")])
    assert told.recall().share in (None, 1)
    assert told.false_alarm_rate().share in (None, 1)


@given(TEXTS)
def test_to_redact_nothing_misses_every_span_with_a_letter(texts: list[tuple[str, bool]]) -> None:
    told = redacted([_any(*one) for one in texts], lambda text: [])
    lettered = [
        one for one in told.texts for span in one.labelled.spans if any(c.isalnum() for c in one.labelled.text[1:])
    ]
    assert told.recall().judged - told.recall().right == len(lettered)
    assert told.false_alarm_rate().share in (None, 0)
    assert told.precision().share is None


@pytest.mark.parametrize(("right", "judged"), [(0, 5), (5, 5)])
def test_intervals_stay_within_0_and_1(right: int, judged: int) -> None:
    told = report(*([found(PHONE, (5, 17, "phone"))] * right + [found(PHONE)] * (judged - right)))
    interval = told.recall().interval()
    assert interval is not None
    assert 0 <= interval[0] < interval[1] <= 1
