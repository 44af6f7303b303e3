"""A run is judged within limits, again where the endpoint failed, and compared only where the judge can be believed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from judging_cases import answer, deciding_judge, run_of, sample, scripted_judge

from assistant.errors import LanguageModelError
from assistant.llm.scripted import Step
from evaluation.comparison.comparing import compare_runs
from evaluation.comparison.html_page import html_page
from evaluation.comparison.written import failed_by, junit, markdown
from evaluation.errors import EvaluationError
from evaluation.judging.helpfulness import judge_of_all, with_judgments
from evaluation.judging.judge import Judge
from evaluation.judging.judging import Work, judge_all, left_to_judge
from evaluation.judging.judgment import Judgment, JudgmentFile
from evaluation.judging.kept_agreement import KeptAgreement, keep_agreement, own_file
from evaluation.judging.run_figures import run_figures
from evaluation.judging.run_samples import samples_of
from evaluation.replay.grades import GradedTurn
from evaluation.replay.grading import GradedRun
from evaluation.replay.replayed_turn import Run
from evaluation.replay.report import figures_of, shape_of
from evaluation.run_course import Limits
from retrieval.catalog import Product


def judged(run: Run, rate: Callable[[str], int], scope: str = "conversation", name: str = "deciding") -> list[Judgment]:
    """The judgments of a judge that rates by the record's text."""

    def decide(messages: list) -> str:  # type: ignore[type-arg]
        return answer(rate(messages[-1].text), quote="a tent please")

    kept: list[Judgment] = []
    judge_all(samples_of(run, scope, {}), deciding_judge(decide, name), kept.append)  # type: ignore[arg-type]
    return kept


def graded(run: Run) -> GradedRun:
    return GradedRun(run, tuple(GradedTurn(turn, spoiled=bool(turn.infrastructure)) for turn in run.turns))


def agreement(judgment: Judgment, spearman: float, low: float, n: int = 90) -> KeptAgreement:
    return KeptAgreement(
        rubric=judgment.rubric,
        rubric_hash=judgment.rubric_hash,
        model=judgment.model,
        of="held-out RecQuest",
        n=n,
        spearman=spearman,
        low=low,
        high=0.8,
    )


# ---- what is judged -----------------------------------------------------------------------------------------------


def test_conversations_that_the_endpoint_spoiled_are_not_judged() -> None:
    run = run_of(3, faulty=1)
    assert [one.case for one in samples_of(run, "conversation", {})] == ["c1", "c2"]
    assert [(one.case, one.turn) for one in samples_of(run, "turn", {})][:3] == [("c0", 0), ("c1", 0), ("c1", 1)]
    said = [one.text for one in samples_of(run, "turn", {})[2].said]
    assert said == ["a tent please", "Here is the Fir Tent.", "and a cheaper one?", "Here is the Fir Tent."]


def test_the_judge_reads_the_cards_that_the_shopper_saw() -> None:
    run = run_of(1)
    turns = [turn.model_copy(update={"products": ("T-1", "T-2", "T-3", "T-4", "gone")}) for turn in run.turns]
    products = {f"T-{n}": Product(f"T-{n}", f"Fir Tent {n}", 180.0 + n, "USD") for n in range(1, 5)}
    (one,) = samples_of(run.model_copy(update={"turns": tuple(turns)}), "conversation", products)
    assert one.said[1].text.endswith("[Fir Tent 1, 181 USD; Fir Tent 2, 182 USD; Fir Tent 3, 183 USD; +2]")


def test_a_run_without_turns_is_refused() -> None:
    run = run_of(2)
    with pytest.raises(EvaluationError, match="nothing to judge"):
        samples_of(run.model_copy(update={"turns": ()}), "conversation", {})


# ---- how it goes ---------------------------------------------------------------------------------------------------


def test_what_was_judged_is_not_asked_again_and_what_the_endpoint_failed_is(tmp_path: Path) -> None:
    file = JudgmentFile(tmp_path / "judgments.jsonl")
    file.begin()
    samples = [sample(case=f"c{n}") for n in range(3)]
    judge, model = scripted_judge(answer(4), Step(error=LanguageModelError("down")), answer(2))
    assert judge_all(samples, judge, file.keep) == ""
    model.assert_done()
    waiting = left_to_judge(samples, judge, file.read())
    assert [one.case for one in waiting] == ["c1"]
    again, _ = scripted_judge(answer(5))
    judge_all(waiting, again, file.keep)
    assert {one.case: one.rating for one in file.read()} == {"c0": 4, "c1": 5, "c2": 2}
    assert left_to_judge(samples, judge, file.read()) == []


def test_a_judge_that_is_down_half_the_time_is_no_failure_of_the_assistant() -> None:
    calls = iter(range(1_000))

    def flaky(_messages: object) -> str:
        if next(calls) % 2:
            raise LanguageModelError("down")
        return answer(4, quote="a tent please")

    kept: list[Judgment] = []
    assert judge_all(samples_of(run_of(10), "conversation", {}), deciding_judge(flaky), kept.append) == ""  # type: ignore[arg-type]
    shape = run_figures(kept)
    assert (shape["judged"], shape["infrastructure"], shape["mean"], shape["unusable"]) == (5, 5, 4.0, {})
    told = with_judgments(graded(run_of(10)), kept)
    assert len(told.values("helpfulness")) == 5
    assert "5 of 10 not judged" in told.caveats["helpfulness"].text


def test_a_judge_that_stays_down_ends_the_judging() -> None:
    def down(_messages: object) -> str:
        raise LanguageModelError("down")

    kept: list[Judgment] = []
    stopped = judge_all([sample(case=f"c{n}") for n in range(20)], deciding_judge(down), kept.append)  # type: ignore[arg-type]
    assert (stopped, len(kept)) == ("the language model's endpoint does not answer", 5)


def test_limits_and_cancelling_leave_the_rest_for_the_next_time() -> None:
    samples = [sample(case=f"c{n}") for n in range(4)]
    judge = deciding_judge(lambda messages: answer())
    kept: list[Judgment] = []
    assert judge_all(samples, judge, kept.append, Work(limits=Limits(max_minutes=0))) == "0 minutes are over"
    assert judge_all(samples, judge, kept.append, cancelled=lambda: len(kept) >= 2) == "it was cancelled"
    assert len(kept) == 2
    with pytest.raises(EvaluationError, match="cannot stop at 1 US dollars"):
        judge_all(samples, judge, kept.append, Work(limits=Limits(max_usd=1)))


def test_several_workers_judge_everything_once() -> None:
    kept: list[Judgment] = []
    seen: list[tuple[str, int, int]] = []
    samples = [sample(case=f"c{n}") for n in range(40)]
    judge_all(
        samples, deciding_judge(lambda messages: answer()), kept.append, Work(workers=8), lambda *one: seen.append(one)
    )
    assert sorted(one.case for one in kept) == sorted(one.case for one in samples)
    assert seen[-1] == ("judgments", 40, 40)


def test_another_rubric_or_model_stands_beside_the_first(tmp_path: Path) -> None:
    file = JudgmentFile(tmp_path / "judgments.jsonl")
    file.begin()
    first = deciding_judge(lambda messages: answer(2))
    other = Judge(first.rubric, replace(first.language_model, name="another"))
    for judge in (first, other):
        judge_all(left_to_judge([sample()], judge, file.read()), judge, file.keep)
    assert [(one.model, one.rating) for one in file.read()] == [("deciding", 2), ("another", 2)]


def test_a_file_that_a_kill_left_half_written_is_gone_on_with(tmp_path: Path) -> None:
    file = JudgmentFile(tmp_path / "judgments.jsonl")
    file.begin()
    judge_all([sample()], deciding_judge(lambda messages: answer()), file.keep)
    with file.file.open("a") as out:
        out.write('{"case": "c2", "rub')
    assert len(file.read()) == 1
    file.begin()
    assert file.file.read_text("utf-8").endswith("}\n")
    assert file.file.stat().st_mode & 0o077 == 0
    file.file.write_text(json.dumps({"case": "c", "rating": 9}) + "\n")
    with pytest.raises(EvaluationError, match="no file that"):
        file.read()


# ---- what it is worth ----------------------------------------------------------------------------------------------


def test_a_rating_is_the_grade_of_the_last_turn_and_never_without_its_agreement(tmp_path: Path) -> None:
    run = run_of(4, name="now")
    said = judged(run, lambda text: 2)
    told = with_judgments(graded(run), said, tmp_path)
    assert told.values("helpfulness") == [2.0] * 4
    assert [sorted(one.grades) for one in told.turns[:2]] == [[], ["helpfulness"]]
    assert "2 of 5: It offered a tent that fits. «a tent please»" in told.turns[1].wrong["helpfulness"]
    beside = shape_of(told)["grades"]["helpfulness"]["beside"]
    assert beside == "agreement with people: not measured for rubric judge@1 and model deciding"
    keep_agreement(own_file(tmp_path), agreement(said[0], 0.45, 0.2))
    beside = with_judgments(graded(run), said, tmp_path).caveats["helpfulness"]
    assert beside.text.startswith("agreement with people: Spearman 0.45 (0.20 to 0.80) over 90 held-out RecQuest")
    assert beside.trusted
    assert figures_of(with_judgments(graded(run), said, tmp_path))[0].rule.unit == "points"


def test_of_single_answers_no_agreement_is_known(tmp_path: Path) -> None:
    run = run_of(3)
    said = judged(run, lambda text: 4, "turn")
    keep_agreement(own_file(tmp_path), agreement(said[0], 0.6, 0.4))
    told = with_judgments(graded(run), said, tmp_path)
    assert told.values("helpfulness_turn") == [4.0] * 6
    assert "of single answers: not measured" in told.caveats["helpfulness_turn"].text
    assert not told.caveats["helpfulness_turn"].trusted


def test_what_nobody_judged_is_absent() -> None:
    assert with_judgments(graded(run_of(3)), []).values("helpfulness") == []


@pytest.mark.parametrize(
    ("spearman", "low", "n", "holds"),
    [
        (0.5, 0.2, 90, True),
        (0.29, 0.1, 90, False),
        (0.5, -0.01, 90, False),
        (0.9, 0.8, 29, False),
        (-0.5, -0.8, 90, False),
    ],
)
def test_by_which_rule_a_judge_is_believed(spearman: float, low: float, n: int, holds: bool) -> None:
    found = agreement(judged(run_of(1), lambda text: 4)[0], spearman, low, n)
    assert found.holds is holds
    assert ("say little about what people would say" in found.sentence()) is not holds


def test_a_judge_that_rates_all_alike_says_little() -> None:
    found = agreement(judged(run_of(1), lambda text: 4)[0], 0.5, 0.2).model_copy(update={"spearman": None, "low": None})
    assert not found.holds
    assert "none can be computed" in found.sentence()


def runs_apart(home: Path, spearman: float | None) -> tuple[GradedRun, GradedRun]:
    """Two runs of which every judge would say that the second is better, by a judge of such agreement."""
    a, b = run_of(30, name="old", answered="Look yourself."), run_of(30, name="new")
    first, second = judged(a, lambda text: 2), judged(b, lambda text: 5)
    if spearman is not None:
        keep_agreement(own_file(home), agreement(first[0], spearman, spearman - 0.2))
    return with_judgments(graded(a), first, home), with_judgments(graded(b), second, home)


def test_a_judge_that_agrees_with_people_may_say_better(tmp_path: Path) -> None:
    found = compare_runs(*runs_apart(tmp_path, 0.5))
    grade = found.grade("helpfulness")
    assert grade is not None
    assert (grade.verdict, grade.difference, found.verdict) == ("better", 3.0, "better")
    assert "Spearman 0.50" in grade.beside


@pytest.mark.parametrize("spearman", [None, 0.1])
def test_a_judge_whose_agreement_is_none_gives_no_verdict(tmp_path: Path, spearman: float | None) -> None:
    a, b = runs_apart(tmp_path, spearman)
    for found in (compare_runs(a, b), compare_runs(b, a)):
        grade = found.grade("helpfulness")
        assert grade is not None
        assert (grade.verdict, grade.reason) == ("not judged reliably", "unreliable")
        assert found.verdict == "not distinguishable"
        assert abs(grade.difference) == 3.0
        assert failed_by(found, ["worse"]) == ()
        beside = "not measured" if spearman is None else "say little about what people would say"
        assert any(beside in note for note in found.notes)
        page, text = html_page(found), markdown(found)
        assert "not judged reliably" in page
        assert "not judged reliably" in text
        assert beside in page
        assert beside in text
        assert "<failure" not in junit(found, ["worse"])


def test_runs_that_were_judged_by_two_are_not_compared_in_that(tmp_path: Path) -> None:
    a, b = run_of(12), run_of(12)
    first, second = judged(a, lambda text: 2), judged(b, lambda text: 5, name="another")
    found = compare_runs(with_judgments(graded(a), first, tmp_path), with_judgments(graded(b), second, tmp_path))
    assert found.grade("helpfulness") is None
    (note,) = [one for one in found.notes if "helpfulness is not compared" in one]
    assert re.search(r"A was judged by deciding by judge@1 .* and B was judged by another", note)
    assert judge_of_all([first, second]) is None
    assert judge_of_all([first, [*first, *second]]) == first[0].by


def test_a_run_that_was_judged_and_one_that_was_not(tmp_path: Path) -> None:
    a, b = run_of(12), run_of(12)
    found = compare_runs(graded(a), with_judgments(graded(b), judged(b, lambda text: 5), tmp_path))
    assert any("helpfulness is not compared: B was judged by" in note for note in found.notes)
