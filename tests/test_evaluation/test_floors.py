"""A small fixed part of the evaluations, with the floors of `tests/floors.yaml` under it.

No figure here depends on the machine: searches are exact, dialogues are played without a language model, replays with
recorded calls. A figure under its floor means that something got worse by more than its interval.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.recorded import played as played_calls
from evaluation.dialogue_evaluation import DialogueTask, evaluate_dialogue, grade_file
from evaluation.dialogue_facts import Facts
from evaluation.dialogue_report import DialogueReport
from evaluation.dialogue_stage import staged, without_model
from evaluation.replay.grading import GradedRun, facts_about, grade_run
from evaluation.replay.missing_turns import missing_in
from evaluation.replay.replayed_turn import ReplayedTurn, Run
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.report import figures_of
from evaluation.replay.stage import published
from evaluation.replay.transcripts import read_transcripts
from evaluation.retrieval_evaluation import RetrievalTask, evaluate_retrieval
from evaluation.retrieval_report import RetrievalReport
from retrieval.build import build_index
from retrieval.catalog_reader import load_catalog
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, open_embedder
from retrieval.hash_embedding import HashEmbedder
from tests.test_evaluation.floors import all_floors, floors, under

RECORD = """Record them with the embedded language model (minutes), where DTYPE makes all machines search alike:

    gunzip -k evaluation/sets/replayed.cassette.jsonl.gz
    DAOGOU_DTYPE=float32 daogou evaluate replay evaluation/sets/replayed.jsonl --home .daogou/floors \\
        --out .daogou/floors/run --record evaluation/sets/replayed.cassette.jsonl
    gzip -f -9 evaluation/sets/replayed.cassette.jsonl
"""
SETS = Path(__file__).resolve().parents[2] / "evaluation" / "sets"
DIALOGUE = ("requests", "conversations")


@dataclass(frozen=True)
class Replayed:
    """A run, what is true in the shop, and the shop, whose language model is the recorded calls."""

    run: Run
    facts: Facts
    shop: Shop


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


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, demo_catalog: Path, demo_records: Path) -> Iterator[Replayed]:
    """The replayed set with recorded calls of the embedded language model, and what is true in the shop."""
    folder = tmp_path_factory.mktemp("replayed")
    shutil.copy(demo_records, folder / "records.sqlite")
    url = f"sqlite:///{folder / 'records.sqlite'}"
    settings = read_settings(home=folder, dtype="float32", database_url=url, _env_file=None)
    build_index(load_catalog(demo_catalog).products, settings.retrieval(), open_embedder(settings.retrieval()))
    cassette = Cassette.read(SETS / "replayed.cassette.jsonl.gz")
    assert cassette.header is not None
    transcripts = read_transcripts(SETS / "replayed.jsonl")
    shop = open_shop(settings, language_model=played_calls(cassette))
    run = replay(ReplayTask(transcripts, moment=cassette.header.moment), shop)
    yield Replayed(run, facts_about(shop, transcripts), shop)
    shop.close()


def of_replay(run: GradedRun) -> dict[str, float | None]:
    return {one.rule.name: one.mean for one in figures_of(run)}


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


@pytest.mark.slow
def test_a_replay_with_recorded_calls_stays_above_its_floors(replayed: Replayed) -> None:
    run, facts = replayed.run, replayed.facts
    missing = list(missing_in(run.turns).told())
    if missing:
        pytest.fail(
            "\n".join(["A prompt, a tool or a search is other than when the calls were recorded.", *missing, RECORD])
        )
    assert under("replay", of_replay(grade_run(run, facts))) == []


def test_a_worse_replay_would_fall_below(replayed: Replayed) -> None:
    run, facts = replayed.run, replayed.facts

    def worse(turn: ReplayedTurn) -> ReplayedTurn:
        tools = tuple(one.model_copy(update={"name": "cart_view"}) for one in turn.tools)
        return turn.model_copy(update={"tools": tools, "constraints": {}, "answer": f"{turn.answer} It costs $1.00."})

    planted = run.model_copy(update={"turns": tuple(worse(one) for one in run.turns)})
    fallen = {one.split(":")[0] for one in under("replay", of_replay(grade_run(planted, facts)))}
    assert {"replay, tool", "replay, constraints", "replay, claims"} <= fallen


def test_a_changed_prompt_says_which_calls_are_missing(replayed: Replayed) -> None:
    older = replayed.shop.shelf.library.get("shopping_agent", 1)
    choice = replace(published(replayed.shop), shopping_agent=older)
    asking = [one for one in replayed.run.transcripts if one.id in ("en-open-1", "zh-open-1")]
    run = replay(ReplayTask(asking, choice, moment=replayed.run.header.moment), replayed.shop)
    told = "\n".join(missing_in(run.turns).told())
    assert "recorded calls are missing in 2 turns of 2 conversations" in told
    assert "prompt shopping_agent@2 -> shopping_agent@1" in told
    assert grade_run(run, replayed.facts).judged == ()  # a call that is missing is no failure


def test_floors_are_what_was_seen_less_its_interval() -> None:
    for name, of_set in all_floors().items():
        for one in of_set:
            assert one.follows, f"{name}, {one.figure}"
            assert one.why, f"{name}, {one.figure}"


def test_a_figure_that_is_no_longer_judged_is_below() -> None:
    missing = under("dialogue", {})
    assert len(missing) == len(floors("dialogue"))
    assert "was not judged" in missing[0]
