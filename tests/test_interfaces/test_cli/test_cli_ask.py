"""`daogou ask`: the shapes that scripts rely on, one question and a file of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.errors import LanguageModelError, ModelFileError
from interfaces.cli.answers import answer_shape
from records.errors import ConversationTaken
from records.nouns import Turn

Run = Callable[..., Any]

ANSWER = {
    "conversation_id": "c7",
    "answer": "Take the Larkspur Hush.",
    "language": "en",
    "products": [
        {"id": "AUD-2", "title": "Wren Wired", "price": 45.0, "currency": "USD"},
        {"id": "AUD-1", "title": "Larkspur Hush", "price": 129.0, "currency": "USD"},
    ],
    "tool_calls": [{"name": "search_products", "arguments": {"text": "headphones", "max_price": 150}}],
    "constraints": {"max_price": 150.0, "categories": ["audio"]},
    "claims": {"checked": 2, "repaired": 1, "dropped": 0},
    "fallback": False,
    "usage": {"prompt_tokens": 400, "completion_tokens": 30},
    "timings_ms": {"products": 810.4, "first_text": 1500.0, "total": 3900.1},
    "confirmation": None,
}


def lines(result: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_answer_is_one_object_of_the_agreed_shape(run: Run, shop: Any) -> None:
    result = run("ask", "headphones under 150", "--conversation", "c7", "--customer", "C-001", "--json")
    assert result.exit_code == 0
    assert lines(result) == [ANSWER]
    assert list(lines(result)[0]) == list(ANSWER)
    assert shop.chat.asked == [("headphones under 150", "c7", "C-001")]
    assert shop.prepared == [(True, True)]
    assert shop.closed == 1


def test_what_waits_for_a_yes_is_told(run: Run, shop: Any) -> None:
    def asks(conversation_id: str) -> Iterator[ChatEvent]:
        yield TurnStarted(conversation_id, "t", "en")
        yield ConfirmationAsked("a1", "cancel_order", "Shall I cancel order D-1?")
        yield TextDelta("Shall I cancel order D-1?")
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        yield TurnEnded(Turn("t", conversation_id, 0, moment, "cancel it", "", "en", "answered"))

    shop.chat.script["cancel it"] = asks
    (shape,) = lines(run("ask", "cancel it", "--json"))
    assert shape["confirmation"] == {"action_id": "a1", "tool": "cancel_order", "text": "Shall I cancel order D-1?"}
    spoken = run("chat", stdin="cancel it\n/quit\n").stdout
    assert spoken.index("Shall I cancel order D-1?") < spoken.index("(yes: confirm · no: keep as is)")
    assert "(yes:" not in run("chat", stdin="hello\n/quit\n").stdout


def test_progress_and_whatever_libraries_print_go_to_stderr(run: Run) -> None:
    result = run("ask", "hello", "--json")
    assert len(result.stdout.splitlines()) == 1
    assert "a library prints where it should not" in result.stderr


def test_people_get_the_products_and_the_words(run: Run) -> None:
    result = run("ask", "hello")
    assert "Larkspur Hush · 129.00 USD · AUD-1" in result.stdout
    assert result.stdout.endswith("Take the Larkspur Hush.\n")


def test_a_message_that_is_not_taken_is_told_with_its_code(run: Run, shop: Any) -> None:
    result = run("ask", "  ", "--json")
    assert result.exit_code == 1
    assert lines(result) == [{"conversation_id": None, "error": "Please type a message first.", "code": "empty"}]
    assert "Please type a message first." in result.stderr
    assert shop.closed == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["ask"], "one of them"), (["ask", "hi", "--file", "x"], "one of them"), (["ask", "--nope"], "nope")],
)
def test_a_wrong_call_ends_with_2(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_with_a_file_the_lines_name_conversation_and_customer(run: Run) -> None:
    assert run("ask", "--file", "x.jsonl", "--customer", "C-001").exit_code == 2


def test_a_file_is_answered_in_order_and_conversations_go_on(run: Run, shop: Any, tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    rows = [
        {"id": "a", "text": "headphones", "conversation": "第一 / one", "customer": "C-001", "expected": ["AUD-1"]},
        {"id": 2, "text": "有没有便宜的", "conversation": "other"},
        {"id": "c", "text": "cheaper", "conversation": "第一 / one"},
        {"id": "d", "text": "hello"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    result = run("ask", "--file", str(file), "--json")
    assert result.exit_code == 0
    assert [row["id"] for row in lines(result)] == ["a", 2, "c", "d"]
    assert shop.chat.asked == [
        ("headphones", "第一 / one", "C-001"),
        ("有没有便宜的", "other", None),
        ("cheaper", "第一 / one", "C-001"),
        ("hello", None, None),
    ]
    assert lines(result)[0] == {"id": "a", **ANSWER, "conversation_id": "第一 / one"}
    assert shop.closed == 1


BAD_LINES = [
    ('{"id": "x"', "The line is not valid JSON in UTF-8."),
    ("[1]", "The line is not a JSON object."),
    ('{"text": "hi"}', "The line has no id; give it a text or a whole number."),
    ('{"id": true, "text": "hi"}', "The line has no id; give it a text or a whole number."),
    ('{"id": "x"}', "The line has no text."),
    ('{"id": "x", "text": 5}', "The line's text is not a text."),
    ('{"id": "x", "text": "hi", "conversation": 5}', "The line's conversation is not a text."),
    ('{"id": "x", "text": "hi", "customer": ""}', "The line's customer is empty; leave it out or name one."),
]


@pytest.mark.parametrize(("line", "words"), BAD_LINES)
def test_a_bad_line_is_told_and_the_run_goes_on(run: Run, tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(f'{line}\n{{"id": "good", "text": "hello"}}\n', encoding="utf-8")
    result = run("ask", "--file", str(file), "--json")
    assert result.exit_code == 1
    bad, good = lines(result)
    assert (bad["error"], bad["line"]) == (words, 1)
    assert "id" in bad
    assert good["answer"]


def test_a_line_in_another_encoding_is_told_and_the_run_goes_on(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "hi"}\n{"id": 2, "text": "\xff"}\n{"id": 3, "text": "hi"}')
    result = run("ask", "--file", str(file), "--json")
    assert [("error" in row, row["id"]) for row in lines(result)] == [(False, 1), (True, None), (False, 3)]


def _failing(error: Exception) -> Callable[[str], Iterator[ChatEvent]]:
    def stream(id: str) -> Iterator[ChatEvent]:
        yield TurnStarted(id, "t", "en")
        raise error

    return stream


@pytest.mark.parametrize(
    "error", [LanguageModelError("The endpoint went away."), ConversationTaken("It belongs to another customer.")]
)
def test_a_line_that_fails_is_told_and_the_run_goes_on(run: Run, shop: Any, tmp_path: Path, error: Exception) -> None:
    shop.chat.script["break"] = _failing(error)
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id": 1, "text": "break"}\n{"id": 2, "text": "  "}\n{"id": 3, "text": "hi"}\n')
    result = run("ask", "--file", str(file), "--json")
    assert result.exit_code == 1
    first, second, third = lines(result)
    assert (first["id"], first["error"]) == (1, str(error))
    assert (second["code"], "error" in third) == ("empty", False)


def test_requests_may_come_from_stdin(run: Run) -> None:
    result = run("ask", "--file", "-", "--json", stdin='{"id": 1, "text": "hi"}\n')
    assert [row["id"] for row in lines(result)] == [1]


def test_a_missing_file_ends_with_2(run: Run) -> None:
    result = run("ask", "--file", "nowhere.jsonl", "--json")
    assert result.exit_code == 2
    assert "nowhere.jsonl cannot be read (No such file or directory)" in result.stderr
    assert result.stdout == ""


def test_a_fault_of_the_installation_is_one_sentence_and_2(run: Run, shop: Any) -> None:
    def prepare(*_: object, **__: object) -> None:
        raise ModelFileError("The model file is another one;\n  delete it.")

    result = run("ask", "hello", "--json", prepare=prepare)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip() == "daogou: The model file is another one; delete it."
    assert shop.closed == 1


def test_each_line_is_answered_before_the_next_is_read(run: Run, shop: Any, tmp_path: Path) -> None:
    """A file that grows while it is read is answered to its end."""
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id": 1, "text": "grow"}\n')

    def grow(id: str) -> Iterator[ChatEvent]:
        with file.open("a") as more:
            more.write('{"id": 2, "text": "hi"}\n')
        yield TurnFailed("internal", "Something went wrong.")

    shop.chat.script["grow"] = grow
    assert [row["id"] for row in lines(run("ask", "--file", str(file), "--json"))] == [1, 2]


def test_titles_are_in_the_turns_language_and_what_did_not_happen_is_null(product_events: list[ChatEvent]) -> None:
    shape = answer_shape(product_events)
    assert shape["products"] == [{"id": "AUD-1", "title": "静音耳机", "price": 129.0, "currency": "USD"}]
    assert shape["timings_ms"] == {"products": None, "first_text": None, "total": None}
    assert shape["claims"] == {"checked": 0, "repaired": 0, "dropped": 0}
    assert shape["usage"] == {"prompt_tokens": 0, "completion_tokens": 0}
    assert shape["fallback"] is True


@pytest.fixture
def product_events(shop: Any) -> list[ChatEvent]:
    """A turn in Chinese that fell back to the search."""
    hit = shop.search_engine.search(_any_query()).hits[0]
    ended = Turn("t", "c", 0, datetime(2026, 1, 1, tzinfo=UTC), "耳机", "找到了。", "zh", "fallback")
    return [TurnStarted("c", "t", "zh"), ProductsShown((hit,)), TextDelta("找到了。"), TurnEnded(ended)]


def _any_query() -> Any:
    from retrieval.query import SearchQuery

    return SearchQuery("耳机")


def test_a_turn_that_fails_half_way_keeps_its_conversation() -> None:
    shape = answer_shape([TurnStarted("c", "t", "en"), TextDelta("Well"), TurnFailed("internal", "Sorry.")])
    assert shape == {"conversation_id": "c", "error": "Sorry.", "code": "internal"}


def test_a_stream_that_just_ends_is_a_failure() -> None:
    assert answer_shape([TurnStarted("c", "t", "en")])["code"] == "internal"
