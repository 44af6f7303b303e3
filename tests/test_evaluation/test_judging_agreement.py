"""How far a judge agrees with people is measured on conversations that its rubric was not written by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from judging_cases import answer, deciding_judge
from langchain_core.messages import BaseMessage

from assistant.errors import LanguageModelError
from evaluation.errors import EvaluationError
from evaluation.judging.agreement import AgreementTask, measure_agreement
from evaluation.judging.agreement_metrics import advantage, confusion, figures
from evaluation.judging.judging import Work
from evaluation.judging.kept_agreement import SHIPPED, find_agreement, keep_agreement, read_agreements
from evaluation.judging.rated_conversations import half_of, read_halves
from evaluation.run_course import Limits
from loyalty.errors import TrainingDataError
from loyalty.nouns import SaidConversation, TurnReading
from prompts.library import PromptLibrary


def reads(conversations: Sequence[SaidConversation]) -> list[tuple[TurnReading, ...]]:
    return [() for _ in conversations]


def row(number: int, rating: int) -> dict[str, Any]:
    answers = ["It broke off."] * (6 - rating)
    said = [
        {"role": role, "content": text}
        for one in answers
        for role, text in (("human", f"a tent, wish {rating}"), ("ai", one))
    ]
    return {"file": f"{number}.json", "post_task_answers": {"q1": rating, "q2": "secret comment"}, "messages": said}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [row(n, 1 + n % 5) for n in range(120)]
    rows.append({"file": "alone.json", "rating": 3, "messages": [{"role": "human", "content": "hello?"}]})
    rows.append({"file": "unrated.json", "messages": rows[0]["messages"]})
    made = tmp_path / "recquest.jsonl"
    made.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    return made


def wish(messages: list[BaseMessage]) -> int:
    return int(messages[1].text.split("wish ")[1][0])


def knowing(messages: list[BaseMessage]) -> str:
    """Rates as people did, one too high."""
    return answer(min(5, wish(messages) + 1), quote="a tent")


def test_the_halves_never_meet_and_never_change(file: Path) -> None:
    held_out, develop = read_halves(file), read_halves(file, "develop")
    names = {one.case for one in held_out.samples}, {one.case for one in develop.samples}
    assert not names[0] & names[1]
    assert len(names[0] | names[1]) == 120
    assert min(map(len, names)) > 40
    assert half_of("0.json") == half_of("0.json")
    assert held_out.left_out["of one side only"] == 1
    assert held_out.left_out["not rated 1 to 5"] == 1
    assert held_out.name == "RecQuest"
    assert held_out.usual == pytest.approx(np.mean(develop.ratings))


def test_a_draw_is_the_beginning_of_every_longer_one(file: Path) -> None:
    few, more = read_halves(file, limit=10, seed=3), read_halves(file, limit=20, seed=3)
    assert [one.case for one in few.samples] == [one.case for one in more.samples][:10]
    assert few.left_out["not drawn"] > 10


def test_what_people_said_of_it_afterwards_is_not_read(file: Path) -> None:
    seen: list[str] = []

    def decide(messages: list[BaseMessage]) -> str:
        seen.append(messages[1].text)
        return answer(quote="a tent")

    measure_agreement(AgreementTask(file, limit=5), deciding_judge(decide), reads)
    assert len(seen) == 5
    assert not any("secret" in text or "q1" in text for text in seen)


def test_a_judge_that_knows_is_found_to_agree(file: Path) -> None:
    found = measure_agreement(AgreementTask(file), deciding_judge(knowing), reads)
    shape = found.shape()
    assert shape["spearman"] > 0.9
    assert shape["holds"]
    assert shape["judge"]["mae"]["value"] == pytest.approx(0.8, abs=0.2)
    assert shape["judge"]["within_one"]["value"] == 1.0
    assert shape["baselines"]["constant"]["spearman"]["value"] is None
    assert shape["baselines"]["constant"]["mae"]["value"] > 1
    assert set(shape["baselines"]) == {"constant", "turns", "length", "thanks", "satisfaction"}
    assert shape["baselines"]["turns"]["spearman"]["value"] < -0.9
    assert set(shape["baselines"]["turns"]) == {"spearman", "kendall"}
    assert shape["spearman_with_length"]["people"] < -0.9
    assert shape["confusion"]["1"]["2"] > 5
    assert shape["n"] == sum(sum(row.values()) for row in shape["confusion"].values())


def test_a_judge_that_says_always_the_same_is_found_to_say_little(file: Path) -> None:
    found = measure_agreement(AgreementTask(file), deciding_judge(lambda messages: answer(4, quote="a tent")), reads)
    assert (found.kept.spearman, found.kept.holds) == (None, False)
    assert "say little about what people would say" in found.kept.sentence()
    assert found.shape()["judge"]["mae"]["value"] > 1


def test_what_cannot_be_judged_is_counted_and_left_out(file: Path) -> None:
    def decide(messages: list[BaseMessage]) -> str:
        if wish(messages) == 1:
            raise LanguageModelError("down")
        return answer(3, quote="never said" if wish(messages) == 2 else "a tent")

    found = measure_agreement(AgreementTask(file), deciding_judge(decide), reads)
    assert found.infrastructure > 5
    assert found.unusable["no_quote"] > 5
    assert found.kept.n + found.infrastructure + found.unusable["no_quote"] == len(read_halves(file).samples)


def test_where_nothing_was_judged_it_is_told_why(file: Path) -> None:
    def down(messages: list[BaseMessage]) -> str:
        raise LanguageModelError("nobody listens")

    with pytest.raises(EvaluationError, match="does not answer"):
        measure_agreement(AgreementTask(file), deciding_judge(down), reads)
    with pytest.raises(EvaluationError, match="no answer of the judge's can be used"):
        measure_agreement(AgreementTask(file, limit=3), deciding_judge(lambda messages: "5!"), reads)


def test_a_file_without_ratings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "a", "messages": [{"role": "user", "content": "hi"}]}), "utf-8")
    with pytest.raises(TrainingDataError, match="rating of 1 to 5"):
        measure_agreement(AgreementTask(file), deciding_judge(knowing), reads)


def test_a_measurement_that_was_stopped_goes_on(file: Path, tmp_path: Path) -> None:
    task = AgreementTask(file, limit=20, out=tmp_path / "out")
    asked: list[int] = []

    def counted(messages: list[BaseMessage]) -> str:
        asked.append(1)
        return knowing(messages)

    first = measure_agreement(task, deciding_judge(counted), reads, cancelled=lambda: len(asked) >= 8)
    assert (first.kept.n, first.left, first.stopped) == (8, 12, "it was cancelled")
    second = measure_agreement(task, deciding_judge(counted), reads)
    assert (second.kept.n, second.left, len(asked)) == (20, 0, 20)
    stopped = AgreementTask(file, out=tmp_path / "out", work=Work(limits=Limits(max_minutes=0)))
    assert measure_agreement(stopped, deciding_judge(counted), reads).left > 0


# ---- figures -------------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_libraries() -> None:
    from scipy.stats import kendalltau, spearmanr
    from sklearn.metrics import cohen_kappa_score

    draw = np.random.default_rng(0)
    people = draw.integers(1, 6, 80).astype(float)
    judge = np.clip(people + draw.integers(-2, 3, 80), 1, 5)
    found = figures(judge, people)
    assert found["weighted_kappa"].value == pytest.approx(cohen_kappa_score(judge, people, weights="quadratic"))
    assert found["kendall"].value == pytest.approx(kendalltau(judge, people).statistic)
    assert found["spearman"].value == pytest.approx(spearmanr(judge, people).statistic)
    for one in found.values():
        assert one.low is not None
        assert one.high is not None
        assert one.value is not None
        assert one.low < one.value < one.high


def test_figures_of_hand_made_ratings() -> None:
    judge, people = np.array([1.0, 2.0, 5.0, 4.6]), np.array([1.0, 4.0, 4.0, 4.0])
    found = figures(judge, people)
    assert found["mae"].value == pytest.approx((0 + 2 + 1 + 0.6) / 4)
    assert found["within_one"].value == 0.75
    assert confusion(judge, people)["4"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 2}
    alike = figures(np.full(4, 4.0), people)
    assert [alike[name].value for name in ("spearman", "kendall")] == [None, None]
    assert figures(np.full(3, 4.0), np.full(3, 4.0))["weighted_kappa"].value is None
    assert figures(np.array([]), np.array([]))["spearman"].value is None


def test_an_advantage_over_a_baseline_has_an_interval() -> None:
    people = np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 20)
    found = advantage(people, np.random.default_rng(1).permutation(people), people)
    assert found.low is not None
    assert found.low > 0.5
    assert advantage(people, np.ones(100), people).value is None


# ---- what is kept --------------------------------------------------------------------------------------------------


def test_the_newest_measurement_of_a_judge_counts_and_a_shops_own_comes_first(file: Path, tmp_path: Path) -> None:
    found = measure_agreement(AgreementTask(file), deciding_judge(knowing), reads).kept
    own, shipped = tmp_path / "own.json", tmp_path / "shipped.json"
    keep_agreement(shipped, found)
    keep_agreement(own, found.model_copy(update={"spearman": 0.1}))
    keep_agreement(own, found.model_copy(update={"spearman": 0.2}))
    keep_agreement(own, found.model_copy(update={"model": "another"}))
    kept = find_agreement(found.by, (own, shipped))
    assert kept is not None
    assert kept.spearman == 0.2
    assert len(read_agreements(own)) == 2
    assert "tent" not in own.read_text("utf-8")
    own.write_text("{", "utf-8")
    with pytest.raises(EvaluationError, match="measure the agreement again"):
        find_agreement(found.by, (own,))


def test_what_is_shipped_is_of_rubrics_that_are_shipped() -> None:
    hashes = {prompt.hash: prompt.label for prompt in PromptLibrary.load().list()}
    for one in read_agreements(SHIPPED):
        assert hashes[one.rubric_hash] == one.rubric
        assert one.of.startswith("held-out")


def test_recquest_is_read_with_its_ratings(shared_data: Path) -> None:
    quests = shared_data / "dialogues" / "recquest.jsonl.gz"
    held_out, develop = read_halves(quests), read_halves(quests, "develop")
    assert len(held_out.samples) + len(develop.samples) == 247
    assert set(held_out.ratings) == {1.0, 2.0, 3.0, 4.0, 5.0}
