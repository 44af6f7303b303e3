"""A run that was killed at any byte goes on to the end it would have had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.wiring import Shop
from evaluation.dialogue_stage import without_model
from evaluation.replay.grading import facts_about, grade_run
from evaluation.replay.playing import Limits
from evaluation.replay.replayed_turn import Run
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.report import shape_of
from evaluation.replay.run_folder import read_run
from tests.test_evaluation.replay_cases import said

ADDED = {"tool": "cart_add", "state": {"cart": [{"product_id": "shown@1#1", "quantity": 1}]}}


def test_a_run_that_was_cut_anywhere_goes_on_to_the_same_end(
    open_scripted_shop: Callable[..., Shop], tmp_path: Path
) -> None:
    shop = open_scripted_shop(language_model=without_model())
    set_ = [said(f"t{n}", "a tent under 300 dollars", "add the first one to my cart", expect=ADDED) for n in range(3)]
    facts = facts_about(shop, set_)

    def judged(run: Run) -> dict[str, Any]:
        shape = shape_of(grade_run(run, facts))
        grades = {name: grade for name, grade in shape["grades"].items() if not name.endswith("_ms")}
        return {**shape, "grades": grades}

    whole = judged(replay(ReplayTask(set_, out=tmp_path / "whole", repeats=2), shop))
    assert whole["grades"]["state"]["mean"] == 1.0
    written = (tmp_path / "whole" / "turns.jsonl").read_bytes()
    for number, share in enumerate((0.0, 0.2, 0.5, 0.74, 0.9999)):
        out = tmp_path / f"cut-{number}"
        begun = replay(ReplayTask(set_, out=out, repeats=2, limits=Limits(max_minutes=0)), shop)
        assert begun.left == 6
        (out / "turns.jsonl").write_bytes(written[: int(len(written) * share)])
        assert read_run(out).left >= 1  # what was cut can be judged as far as it came
        assert judged(replay(ReplayTask(set_, out=out, repeats=2), shop)) == whole, share


def test_words_with_other_marks_that_end_lines_are_kept(
    open_scripted_shop: Callable[..., Shop], tmp_path: Path
) -> None:
    shop = open_scripted_shop(language_model=without_model())
    odd = said("odd", "a tent\u2028under\u0085300 dollars\x1c\r\nplease\x00")
    run = replay(ReplayTask([odd], out=tmp_path / "run"), shop)
    assert (len(run.turns), run.turns[0].text) == (1, odd.said[0].content)
    assert read_run(tmp_path / "run").left == 0
