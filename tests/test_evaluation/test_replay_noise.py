"""How often two plays of a turn differ, by hand: of pairs of plays, over all turns and where the model was asked."""

from __future__ import annotations

from typing import Any

from evaluation.dialogue_transcript import SeenCall
from evaluation.replay.noise import noise_in
from evaluation.replay.replayed_turn import ReplayedTurn

SEARCH = (SeenCall(name="search_products"),)


def turn(repeat: int, number: int = 0, *, case: str = "a", **seen: Any) -> ReplayedTurn:
    asked = {"timings_ms": {"model": 5.0}} if seen.pop("asked", False) else {}
    return ReplayedTurn(case=case, repeat=repeat, turn=number, text="hi", **{"answer": "yes", **asked, **seen})


def test_each_pair_of_plays_counts() -> None:
    plays = [turn(0, tools=SEARCH, asked=True), turn(1, tools=SEARCH, products=("p1",)), turn(2, answer="no")]
    found = noise_in([*plays, *(turn(repeat, case="b") for repeat in range(3))])
    assert found is not None
    assert (found.pairs, found.pairs_asked) == (6, 2)
    assert {name: round(share * 6) for name, share in found.all.items()} == {"tools": 2, "products": 2, "answer": 2}
    assert found.asked == {"tools": 0.5, "products": 0.5, "answer": 0.5}
    assert found.shape()["of_turns_that_asked_the_model"]["pairs"] == 2
    assert found.told() == (
        "two plays of a turn differ in tools 33.3%, products 33.3%, answer 33.3% of 6 pairs; where the model was asked "
        "tools 50.0%, products 50.0%, answer 50.0% of 2"
    )


def test_what_was_played_once_has_no_noise() -> None:
    assert noise_in([turn(0), turn(0, 1)]) is None
    assert noise_in([]) is None


def test_spoiled_turns_and_those_after_them_are_left_out() -> None:
    plays = [turn(0), turn(0, 1), turn(1), turn(1, 1, missing=("x",), answer="other"), turn(1, 2), turn(0, 2)]
    found = noise_in(plays)
    assert found is not None
    assert (found.pairs, found.all["answer"]) == (1, 0.0)
    assert "of_turns_that_asked_the_model" not in found.shape()
