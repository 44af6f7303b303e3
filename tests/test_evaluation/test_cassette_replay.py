"""A replay with recorded calls needs no model and does the same, byte for byte; what was not recorded is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.wiring import Shop
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.recorded import played, recorded
from evaluation.dialogue_stage import without_model
from evaluation.replay.grading import facts_about, grade_run
from evaluation.replay.missing_turns import missing_in
from evaluation.replay.replayed_turn import Run
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.report import shape_of
from evaluation.replay.run_folder import read_run
from evaluation.replay.stage import published
from tests.test_evaluation.replay_cases import said
from tests.test_evaluation.varying_model import varying_model

OpenShop = Callable[..., Shop]
SET = (
    said("tents", "a tent under 300 dollars for two", "something lighter?", "add the first one to my cart"),
    said("orders", "cancel order D-100534", "yes", "what would you take to Patagonia?", customer_id="C-017"),
    said("zh", "我想买一把雨伞", "还有别的颜色吗？"),
    said("help", "I want to talk to a person, mail me at jane@example.org or call 0161 496 0127", "thanks"),
    said("talk", "what would you take to Patagonia?", "what would you take to Patagonia?"),
)


@pytest.fixture
def shop(open_scripted_shop: OpenShop) -> Shop:
    return open_scripted_shop(language_model=without_model())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def record(shop: Shop, file: Path, **task: object) -> Run:
    model = recorded(varying_model(), Cassette.to_record(file))
    return replay(ReplayTask(SET, language_model=model, **task), shop)  # type: ignore[arg-type]


def seen(run: Run) -> list[dict[str, object]]:
    return [turn.model_dump(exclude={"timings_ms"}) for turn in run.turns]


def same_files(a: Path, b: Path) -> bool:
    names = {"run.json", "transcripts.jsonl", "turns.jsonl"}
    assert {one.name for one in a.iterdir()} == {*names, "timings.jsonl"}
    return all((a / name).read_bytes() == (b / name).read_bytes() for name in names)


def test_recorded_calls_repeat_a_run_to_the_byte(shop: Shop, file: Path, tmp_path: Path) -> None:
    first = record(shop, file, repeats=2, workers=3, out=tmp_path / "a", seed=5)
    assert {len(turn.tools) for turn in first.turns} >= {1, 2}
    assert seen(first) != seen(record(shop, tmp_path / "other.jsonl", repeats=2, seed=5))
    for workers, name in ((1, "b"), (3, "c")):
        model = played(Cassette.read(file))
        again = replay(
            ReplayTask(SET, language_model=model, repeats=2, workers=workers, out=tmp_path / name, seed=5), shop
        )
        assert seen(again) == seen(first)
        assert same_files(tmp_path / "a", tmp_path / name)
        facts = facts_about(shop, SET)
        shapes = [shape_of(grade_run(run, facts)) for run in (first, again)]
        for shape in shapes:
            shape["grades"] = {name: one for name, one in shape["grades"].items() if not name.endswith("_ms")}
        assert json.dumps(shapes[0]) == json.dumps(shapes[1])
    assert [turn.timings_ms.keys() for turn in read_run(tmp_path / "c").turns] == [
        turn.timings_ms.keys() for turn in first.turns
    ]


def test_each_repeat_plays_its_own_recording(shop: Shop, file: Path) -> None:
    run = record(shop, file, repeats=2)
    answers = {repeat: [turn.answer for turn in run.turns if turn.repeat == repeat] for repeat in (0, 1)}
    assert answers[0] != answers[1]


def test_what_was_not_recorded_is_missing_and_neither_failed_nor_judged(shop: Shop, file: Path) -> None:
    record(shop, file)
    wanted = (*SET, said("new", "a kettle", "and a cup"))
    run = replay(ReplayTask(wanted, language_model=played(Cassette.read(file))), shop)
    spoiled = [turn for turn in run.turns if turn.missing]
    assert [(turn.case, turn.turn, turn.infrastructure) for turn in spoiled] == [("new", 0, ""), ("new", 1, "")]
    graded = grade_run(run, facts_about(shop, wanted))
    assert [one.turn.case for one in graded.turns if one.spoiled] == ["new", "new"]
    shape = shape_of(graded)["missing"]
    assert shape["reasons"][0]["turns"] == [{"case": "new", "turn": 0, "repeat": 0}]
    assert (shape["turns"], shape["conversations"], shape["following"]) == (2, 1, 1)


def test_a_changed_prompt_says_which_calls_are_missing_and_recording_fills_up(
    shop: Shop, file: Path, tmp_path: Path
) -> None:
    record(shop, file)
    agent = published(shop).shopping_agent
    changed = replace(agent, version=agent.version + 1, texts={**agent.texts, "system": "You sell in {shop_name}."})
    choice = replace(published(shop), shopping_agent=changed)
    task = ReplayTask(SET, prompts=choice, language_model=played(Cassette.read(file)), out=tmp_path / "run")
    missing = missing_in(replay(task, shop).turns)
    told = list(missing.told())
    assert f"prompt {agent.label} -> {changed.label}; the system prompt" in missing.reasons[0].why
    assert missing.turns > 5
    assert told[0].startswith(f"recorded calls are missing in {missing.turns} turns of")
    assert "tents, message 1" in told[1]
    cassette = Cassette.to_record(file)
    filled = replay(replace(task, language_model=recorded(varying_model(), cassette)), shop)
    assert not missing_in(filled.turns).turns
    assert cassette.added
    again = replay(replace(task, language_model=played(Cassette.read(file)), out=None), shop)
    assert seen(again) == seen(filled)


def test_a_run_folder_of_an_older_kind_is_read(shop: Shop, tmp_path: Path) -> None:
    run = replay(ReplayTask(SET[:1], out=tmp_path / "new"), shop)
    old = tmp_path / "old"
    old.mkdir()
    for name in ("run.json", "transcripts.jsonl"):
        (old / name).write_bytes((tmp_path / "new" / name).read_bytes())
    lines = (turn.model_dump_json(exclude_defaults=True) for turn in run.turns)
    (old / "turns.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert read_run(old).turns == run.turns


def test_a_recorded_answer_counts_for_as_long_as_it_took(shop: Shop, file: Path, tmp_path: Path) -> None:
    first = record(shop, file)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for row in rows:
        row.update({"waits_ms": [2000, *[10] * (len(row["chunks"]) - 1)]} if "chunks" in row else {})
    slow = tmp_path / "slow.jsonl"
    slow.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    again = replay(ReplayTask(SET, language_model=played(Cassette.read(slow))), shop)
    assert seen(again) == seen(first)
    tents, talk = (next(turn for turn in again.turns if turn.case == case) for case in ("tents", "talk"))
    assert 2000 <= tents.timings_ms["products"] < 4000  # the decision
    assert talk.timings_ms["total"] >= talk.timings_ms["first_text"] >= 4000  # and the answer
    assert talk.timings_ms["model"] >= 4000
    assert talk.own_ms is not None
    assert 0 <= talk.own_ms < 2000
