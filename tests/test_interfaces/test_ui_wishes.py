"""The editor of a chip over the demo shop's catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.agent.constraints.held import Exchange
from interfaces.ui.floor.chips import ChipWriter, set_anew
from interfaces.ui.floor.names import read_shop_names
from interfaces.ui.floor.wishes import WishEditor
from records.conversation_log import MemoryConversationLog
from records.nouns import Conversation, Turn
from retrieval.config import RetrievalConfig
from retrieval.engine import SearchEngine
from retrieval.hash_embedding import HashEmbedder

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINE = Conversation("c", NOON, guest_id="g")
HELD = {
    "categories": ["headphones"],
    "attributes": {"wireless": ["yes"]},
    "max_price": 150,
    "currency": "USD",
    "min_rating": 4,
    "deadline": "2026-11-20",
    "ranges": {"weight": {"max": 300, "unit": "g"}},
    "in_stock": True,
}
Open = Callable[..., WishEditor]


@pytest.fixture(scope="module")
def engine(demo_index: Path) -> Iterator[SearchEngine]:
    opened = SearchEngine.open(RetrievalConfig(demo_index / "index"), HashEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def editor(engine: SearchEngine, demo_catalog: Path) -> Open:
    """An editor of a conversation in which that holds."""

    def opened(held: Any = None, language: str = "en") -> WishEditor:
        log = MemoryConversationLog()
        log.start(MINE)
        log.append(Turn("t", "c", 0, NOON, "x", "y", language, "answered", constraints=HELD if held is None else held))
        exchange = Exchange("USD", {"CNY": 0.14})
        names = read_shop_names(demo_catalog.parent)
        return WishEditor(
            lambda: log, lambda: engine, lambda: exchange, ChipWriter("USD", names), lambda: date(2026, 11, 16)
        )

    return opened


def opened(editor: WishEditor, name: str) -> dict[str, Any]:
    told = editor.opened(MINE, name)
    assert json.loads(json.dumps(told)) == told
    return told


def test_limits_of_price_begin_with_what_holds_and_say_what_there_is(editor: Open) -> None:
    told = opened(editor(), "max_price")
    assert (told["kind"], told["min"], told["max"], told["currency"]) == ("price", None, 150, "USD")
    assert 0 < told["lowest"] <= told["highest"]
    foreign = opened(editor({"categories": ["headphones"], "max_price": 900, "currency": "CNY"}), "max_price")
    assert (foreign["currency"], foreign["lowest"]) == ("CNY", None), "no figures in other money than is asked in"


def test_each_kind_has_its_editor(editor: Open) -> None:
    assert opened(editor(), "min_rating") == {"kind": "rating", "value": 4}
    assert opened(editor(), "deadline") == {"kind": "day", "value": "2026-11-20", "first": "2026-11-16"}
    assert opened(editor(), "ranges.weight") == {"kind": "range", "unit": "g", "min": None, "max": 300}
    for name in ("in_stock", "brands", "nonsense", "", "attributes.colour"):
        assert opened(editor(), name) == {"kind": None}, "what does not hold, or can only be taken back"


def test_choices_are_the_shops_own_and_counted_under_everything_else(editor: Open) -> None:
    told = opened(editor({"categories": ["headphones"], "attributes": {"colour": ["black"]}}), "attributes.colour")
    counts = {one["value"]: one["count"] for one in told["choices"]}
    assert told["chosen"] == ["black"]
    assert counts["black"] >= 1
    assert len(counts) > 3
    chinese = opened(editor({"attributes": {"colour": ["black"]}}, "zh"), "attributes.colour")
    assert "黑色" in {one["label"] for one in chinese["choices"]}


def test_what_is_chosen_already_is_offered_though_nothing_has_it(editor: Open) -> None:
    told = opened(editor({"categories": ["tents"], "brands": ["Larkspur"]}), "brands")
    assert {"value": "Larkspur", "label": "Larkspur", "count": 0} in told["choices"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("max_price", {"min": None, "max": 140}, "Now: under $140"),
        ("max_price", {"min": 30, "max": 140}, "Now: $30 to $140"),
        ("min_rating", 3, "Now: 3 stars and up"),
        ("attributes.wireless", ["yes"], "Now: wireless"),
        ("ranges.weight", {"min": None, "max": 500}, "Now: weight up to 500 g"),
        ("deadline", "2026-12-24", "Now: by 24 December"),
    ],
)
def test_what_can_be_had_gets_words_for_the_log(editor: Open, name: str, value: Any, words: str) -> None:
    told = editor().checked(MINE, name, json.dumps(value))
    assert told["words"] == words
    assert told["count"] >= 1


@pytest.mark.parametrize(
    ("name", "written", "fault"),
    [
        ("max_price", '{"min": 80, "max": 60}', "The lower number has to stand first."),
        ("max_price", '{"min": null, "max": null}', "Please choose at least one"),
        ("max_price", '{"max": "sixty"}', "Please give a number."),
        ("max_price", '{"max": 1}', "Nothing in the shop fits"),
        ("min_rating", "9", "Please choose from 1 to 5 stars."),
        ("deadline", '"2026-11-15"', "That day is over."),
        ("categories", '["no such kind"]', "The shop cannot look for that."),
        ("brands", '["Larkspur"]', "The shop cannot look for that."),
        ("max_price", "{", "The shop cannot look for that."),
        ("max_price", "[" * 3000, "The shop cannot look for that."),
        ("max_price", "1" * 5000, "The shop cannot look for that."),
        ("attributes.wireless", '["maybe"]', "The shop cannot look for that."),
    ],
)
def test_what_cannot_is_refused_in_words_for_the_field(editor: Open, name: str, written: str, fault: str) -> None:
    told = editor().checked(MINE, name, written)
    assert told.keys() == {"fault"}
    assert fault in told["fault"]


def test_faults_are_told_in_the_conversations_language(editor: Open) -> None:
    assert editor(language="zh").checked(MINE, "min_rating", "9") == {"fault": "请选择 1 到 5 星。"}
    assert editor(language="zh").checked(MINE, "max_price", '{"max": 140}')["words"] == "改成：$140 以内"


def test_before_anything_was_said_nothing_can_be_changed(engine: SearchEngine, editor: Open) -> None:
    empty = editor({})
    assert opened(empty, "max_price") == {"kind": None}


def test_the_page_sends_a_chip_with_what_it_is_to_be() -> None:
    assert set_anew({"name": "max_price", "value": None, "to": {"max": 5}}) == ("max_price", {"max": 5})
    for nonsense in (None, "x", {}, {"name": 7, "to": 1}, {"name": "max_price", "value": None}):
        assert set_anew(nonsense) is None
