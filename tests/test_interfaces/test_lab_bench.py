"""Assistants that are tried and sets that are run: over the real shop, without a trace in its records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from lab_shop import MODELS, open_lab_shop

from assistant.agent.events import TextDelta, TurnEnded
from assistant.errors import OperatorError
from assistant.prompting.choice import PromptChoice
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from evaluation.errors import EvaluationError
from evaluation.replay.saved_sets import add_transcripts, set_file
from evaluation.replay.transcripts import Transcript, TranscriptMessage
from interfaces.ui.lab.bench import ModelFault, StageBench, model_named, model_names
from interfaces.ui.lab.lab import Lab
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.run_sources import RunSources
from records.access.rules import Visitor

BY = Visitor("staff", "A-1")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, demo_index: Path, demo_records: Path) -> Iterator[Shop]:
    with open_lab_shop(tmp_path_factory.mktemp("bench"), demo_index, demo_records) as opened:
        yield opened


@pytest.fixture
def sources(shop: Shop) -> RunSources:
    return RunSources(shop)


def said(events: list[object]) -> str:
    return "".join(one.text for one in events if isinstance(one, TextDelta))


# ---- the bench -------------------------------------------------------------------------------------------------------


def test_every_model_that_is_set_up_can_be_tried(shop: Shop) -> None:
    assert model_names(shop) == MODELS
    assert model_named(shop, "searching").name == "searching"
    with pytest.raises(OperatorError):
        model_named(shop, "gone")


def test_what_is_tried_leaves_no_trace_in_the_shops_records(shop: Shop) -> None:
    before = len(shop.log.conversations("C-017", 1_000))
    assert shop.ledger is not None
    orders = {order.id: order.status for order in shop.ledger.orders("C-017")}
    seat = StageBench(shop).seat(PromptChoice.newest(shop.prompts), "obedient", "C-017")
    cancelled = next(id for id, status in orders.items() if status == "placed")
    list(seat.stream(f"cancel my order {cancelled} please", "t1"))
    answer = said(list(seat.stream("yes", "t2")))
    seat.close()
    assert answer
    assert len(shop.log.conversations("C-017", 1_000)) == before
    assert {order.id: order.status for order in shop.ledger.orders("C-017")} == orders
    assert shop.log.conversation("trial") is None


def test_a_model_whose_endpoint_is_down_is_told_after_the_shops_own_answer(shop: Shop) -> None:
    seat = StageBench(shop).seat(PromptChoice.newest(shop.prompts), "broken", None)
    events: list[object] = []
    stream = seat.stream("what do you think of blue?", "t1")
    with pytest.raises(ModelFault, match="does not answer"):
        events.extend(stream)  # what came before the fault stays
    seat.close()
    assert isinstance(events[-1], TurnEnded)
    assert said(events)


def test_one_tries_as_demo_customers_only(shop: Shop) -> None:
    assert set(Lab(shop).customers()) == {"C-017", "C-022"}


# ---- what is run on --------------------------------------------------------------------------------------------------


def test_sets_that_come_with_daogou_are_there_without_what_is_held_out(sources: RunSources) -> None:
    shipped = {one["name"]: one for one in sources.sets() if one["shipped"]}
    assert set(shipped) == {"daogou-conversations", "daogou-ordinary"}
    found = sources.transcripts({"kind": "set", "name": "daogou-conversations"}, BY)
    assert len(found) == shipped["daogou-conversations"]["conversations"] > 5
    assert any(one.expects for one in found)
    from evaluation.dialogue_sets import load_sets

    held_out = {case.id for case in load_sets(("conversations",)) if case.split == "held_out"}
    assert held_out.isdisjoint(one.id for one in found)


def test_a_set_that_staff_saved_is_listed_and_played(shop: Shop, sources: RunSources) -> None:
    one = Transcript(id="mine", language="en", messages=(TranscriptMessage(role="user", content="hello"),))
    add_transcripts(set_file(shop.settings.home, "mine"), [one])
    assert {"name": "mine", "conversations": 1, "messages": 1, "shipped": False} in sources.sets()
    source = {"kind": "set", "name": "mine"}
    assert sources.transcripts(source, BY) == (one,)
    assert sources.still_there(source, (one,)) == {"mine"}
    set_file(shop.settings.home, "mine").unlink()
    assert sources.still_there(source, (one,)) == frozenset()


@pytest.mark.parametrize("name", ["gone", "../records", ""])
def test_a_set_that_is_not_there_is_refused(sources: RunSources, name: str) -> None:
    with pytest.raises(EvaluationError):
        sources.transcripts({"kind": "set", "name": name}, BY)


def test_past_conversations_come_newest_first_and_are_noted(shop: Shop, sources: RunSources) -> None:
    source = {"kind": "past", "count": 3}
    assert sources.count(source) == 3
    found = sources.transcripts(source, BY)
    assert len(found) == 3
    noted = [entry.subject for entry in shop.audit.entries() if entry.action == "lab.run"]
    assert {f"conversation:{one.id}" for one in found} <= set(noted)
    assert sources.still_there(source, found) == {one.id for one in found}
    shop.log.delete(found[0].id)
    assert found[0].id not in sources.still_there(source, found)


def test_where_no_conversation_fits_that_is_said(sources: RunSources) -> None:
    for filters in ({"since": date(2099, 1, 1)}, {"prompt": "shopping_agent@77"}):
        assert sources.count({"kind": "past", "count": 5, **filters}) == 0
        with pytest.raises(LabRefusal) as refused:
            sources.transcripts({"kind": "past", "count": 5, **filters}, BY)
        assert refused.value.code == "nothing_to_play"


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ("qwen2.5-coder-1.5b", "qwen2.5-coder-1.5b-instruct-q4_k_m"),
        ("/models/my.own-7b.gguf", "my.own-7b"),
    ],
)
def test_an_embedded_model_has_one_name_before_and_after_it_is_opened(tmp_path: Path, chosen: str, name: str) -> None:
    settings = read_settings(home=tmp_path, llm_embedded_model=chosen, _env_file=None)
    shop = open_shop(settings)
    assert model_names(shop) == (name,)
    shop.close()
