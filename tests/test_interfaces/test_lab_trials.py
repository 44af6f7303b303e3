"""Trials: the same question to every column, one that fails leaves the others alone, and whose trial it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.agent.events import ChatEvent, ProductsShown, TextDelta, ToolStarted, TurnEnded, TurnFailed, TurnStarted
from assistant.errors import SettingsError
from assistant.prompting.choice import PromptChoice
from interfaces.ui.lab.column_view import ColumnView
from interfaces.ui.lab.marking import marks
from interfaces.ui.lab.trials import KEPT_FOR, TRIALS_OF_ONE, Column, Persona, Trial, Trials
from interfaces.ui.lab.turn_facts import RESULT_MAX_CHARS, facts_of
from prompts.prompt import Prompt
from records.nouns import ToolCall, Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
HUSH = Product("AUD-001", "Hush <b>2</b>", 129.0, "USD", stock=4, rating=4.4)
FOLD = Product("AUD-003", "Fold", float("nan"), "USD")
Answer = Callable[[str], Iterator[ChatEvent]]


def prompt(name: str, version: int = 1) -> Prompt:
    return Prompt(name, version, "for tests", (), {"a": "b"})


CHOICE = PromptChoice(prompt("shopping_agent"), prompt("replies"))


def turn(text: str, answer: str, **more: Any) -> Turn:
    return Turn("t", "c", 0, NOON, text, answer, "en", more.pop("outcome", "answered"), **more)


def say(words: str, **more: Any) -> Answer:
    def answer(text: str) -> Iterator[ChatEvent]:
        yield TurnStarted("c", "t", "en")
        yield TextDelta(words)
        yield TurnEnded(turn(text, words, **more))

    return answer


@dataclass
class FakeSeat:
    answer: Answer
    closed: threading.Event = field(default_factory=threading.Event)

    def stream(self, text: str, turn_id: str) -> Iterator[ChatEvent]:
        yield from self.answer(text)

    def close(self) -> None:
        self.closed.set()


@dataclass
class FakeBench:
    """Seats by model; a model that it does not have cannot be set up."""

    answers: dict[str, Answer]
    seated: list[tuple[str, str | None]] = field(default_factory=list)
    seats: list[FakeSeat] = field(default_factory=list)

    def seat(self, prompts: PromptChoice, model: str, customer_id: str | None) -> FakeSeat:
        self.seated.append((model, customer_id))
        if model not in self.answers:
            raise SettingsError(f"No model {model}; choose another.", "DAOGOU_LLM_MODEL")
        self.seats.append(FakeSeat(self.answers[model]))
        return self.seats[-1]


def columns(*models: str) -> list[Column]:
    return [Column("production", "Production", CHOICE, model) for model in models]


def asked(trial: Trial, *texts: str) -> list[dict[str, Any]]:
    """The last frame of each question, put one after another."""

    async def run() -> list[dict[str, Any]]:
        last = []
        for number, text in enumerate(texts):
            round = trial.ask(f"r{number}", text, lambda product: None, lambda turn: 0.001, NOON)
            assert round is not None
            last.append([frame async for frame in round.frames()][-1])
        return last

    return asyncio.run(run())


# ---- asking ----------------------------------------------------------------------------------------------------------


def test_every_column_answers_the_same_question() -> None:
    bench = FakeBench({"one": say("first"), "two": say("second")})
    trial = Trial("staff", columns("one", "two"), Persona("C-017"), bench, NOON)
    (frame,) = asked(trial, "headphones?")
    assert frame["over"]
    assert [column["text"] for column in frame["columns"]] == ["first", "second"]
    assert [column["state"] for column in frame["columns"]] == ["done", "done"]
    assert sorted(bench.seated) == [("one", "C-017"), ("two", "C-017")]


def test_a_seat_is_kept_for_the_next_question() -> None:
    bench = FakeBench({"one": say("x")})
    trial = Trial("staff", columns("one"), Persona(), bench, NOON)
    asked(trial, "a", "b")
    assert len(bench.seats) == 1
    assert [round.text for round in trial.rounds] == ["a", "b"]


def test_a_column_whose_model_cannot_be_set_up_says_so_and_the_other_goes_on() -> None:
    trial = Trial("staff", columns("gone", "one"), Persona(), FakeBench({"one": say("here")}), NOON)
    (frame,) = asked(trial, "hello")
    broken, well = frame["columns"]
    assert broken["state"] == "failed"
    assert broken["notice"] == "No model gone; choose another."
    assert (well["state"], well["text"]) == ("done", "here")


def test_what_an_unforeseen_error_says_is_not_shown() -> None:
    def breaks(text: str) -> Iterator[ChatEvent]:
        yield TextDelta("so far ")
        raise ValueError("password=hunter2")

    trial = Trial("staff", columns("one"), Persona(), FakeBench({"one": breaks}), NOON)
    (frame,) = asked(trial, "hello")
    assert (frame["columns"][0]["state"], frame["columns"][0]["text"]) == ("failed", "so far ")
    assert "hunter2" not in str(frame)


def test_a_refused_message_tells_what_the_shopper_would_read() -> None:
    def refuses(text: str) -> Iterator[ChatEvent]:
        yield TurnFailed("empty", "Please type a message first.")

    trial = Trial("staff", columns("one"), Persona(), FakeBench({"one": refuses}), NOON)
    told = asked(trial, " ")[0]["columns"][0]
    assert (told["why"], told["notice"]) == ("empty", "Please type a message first.")


def test_an_answer_that_ends_without_an_end_has_failed() -> None:
    trial = Trial("staff", columns("one"), Persona(), FakeBench({"one": lambda text: iter(())}), NOON)
    assert asked(trial, "hello")[0]["columns"][0]["state"] == "failed"


def test_stopping_ends_all_columns_and_keeps_what_was_said() -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(text: str) -> Iterator[ChatEvent]:
        yield TextDelta("so far")
        reached.set()
        go_on.wait(10)
        yield TextDelta(" and on")

    async def run() -> dict[str, Any]:
        trial = Trial("staff", columns("one", "two"), Persona(), FakeBench({"one": slow, "two": say("done")}), NOON)
        round = trial.ask("r", "hello", lambda product: None, lambda turn: None, NOON)
        assert round is not None
        await asyncio.to_thread(reached.wait, 10)
        while round.frame()["columns"][1]["state"] != "done" or not round.frame()["columns"][0]["text"]:
            await asyncio.sleep(0)
        assert trial.ask("r2", "too early", lambda product: None, lambda turn: None, NOON) is None
        trial.stop()
        last = [frame async for frame in round.frames()][-1]
        go_on.set()
        return last

    frame = asyncio.run(run())
    assert [(one["state"], one["text"]) for one in frame["columns"]] == [("stopped", "so far"), ("done", "done")]


def test_a_round_that_is_sent_again_is_not_asked_again() -> None:
    bench = FakeBench({"one": say("x")})
    trial = Trial("staff", columns("one"), Persona(), bench, NOON)

    async def run() -> None:
        first = trial.ask("r", "a", lambda product: None, lambda turn: None, NOON)
        again = trial.ask("r", "a", lambda product: None, lambda turn: None, NOON)
        assert first is again is not None
        assert [frame async for frame in again.frames()][-1]["over"]

    asyncio.run(run())
    assert len(trial.rounds) == 1


# ---- whose -----------------------------------------------------------------------------------------------------------


@dataclass
class Clock:
    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment


def test_a_trial_is_its_owners() -> None:
    trials = Trials(FakeBench({}), Clock())
    trial = trials.begin("ann", columns("one"), Persona())
    assert trials.of("ann", trial.id) is trial
    assert trials.of("bob", trial.id) is None
    assert trials.of("ann", "nowhere") is None


def test_too_many_and_too_old_trials_are_closed_with_their_seats() -> None:
    clock, bench = Clock(), FakeBench({"one": say("x")})
    trials = Trials(bench, clock)
    first = trials.begin("ann", columns("one"), Persona())
    asked(first, "hello")
    others = [trials.begin("ann", columns("one"), Persona()) for _ in range(TRIALS_OF_ONE)]
    assert trials.of("ann", first.id) is None
    assert bench.seats[0].closed.wait(5)
    clock.moment += KEPT_FOR + timedelta(seconds=1)
    new = trials.begin("bob", columns("one"), Persona())
    assert [trials.of("ann", one.id) for one in others] == [None] * TRIALS_OF_ONE
    trials.end(new)
    assert trials.of("bob", new.id) is None


def test_a_trial_tells_all_that_was_said() -> None:
    trial = Trial("staff", columns("one"), Persona("C-017", "zh", "rushed"), FakeBench({"one": say("x")}), NOON)
    asked(trial, "a")
    told = trial.told()
    assert told["persona"] == {"customer": "C-017", "language": "zh", "mood": "rushed"}
    assert told["columns"][0]["prompts"] == ["shopping_agent@1", "replies@1"]
    assert told["rounds"][0]["columns"][0]["text"] == "x"


# ---- what a column shows ---------------------------------------------------------------------------------------------


def view() -> ColumnView:
    return ColumnView(0, lambda product: f"/product-images/{product.id}", lambda turn: None)


def test_products_come_with_their_scores_once_each() -> None:
    shown = view()
    hit = SearchHit(HUSH, 1.23456, {"lexical": 8.0, "dense": 0.51239}, ("headphones",))
    shown.take(ToolStarted("1", "search_products", {}))
    assert shown.frame()["tool"] == "search_products"
    shown.take(ProductsShown((hit,), {"AUD-001": "quiet"}))
    shown.take(ProductsShown((hit, SearchHit(FOLD, 0.5))))
    first, second = shown.frame()["products"]
    assert first["title"] == "Hush <b>2</b>"
    assert (first["score"], first["stages"]) == (1.2346, {"lexical": 8.0, "dense": 0.5124})
    assert (first["reason"], first["matched"], first["price"]) == ("quiet", ["headphones"], "$129.00")
    assert (second["id"], second["price"]) == ("AUD-003", "")


def test_facts_of_a_turn() -> None:
    logged = turn(
        "x",
        "y",
        prompt="shopping_agent@2",
        prompt_hash="f" * 64,
        model="small",
        tool_calls=(ToolCall("search_products", {"query": "x"}, "r" * (RESULT_MAX_CHARS + 1), True, 12.5),),
        claims={"checked": 3, "repaired": 1, "dropped": 0, "log": [{"sentence": "a", "shown": "b", "why": "price"}]},
        usage={"prompt_tokens": 400, "completion_tokens": 20},
        timings_ms={"first_text": 300.0, "total": 900.0},
    )
    facts = facts_of(logged, lambda turn: 0.0042)
    assert facts["tools"][0]["cut"]
    assert len(facts["tools"][0]["result"]) == RESULT_MAX_CHARS
    assert facts["claims"]["log"][0]["why"] == "price"
    assert (facts["claims"]["checked"], facts["claims"]["repaired"]) == (3, 1)
    assert facts["tokens"] == {"read": 400, "written": 20}
    assert (facts["cost_usd"], facts["waited_ms"]["first_text"]) == (0.0042, 300.0)
    assert facts_of(turn("x", "y"), lambda turn: None)["cost_usd"] is None


# ---- what differs ----------------------------------------------------------------------------------------------------


def frame(column: int, text: str, products: tuple[str, ...] = (), state: str = "done", **facts: Any) -> dict[str, Any]:
    given = {"tools": [], "constraints": {}, "outcome": "answered", "rail": "", "claims": {}, **facts}
    return {
        "column": column,
        "state": state,
        "text": text,
        "products": [{"id": id} for id in products],
        "facts": given if state == "done" else None,
    }


def test_what_differs_is_held_against_the_first_that_is_done() -> None:
    told = marks([frame(0, "", state="failed"), frame(1, "a red hat", ("A", "B")), frame(2, "a blue hat", ("B", "C"))])
    assert told["first"] == 1
    assert told["columns"]["2"]["answer"] == [("same", "a "), ("new", "blue"), ("same", " hat")]
    assert told["columns"]["2"]["says"] == "changed"
    assert told["columns"]["2"]["products"] == {"only_here": ["C"], "missing": ["A"], "order": False}


def test_the_same_answer_is_not_marked_and_another_order_is() -> None:
    told = marks([frame(0, "same", ("A", "B")), frame(1, "same ", ("B", "A"))])["columns"]["1"]
    assert (told["says"], told["answer"]) == ("same", None)
    assert told["products"]["order"]
    assert told["facts"] == []


def test_answers_with_little_in_common_are_not_marked_word_by_word() -> None:
    told = marks([frame(0, "What are you looking for?"), frame(1, "Here are 5 headphones.")])["columns"]["1"]
    assert (told["says"], told["answer"]) == ("other", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "fallback"),
        ("rail", "price"),
        ("constraints", {"max_price": 9}),
        ("claims", {"checked": 9, "repaired": 1, "dropped": 0}),
        ("tools", [{"name": "cart_view", "arguments": {}, "ok": True, "ms": 3}]),
    ],
)
def test_each_fact_that_differs_is_named(name: str, value: Any) -> None:
    told = marks([frame(0, "x"), frame(1, "x", **{name: value})])
    assert told["columns"]["1"]["facts"] == [name]


def test_one_column_alone_differs_from_nothing() -> None:
    assert marks([frame(0, "x"), frame(1, "", state="stopped")]) == {"first": None, "columns": {}}
