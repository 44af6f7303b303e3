"""Runs: in the background, on disk, cancelled, read again by another process, and without whoever was erased."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from open_site import Wound

from assistant.errors import OperatorError
from assistant.prompting.choice import PromptChoice
from assistant.saved_sets import SavedSets
from evaluation.comparison.verdicts import Agreement, Comparison, GradeComparison, Side, TurnPair, TurnSide
from evaluation.replay.transcripts import Transcript, TranscriptMessage
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.prompt_refs import Meant
from interfaces.ui.lab.run_book import Play, RunBook, RunJob, RunOutcome, RunSide, RunWatch
from interfaces.ui.lab.run_desk import RunDesk
from interfaces.ui.lab.run_player import told_of
from prompts.prompt import Prompt
from records.access.rules import Visitor

SIDES = RunSide("draft:1", "Warm", "h1"), RunSide("label:production", "production (2)", "h2")
BY = Visitor("staff", "A-1")
FOUND = RunOutcome("worse", {"played": 2}, [{"id": "c-1", "customer_id": "C-001"}, {"id": "c-2", "customer_id": None}])


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    opened = RunBook(tmp_path / "runs", Wound())
    yield opened
    opened.close()


def begin(book: RunBook, play: Play) -> RunJob:
    return book.begin("shopping_agent", SIDES, "small", {"kind": "past", "count": 2}, "A-1", play)


def ended(book: RunBook, job: RunJob) -> RunJob:
    """The run once everything that was begun so far is over."""
    assert book._worker is not None
    book._worker.submit(lambda: None).result(20)
    found = book.job(job.id)
    assert found is not None
    return found


# ---- the book --------------------------------------------------------------------------------------------------------


def test_a_run_tells_how_far_it_is_and_what_came_of_it(book: RunBook) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def play(job: RunJob, watch: RunWatch) -> RunOutcome:
        watch.tell(1, 2, 0.5)
        reached.set()
        assert go_on.wait(20)
        return FOUND

    job = begin(book, play)
    assert reached.wait(20)
    going = book.job(job.id)
    assert going is not None
    assert (going.state, going.done, going.total, going.cost_usd) == ("running", 1, 2, 0.5)
    assert book.last_of("shopping_agent", "h1") is None
    go_on.set()
    assert ended(book, job).verdict == "worse"
    assert [one["id"] for one in book.conversations(job.id)] == ["c-1", "c-2"]
    assert book.last_of("shopping_agent", "h1") is not None
    assert book.last_of("shopping_agent", "another") is None
    assert book.last_of("replies", "h1") is None


@pytest.mark.parametrize(
    ("error", "message"), [(OperatorError("Set a price."), "Set a price."), (ValueError("password=hunter2"), "")]
)
def test_a_run_that_fails_says_what_can_be_mended_and_nothing_else(
    book: RunBook, error: Exception, message: str
) -> None:
    def play(job: RunJob, watch: RunWatch) -> RunOutcome:
        raise error

    told = ended(book, begin(book, play))
    assert (told.state, told.message) == ("failed", message)


def test_a_run_is_cancelled_while_it_plays_and_while_it_waits(book: RunBook) -> None:
    reached = threading.Event()
    cancelled: list[bool] = []

    def first(job: RunJob, watch: RunWatch) -> RunOutcome | None:
        reached.set()
        while not watch.is_cancelled():
            threading.Event().wait(0.01)
        cancelled.append(True)
        return None

    def never(job: RunJob, watch: RunWatch) -> RunOutcome:
        raise AssertionError("this run was cancelled before its turn")

    playing = begin(book, first)
    waiting = begin(book, never)
    assert reached.wait(20)
    book.cancel(waiting.id)
    book.cancel(playing.id)
    assert ended(book, playing).state == ended(book, waiting).state == "cancelled"
    assert cancelled == [True]
    book.cancel(playing.id)
    book.cancel("nowhere")


def test_a_run_is_there_after_a_restart_and_one_in_the_middle_is_interrupted(tmp_path: Path) -> None:
    book = RunBook(tmp_path, Wound())
    job = begin(book, lambda job, watch: FOUND)
    ended(book, job)
    file = tmp_path / f"{job.id}.json"
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "middle.json").write_text(file.read_text().replace(job.id, "middle").replace('"done"', '"running"', 1))
    book.close()
    again = {one.id: one for one in RunBook(tmp_path, Wound()).jobs()}
    assert {id: one.state for id, one in again.items()} == {job.id: "done", "middle": "interrupted"}
    assert again[job.id].candidate == SIDES[0]
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_a_shop_that_is_stopped_does_not_wait_for_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = RunBook(tmp_path, Wound())
    reached, go_on = threading.Event(), threading.Event()

    def play(job: RunJob, watch: RunWatch) -> RunOutcome | None:
        reached.set()
        assert go_on.wait(20)
        return None if watch.is_cancelled() else FOUND

    running, waiting = begin(book, play), begin(book, play)
    assert reached.wait(20)
    monkeypatch.setattr("interfaces.ui.lab.run_book.main_thread", lambda: SimpleNamespace(is_alive=lambda: False))
    go_on.set()
    ended(book, waiting)
    again = RunBook(tmp_path, Wound())
    assert {job.id: job.state for job in again.jobs()} == {running.id: "interrupted", waiting.id: "interrupted"}


def test_a_deleted_run_leaves_nothing(book: RunBook, tmp_path: Path) -> None:
    job = begin(book, lambda job, watch: FOUND)
    ended(book, job)
    book.delete(job.id)
    book.delete(job.id)
    assert book.jobs() == []
    assert list((tmp_path / "runs").iterdir()) == []


def test_whoever_is_erased_leaves_every_run(book: RunBook, tmp_path: Path) -> None:
    job = begin(book, lambda job, watch: FOUND)
    ended(book, job)
    store = SavedSets(tmp_path / "runs", lambda customer: set())
    assert store.name == "runs"
    assert store.export("customer:C-001") == {job.id: [FOUND.conversations[0]]}
    assert store.erase("customer:C-001") == 1
    assert [one["id"] for one in book.conversations(job.id)] == ["c-2"]
    assert store.erase("conversation:c-2") == 1
    assert book.conversations(job.id) == []


# ---- the desk --------------------------------------------------------------------------------------------------------


class Sources:
    """Two conversations, of which one is erased while the run plays."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids
        self.there = frozenset(ids)

    def sets(self) -> list[dict[str, Any]]:
        return []

    def count(self, source: Any) -> int:
        return len(self.ids)

    def transcripts(self, source: Any, by: Visitor) -> tuple[Transcript, ...]:
        if not self.ids:
            raise LabRefusal("nothing_to_play")
        said = (TranscriptMessage(role="user", content="hello"),)
        return tuple(Transcript(id=id, language="en", messages=said) for id in self.ids)

    def still_there(self, source: Any, transcripts: Any) -> frozenset[str]:
        return self.there


def desk(book: RunBook, sources: Sources, compare: Callable[..., RunOutcome | None]) -> RunDesk:
    def find(name: str, ref: str) -> Meant:
        if ref == "version:99":
            raise LabRefusal("ref_gone")
        return Meant(ref, ref, Prompt(name, 1, ref, (), {"a": ref}))

    def choice(name: str, prompt: Prompt) -> PromptChoice:
        return PromptChoice(prompt, prompt)

    refs: Any = SimpleNamespace(find=find, choice=choice)
    return RunDesk(book, refs, sources, compare, lambda: ("small",))


def test_both_sides_are_played_with_their_own_prompts(book: RunBook) -> None:
    played: list[Any] = []

    def compare(
        transcripts: Any, baseline: PromptChoice, candidate: PromptChoice, model: str, watch: Any
    ) -> RunOutcome:
        played.append(
            (len(transcripts), baseline.shopping_agent.description, candidate.shopping_agent.description, model)
        )
        return FOUND

    made = desk(book, Sources("c-1", "c-2"), compare)
    told = made.begin(BY, "shopping_agent", "draft:1", "label:production", "small", {"kind": "past", "count": 2})
    ended(book, book.jobs()[0])
    assert played == [(2, "label:production", "draft:1", "small")]
    read = made.read(told["id"])
    assert (read["job"]["by"], read["job"]["verdict"]) == ("A-1", "worse")
    assert [one["id"] for one in read["result"]["conversations"]] == ["c-1", "c-2"]


def test_who_was_erased_while_a_run_played_is_not_kept(book: RunBook, tmp_path: Path) -> None:
    sources = Sources("c-1", "c-2")

    def compare(*told: Any) -> RunOutcome:
        sources.there = frozenset({"c-2"})
        return FOUND

    made = desk(book, sources, compare)
    told = made.begin(BY, "shopping_agent", "draft:1", "version:1", "small", {"kind": "past", "count": 2})
    ended(book, book.jobs()[0])
    assert [one["id"] for one in made.read(told["id"])["result"]["conversations"]] == ["c-2"]
    assert all("C-001" not in file.read_text() for file in (tmp_path / "runs").iterdir())


@pytest.mark.parametrize(
    ("ref", "model", "ids", "code"),
    [
        ("version:99", "small", ("c",), "ref_gone"),
        ("draft:1", "gone", ("c",), "no_model"),
        ("draft:1", "small", (), "nothing_to_play"),
    ],
)
def test_what_cannot_be_run_is_refused_before_it_begins(
    book: RunBook, ref: str, model: str, ids: tuple[str, ...], code: str
) -> None:
    made = desk(book, Sources(*ids), lambda *told: FOUND)
    with pytest.raises(LabRefusal) as refused:
        made.begin(BY, "shopping_agent", ref, "version:1", model, {"kind": "past"})
    assert refused.value.code == code
    assert book.jobs() == []


def test_a_run_that_is_gone(book: RunBook) -> None:
    with pytest.raises(LabRefusal) as refused:
        desk(book, Sources("c"), lambda *told: None).read("nowhere")
    assert refused.value.code == "run_gone"


# ---- what is told of a comparison ------------------------------------------------------------------------------------


def grade(name: str = "claims", **told: Any) -> GradeComparison:
    usual: dict[str, Any] = {
        "name": name, "meaning": "", "unit": "share", "better": "up", "a": 0.9, "b": 0.95, "difference": 0.05,
        "low": -0.01, "high": 0.11, "p": 0.2, "p_all": 0.4, "noise": None, "turns": 40, "conversations": 20,
        "verdict": "not distinguishable", "why": "",
    }  # fmt: skip
    return GradeComparison(**{**usual, **told})


def side(**told: Any) -> Side:
    usual: dict[str, Any] = {
        "name": "A", "model": "small", "prompts": {}, "turns": 40, "spoiled": 0, "left": 0, "stopped": "",
        "cost_usd": 0.0, "passes": {},
    }  # fmt: skip
    return Side(**{**usual, **told})


def answered(answer: str) -> TurnSide:
    return TurnSide(
        answer=answer, outcome="answered", tools=({"name": "search_products"},), products=("A",), constraints={},
        grades={"claims": 1.0}, wrong={},
    )  # fmt: skip


def changed(case: str, change: float, turn: int = 0) -> TurnPair:
    grades = {"claims": change} if change else {}
    a, b = answered("a kind answer to you"), answered("a kinder answer to you")
    return TurnPair(case=case, turn=turn, text="hello", change=change, grades=grades, a=a, b=b)


def comparison(**told: Any) -> Comparison:
    usual: dict[str, Any] = {
        "a": side(), "b": side(), "conversations": 20, "turns": 40, "verdict": "not distinguishable",
        "grades": (grade(),), "agreement": Agreement(tools=1, products=None, outcome=1, answer=0.5), "regressions": (),
        "improvements": (), "changed": (),
    }  # fmt: skip
    return Comparison(**{**usual, **told})


def test_the_worst_regressions_come_first_and_turns_in_their_order() -> None:
    found = comparison(
        regressions=(changed("bad", -1.0, 2), changed("worst", -2.0)),
        improvements=(changed("good", 1.0), changed("bad", 1.0, 1)),
        changed=(changed("other", 0.0),),
    )
    told = told_of(found, {"worst": "C-001"}).conversations
    assert [(one["id"], one["change"]) for one in told] == [
        ("worst", "worse"),
        ("bad", "worse"),
        ("good", "better"),
        ("other", "changed"),
    ]
    assert told[0]["customer_id"] == "C-001"
    assert [turn["turn"] for turn in told[1]["turns"]] == [1, 2]
    assert ("new", "kinder") in told[0]["turns"][0]["parts"]
    assert told[0]["turns"][0]["candidate"]["tools"] == ["search_products"]


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("nothing differs", "same"),
        ("only 4 conversations; at least 10 are needed", "few"),
        ("chance alone makes such a difference too often", "chance"),
        ("two plays of one version differ as much", "noise"),
        ("the difference is too small to matter", "small"),
        ("another reason", "chance"),
        ("", ""),
    ],
)
def test_inside_the_noise_nothing_is_called_better(why: str, code: str) -> None:
    told = told_of(comparison(grades=(grade(why=why),)), {})
    assert told.verdict == "not_distinguishable"
    assert (told.summary["grades"][0]["why"], told.summary["grades"][0]["verdict"]) == (code, "not_distinguishable")


def test_what_was_not_played_and_how_few_were_is_told() -> None:
    found = comparison(a=side(left=2, stopped="cancelled"), b=side(spoiled=3), conversations=4)
    assert told_of(found, {}).summary["notes"] == [
        {"code": "left", "side": "published_one", "n": 2},
        {"code": "spoiled", "side": "this_one", "n": 3},
        {"code": "few", "n": 4, "least": 10},
    ]
