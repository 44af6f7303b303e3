"""Sets are played for real in the demo shop: its records are put back between cases, and a killed run goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.scripted import Step
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from evaluation.dialogue_evaluation import DialogueTask, evaluate_dialogue, grade_file
from evaluation.dialogue_run import play, play_case
from evaluation.dialogue_sets import Case, load_sets
from evaluation.dialogue_stage import Stage, played_model, staged, without_model
from evaluation.dialogue_transcript import Transcript, read_transcript
from evaluation.errors import EvaluationError
from records.importers import seed_demo
from retrieval.hash_embedding import HashEmbedder

OpenStaged = Callable[..., Shop]


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of the demo shop."""
    folder = tmp_path_factory.mktemp("seeded")
    shop = open_shop(staged(read_settings(_env_file=None), folder))
    shop.database.upgrade()
    seed_demo(shop.database, shop.settings.shop_folder, silent)
    shop.close()
    return folder / "records.sqlite"


@pytest.fixture
def open_staged(demo_index: Path, seeded: Path, tmp_path: Path) -> Iterator[OpenStaged]:
    """Opens the demo shop, seeded, over records of its own: `open_staged(language_model)`."""
    opened: list[Shop] = []

    def open_with(language_model: Any) -> Shop:
        settings = staged(read_settings(home=demo_index, llm_tool_calls="guided", _env_file=None), tmp_path)
        shutil.copy(seeded, tmp_path / "records.sqlite")
        opened.append(open_shop(settings, embedder=HashEmbedder(), language_model=language_model))
        return opened[-1]

    yield open_with
    for shop in opened:
        shop.close()


def write_set(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [json.dumps({"language": "en", "split": "seen", **row}) for row in rows]
    (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


SHIPPING = {"id": "shipping", "text": "How much is shipping?", "tool": "lookup_policy"}
TENTS = {
    "id": "tents",
    "text": "tents under $300",
    "tool": "search_products",
    "constraints": {"max_price": 300, "categories": ["tents"]},
}


def one(folder: Path, **row: Any) -> Case:
    return load_sets(["requests"], write_set(folder, "requests", {"id": "a", **row}))[0]


def test_a_set_is_played_and_judged_without_a_language_model(open_staged: OpenStaged, tmp_path: Path) -> None:
    sets = write_set(tmp_path / "sets", "requests", SHIPPING, TENTS)
    task = DialogueTask(("requests",), sets, out=tmp_path / "seen.jsonl")
    report = evaluate_dialogue(task, open_staged(without_model()), silent)
    shape = report.shape()
    assert shape["model"] == "none"
    assert shape["turns"] == 2
    assert shape["figures"]["answered"]["all"]["share"] == 1.0
    assert shape["figures"]["budgets_right"]["all"]["share"] == 1.0
    assert shape["figures"]["no_false_claims"]["all"]["share"] == 1.0
    again = grade_file(tmp_path / "seen.jsonl", read_settings(_env_file=None), ("requests",), sets).shape()
    assert again["figures"] == shape["figures"]


def test_a_scripted_model_is_judged_like_any(open_staged: OpenStaged, tmp_path: Path) -> None:
    steps = [Step(tool_calls=[("search_products", {"query": "tent"})]), Step("The first one [1] is a fine choice.")]
    shop = open_staged(played_model(steps))
    stage = Stage(shop, tmp_path)
    turn = next(play_case(one(tmp_path / "sets", text="what would you take to Patagonia?", tool="reply"), stage))
    assert [call.name for call in turn.tools] == ["search_products"]
    assert turn.started == ("search_products",)
    assert turn.asked_model
    assert turn.products
    assert turn.timings_ms["wall"] >= turn.timings_ms["total"]


def test_what_happened_before_a_request_is_known_to_it(open_staged: OpenStaged, tmp_path: Path) -> None:
    shop = open_staged(without_model())
    stage = Stage(shop, tmp_path)
    cart = [{"product_id": "KIT-007", "quantity": 2}]
    case = one(
        tmp_path / "sets", text="hello", shown=["AUD-001"], asked="headphones", held={"max_price": 150}, cart=cart
    )
    turn = next(play_case(case, stage))
    assert turn.listed == ("AUD-001",)
    assert turn.end is not None
    assert turn.end.cart == (("KIT-007", 2),)
    before, now = shop.log.turns("evaluation-requests-a")
    assert before.shown_product_ids == ("AUD-001",)
    assert now.constraints["max_price"] == 150


def test_the_records_are_put_back_before_each_case(open_staged: OpenStaged, tmp_path: Path) -> None:
    from records.shop_ledger import ShopLedger

    shop = open_staged(without_model())
    stage = Stage(shop, tmp_path)
    case = one(tmp_path / "sets", text="hello", customer="C-017")
    ShopLedger(shop.database).cancel_order("C-017", "D-100534", action_id="x")
    assert ShopLedger(shop.database).customer_order("C-017", "D-100534").status == "cancelled"
    turn = next(play_case(case, stage))
    assert turn.end is not None
    assert turn.end.orders["D-100534"] == "placed"
    assert len(shop.log.turns("evaluation-requests-a")) == 1
    stage.set(case, "evaluation-requests-a")
    assert shop.log.turns("evaluation-requests-a") == ()


def test_a_killed_run_plays_only_what_is_left(open_staged: OpenStaged, tmp_path: Path) -> None:
    sets = write_set(tmp_path / "sets", "requests", SHIPPING, {**TENTS, "id": "t2"}, {**TENTS, "id": "t3"})
    cases = load_sets(["requests"], sets)
    out = tmp_path / "seen.jsonl"
    stage = Stage(open_staged(without_model()), tmp_path)
    play(cases[:2], stage, Transcript(out, {"model": "none"}), silent)
    out.write_bytes(out.read_bytes()[:-40])
    asked: list[str] = []
    played = play_case

    def counted(case: Case, at: Stage) -> Any:
        asked.append(case.id)
        return played(case, at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaluation.dialogue_run.play_case", counted)
        assert play(cases, stage, Transcript(out, {"model": "none"}), silent) == 0
    assert asked == ["t2", "t3"]
    assert [turn.case for turn in read_transcript(out)[1]] == ["shipping", "t2", "t3"]


def test_no_case_is_begun_when_time_is_up(open_staged: OpenStaged, tmp_path: Path) -> None:
    cases = load_sets(["requests"], write_set(tmp_path / "sets", "requests", SHIPPING, TENTS))
    transcript = Transcript(tmp_path / "seen.jsonl", {"model": "none"})
    assert play(cases, Stage(open_staged(without_model()), tmp_path), transcript, silent, max_minutes=0) == 2
    assert transcript.read() == ()


def test_a_turn_that_breaks_is_seen_and_the_next_is_played(
    open_staged: OpenStaged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_staged(without_model())

    def broken(*_: Any, **__: Any) -> Iterator[Any]:
        raise RuntimeError("gone")
        yield

    monkeypatch.setattr(shop.chat, "stream", broken)
    turn = next(play_case(one(tmp_path / "sets", text="hello"), Stage(shop, tmp_path)))
    assert (turn.error, turn.outcome, turn.answer) == ("RuntimeError", "failed", "")


def test_a_message_that_is_not_taken_is_answered_kindly(open_staged: OpenStaged, tmp_path: Path) -> None:
    turn = next(play_case(one(tmp_path / "sets", text="?!"), Stage(open_staged(without_model()), tmp_path)))
    assert turn.error == "no_words"
    assert turn.answer


def test_a_stage_needs_records_of_its_own(demo_index: Path, tmp_path: Path) -> None:
    settings = read_settings(home=demo_index, database_url="postgresql://nowhere/x", _env_file=None)
    with pytest.raises(EvaluationError, match="SQLite"):
        Stage(open_shop(settings), tmp_path)
