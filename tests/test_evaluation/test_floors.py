"""A small fixed part of the evaluations, with the floors of `tests/floors.yaml` under it.

No figure here depends on the machine: searches are exact, dialogues are played without a language model, replays with
recorded calls. A figure under its floor means that something got worse by more than its interval.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.settings import read_settings
from assistant.wiring import open_shop
from evaluation.dialogue_evaluation import DialogueTask, evaluate_dialogue, grade_file
from evaluation.dialogue_report import DialogueReport
from evaluation.dialogue_stage import staged, without_model
from evaluation.retrieval_evaluation import RetrievalTask, evaluate_retrieval
from evaluation.retrieval_report import RetrievalReport
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, open_embedder
from retrieval.hash_embedding import HashEmbedder
from tests.test_evaluation.floors import all_floors, floors, under

SETS = Path(__file__).resolve().parents[2] / "evaluation" / "sets"
DIALOGUE = ("requests", "conversations")


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def searched(catalog: Path, home: Path, embedder: Callable[[RetrievalConfig], Embedder]) -> RetrievalReport:
    """The judged searches of the demo shop."""
    config = RetrievalConfig(home / "index")
    task = RetrievalTask(catalog, SETS / "search_queries.tsv", SETS / "search_qrels.tsv")
    return evaluate_retrieval(task, config, embedder(config), silent).report


def of_search(report: RetrievalReport) -> dict[str, float | None]:
    found: Mapping[str, float | None] = report.shape()
    return {name: found[name] for name in ("ndcg@10", "recall@10", "mrr@10")}


def of_dialogue(report: DialogueReport) -> dict[str, float | None]:
    shape = report.shape()
    shares = {name: (groups["all"] or {}).get("share") for name, groups in shape["figures"].items()}
    return {**shares, "no_false_claims": float(shape["false_claims"] == 0)}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, demo_index: Path, demo_records: Path) -> Path:
    """What was seen of 80 requests, drawn with seed 8, and all conversations, without a language model."""
    folder = tmp_path_factory.mktemp("floors")
    shutil.copy(demo_records, folder / "records.sqlite")
    settings = staged(read_settings(home=demo_index, llm_tool_calls="guided", _env_file=None), folder)
    shop = open_shop(settings, embedder=HashEmbedder(), language_model=without_model())
    task = DialogueTask(DIALOGUE, limit=80, seed=8, out=folder / "seen.jsonl")
    assert evaluate_dialogue(task, shop, silent).made["left"] == 0
    shop.close()
    return folder / "seen.jsonl"


def graded(seen: Path) -> DialogueReport:
    return grade_file(seen, read_settings(_env_file=None), DIALOGUE)


@pytest.mark.slow
def test_search_in_the_demo_shop_stays_above_its_floors(demo_catalog: Path, tmp_path: Path) -> None:
    report = searched(demo_catalog, tmp_path, open_embedder)
    assert under("search", of_search(report)) == []


def test_search_among_wrong_words_would_fall_below(demo_catalog: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in demo_catalog.read_text("utf-8").splitlines()]
    words = ("title", "title_zh", "description", "description_zh", "tags")
    mixed = [
        {**row, **{w: o[w] for w in words if w in o}} for row, o in zip(rows, rows[100:] + rows[:100], strict=True)
    ]
    catalog = tmp_path / "mixed.jsonl"
    catalog.write_text("".join(json.dumps(row) + "\n" for row in mixed), "utf-8")
    report = searched(catalog, tmp_path, lambda _: HashEmbedder())
    assert len(under("search", of_search(report))) == len(floors("search"))


@pytest.mark.slow
def test_dialogues_without_a_language_model_stay_above_their_floors(played: Path) -> None:
    assert under("dialogue", of_dialogue(graded(played))) == []


@pytest.mark.parametrize(
    ("said", "instead", "times", "fallen"),
    [
        ('"name": "search_products"', '"name": "cart_view"', 12, "right_tool"),
        ('"max_price": ', '"max_price": 1', 12, "budgets_right"),
        ("fits best.", "fits best. It costs $1.00.", 1, "no_false_claims"),
        ('"outcome": "answered"', '"outcome": "refused"', 12, "not_refused"),
    ],
)
def test_worse_dialogues_would_fall_below(
    played: Path, tmp_path: Path, said: str, instead: str, times: int, fallen: str
) -> None:
    worse = tmp_path / "worse.jsonl"
    worse.write_text(played.read_text("utf-8").replace(said, instead, times), "utf-8")
    found = under("dialogue", of_dialogue(graded(worse)))
    assert any(one.startswith(f"dialogue, {fallen}: is ") for one in found), found


def test_floors_are_what_was_seen_less_its_interval() -> None:
    for name, of_set in all_floors().items():
        for one in of_set:
            assert one.follows, f"{name}, {one.figure}"
            assert one.why, f"{name}, {one.figure}"


def test_a_figure_that_is_no_longer_judged_is_below() -> None:
    missing = under("dialogue", {})
    assert len(missing) == len(floors("dialogue"))
    assert "was not judged" in missing[0]
