"""What a judge answers counts only where its rating is one, and its quote was said."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging_cases import answer

from evaluation.judging.chances import chances_of, expected_rating
from evaluation.judging.reading import UnusableAnswer, read_opinion, stands_in
from evaluation.judging.record import Record

WORDS = "I need a tent under $200\nThe Fir Tent costs $180.\n我要一顶绿色的帐篷，谢谢！\nأريد خيمة"
RECORD = Record("", 4, 0, WORDS)


def fault_of(text: str) -> str:
    with pytest.raises(UnusableAnswer) as caught:
        read_opinion(text, RECORD, ("Shopper", "Assistant"))
    return caught.value.fault


def test_an_answer_is_read_also_from_a_fence() -> None:
    opinion = read_opinion(f"```json\n{answer(quote='the FIR tent')}\n```", RECORD)
    assert (opinion.rating, opinion.quote) == (4, "the FIR tent")


@pytest.mark.parametrize("rating", [0, 6, -1, 4.5, True, None, "five", "", [4], 10**400])
def test_a_rating_outside_1_to_5_is_none(rating: Any) -> None:
    assert fault_of(answer(rating=rating)) == "no_rating"


@pytest.mark.parametrize("rating", [1, 5, 3.0, "2"])
def test_a_rating_may_be_written_in_other_ways(rating: Any) -> None:
    assert read_opinion(answer(rating=rating), RECORD).rating == int(rating)


@pytest.mark.parametrize("quote", ["a tent under $100", "", "…", "Assistant:", "T", "Fir Tent … a tent under"])
def test_a_quote_that_was_not_said_is_none(quote: str) -> None:
    assert fault_of(answer(quote=quote)) == "no_quote"


@pytest.mark.parametrize(
    "quote", ["“The Fir Tent”", "need a  tent … costs $180", "Shopper: I need a tent", "绿色的帐篷", "خيمة"]
)
def test_a_quote_is_found_whatever_its_marks_and_blanks(quote: str) -> None:
    assert read_opinion(answer(quote=quote), RECORD, ("Shopper",)).quote


@pytest.mark.parametrize("text", ["", "4", "{", '{"rating": 4', "[]", "no JSON at all", "{" * 5_000 + "}" * 5_000])
def test_what_is_no_json_object_is_told_as_such(text: str) -> None:
    assert fault_of(text) == "no_json"


def test_a_rating_without_a_reason_does_not_count() -> None:
    assert fault_of(json.dumps({"rating": 4, "quote": "tent", "reason": " "})) == "no_reason"
    assert fault_of(json.dumps({"rating": 4, "quote": "tent"})) == "no_reason"


@given(st.text(max_size=200))
def test_no_answer_breaks_the_reader(text: str) -> None:
    with suppress(UnusableAnswer):
        assert 1 <= read_opinion(text, RECORD).rating <= 5


@given(st.text(min_size=4, max_size=60), st.text(max_size=60))
def test_whatever_was_said_can_be_quoted(said: str, before: str) -> None:
    assert stands_in(said, before + "\n" + said) or not sum(one.isalnum() for one in said) > 1 or "…" in said


def told(*tokens: tuple[str, dict[str, float]]) -> dict[str, Any]:
    def one(token: str, top: dict[str, float]) -> dict[str, Any]:
        return {"token": token, "top_logprobs": [{"token": t, "logprob": p} for t, p in top.items()]}

    return {"logprobs": {"content": [one(token, top) for token, top in tokens]}}


def test_the_rating_is_weighed_by_how_likely_each_was() -> None:
    chances = chances_of(told(("5", {"5": -9.0}), ("4", {"4": -0.6931, "5": -0.6931, " ": -9.0}), ("}", {"}": 0.0})))
    assert expected_rating(4, chances) == pytest.approx(4.5, abs=1e-3)


@pytest.mark.parametrize("metadata", [{}, {"logprobs": None}, {"logprobs": {"content": None}}, told(("}", {"5": 0.0}))])
def test_without_probabilities_there_is_only_what_was_written(metadata: dict[str, Any]) -> None:
    assert expected_rating(4, chances_of(metadata)) is None


def test_a_model_about_to_write_something_else_is_not_weighed() -> None:
    assert expected_rating(4, chances_of(told(("4", {"4": -2.0, "6": -0.2})))) is None
    assert expected_rating(4, chances_of(told(("4", {"5": 0.0})))) is None
