from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import interfaces.ui
from interfaces.ui.floor.chat_page import SCRIPTS
from interfaces.ui.floor.texts import all_texts, say, status_of

FOLDER = Path(interfaces.ui.__file__).parent / "floor"


def shape(texts: Any) -> Any:
    """Keys and placeholders, without the words."""
    if isinstance(texts, dict):
        return {key: shape(value) for key, value in texts.items()}
    if isinstance(texts, list):
        return [shape(value) for value in texts]
    return sorted(re.findall(r"\{(\w+)\}", texts))


def test_both_languages_say_the_same_things() -> None:
    assert set(all_texts()) == {"en", "zh"}
    assert shape(all_texts()["en"]) == shape(all_texts()["zh"])


def test_every_text_the_page_asks_for_is_there() -> None:
    markup = (FOLDER / "page.html").read_text(encoding="utf-8")
    scripts = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', markup))
    asked |= {
        key for pair in re.findall(r'say\((?:[^"]{0,40}\? )?"(\w+)"(?: : "(\w+)")?', scripts) for key in pair if key
    }
    asked |= set(re.findall(r'(?:notice|announceAndShow)\("(\w+)"\)', scripts))
    assert len(asked) > 60
    assert asked <= set(all_texts()["en"])


def test_no_text_is_left_over() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.suffix in (".js", ".html", ".py")
    )
    assert [key for key in all_texts()["en"] if f'"{key}' not in sources] == []


def test_the_markup_holds_nothing_that_gradio_would_evaluate() -> None:
    markup = (FOLDER / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"`|\$\{|\{\{|\\|@children", markup)


def test_placeholders_are_filled() -> None:
    assert say("en", "few_left", count=2) == "Only 2 left"
    assert say("zh", "chips.max_price", price="$9") == "$9 以内"
    with pytest.raises(KeyError):
        say("en", "few_left", pieces=2)


def test_an_unknown_tool_has_a_status_too() -> None:
    assert status_of("en", "search_products") == "Looking through the shop…"
    assert status_of("zh", "brand_new_tool") == "正在查询…"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_buttons_words_are_read_as_the_answers_they_are(language: str) -> None:
    from assistant.agent.confirmations import yes_or_no

    for tool in ("cancel_order", "start_return", "start_exchange", "cart_add", "cart_remove"):
        assert yes_or_no(all_texts()[language]["confirm_yes"], tool) is True
        assert yes_or_no(all_texts()[language]["confirm_no"], tool) is False


def test_every_tool_has_a_status_of_its_own() -> None:
    from assistant.agent.tools.table import TOOLS

    assert {spec.name for spec in TOOLS} <= set(all_texts()["en"]["status"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_that_ask_for_a_person_are_read_as_that(language: str) -> None:
    from assistant.agent.requests.hand_off import NO_PERSON, PERSON

    words = all_texts()[language]["ask_person_words"].lower()
    assert PERSON.search(words)
    assert not NO_PERSON.search(words)
