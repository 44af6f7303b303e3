"""Conversations as files, and the titles they get."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.api.transcripts import TITLE_CHARS, as_data, as_json, as_markdown, file_name, first_words
from interfaces.ui.floor.prose import render_prose
from records.nouns import Conversation, ReceivedMessage, Turn

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TALK = Conversation("a1-b2_c3d4e5f6", AT, guest_id="g")
TURN = Turn("t1", TALK.id, 0, AT, "Headphones under $200?", "Two fit: **Hush 2**.", "en", "answered")
WAITING = ReceivedMessage("t2", TALK.id, AT, "And in red?")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("headphones", "headphones"),
        ("  two\n lines ", "two lines"),
        ("", ""),
        ("x" * 80, "x" * 59 + "…"),
        ("降噪耳机" * 20, ("降噪耳机" * 20)[:59] + "…"),
        (
            "a tent for two people that copes with heavy rain, wind and snow",
            "a tent for two people that copes with heavy rain, wind and…",
        ),
    ],
)
def test_the_first_words_are_a_title(text: str, title: str) -> None:
    assert first_words(text) == title


@given(st.text())
def test_a_title_is_one_short_line(text: str) -> None:
    title = first_words(text)
    assert len(title) <= TITLE_CHARS
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(text.split())


def test_the_file_for_programs_holds_all_that_was_said() -> None:
    turn = replace(TURN, shown_product_ids=("AUD-1",), constraints={"max_price": 200})
    read = json.loads(as_json(as_data(TALK, "Headphones", [turn], [WAITING])))
    assert (read["id"], read["title"], read["started_at"]) == (TALK.id, "Headphones", "2026-03-01T09:30:00+00:00")
    [told] = read["turns"]
    assert (told["text"], told["answer"], told["outcome"]) == (turn.text, turn.answer, "answered")
    assert (told["shown_product_ids"], told["constraints"]) == (["AUD-1"], {"max_price": 200})
    assert read["not_answered"] == [{"id": "t2", "at": AT.isoformat(), "text": "And in red?"}]


def test_what_the_shop_keeps_for_itself_is_not_in_the_file() -> None:
    turn = replace(TURN, prompt_hash="secret-hash", model="secret-model", claims={"log": ["secret-claim"]})
    assert "secret" not in as_json(as_data(TALK, "", [turn], []))
    assert "secret" not in as_markdown(TALK, "", [turn], [])


def test_the_file_to_read_is_in_the_language_spoken() -> None:
    told = as_markdown(TALK, "Headphones", [replace(TURN, shown_product_ids=("AUD-1",))], [WAITING])
    assert told.startswith("# Headphones\n\n2026-03-01 09:30 UTC\n")
    assert "**You** (09:30)\n\n> Headphones under $200?\n\n**Assistant**\n\nTwo fit: **Hush 2**." in told
    assert "*Products shown: AUD-1*" in told
    assert told.endswith("> And in red?\n\n*This message was not answered.*\n")
    chinese = as_markdown(TALK, "", [replace(TURN, language="zh", text="耳机")], [])
    assert chinese.startswith("# 对话\n")
    assert "**您**" in chinese
    assert as_markdown(TALK, "", [], []) == "# Conversation\n\n2026-03-01 09:30 UTC\n"


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "# big\n## head", "[x](javascript:1)", "|a|`b`*c*_d_"])
def test_a_shoppers_words_are_no_markup_in_the_file(evil: str) -> None:
    told = as_markdown(TALK, evil, [replace(TURN, text=evil, answer="")], [])
    drawn = render_prose(told)
    assert "<script" not in drawn
    assert "<a " not in drawn
    assert drawn.count("<h4>") == 1
    assert "<em>c</em>" not in drawn
    assert "<code>" not in drawn


def test_the_file_has_a_name_that_any_system_takes() -> None:
    assert file_name(TALK, "md") == "conversation-2026-03-01-a1b2c3d4.md"
    assert file_name(replace(TALK, id='../"\r\n'), "json") == "conversation-2026-03-01-.json"


def test_what_was_taken_out_of_a_message_is_named_in_words() -> None:
    turn = replace(TURN, text="write to [EMAIL_BCDF]", answer="I keep [EMAIL_BCDF] out of it.")
    waiting = replace(WAITING, text="我的电话是[PHONE_BCDF]")
    for told in (as_json(as_data(TALK, "", [turn], [waiting])), as_markdown(TALK, "", [turn], [waiting])):
        assert "write to (e-mail address)" in told
        assert "I keep your e-mail address out of it." in told
        assert "我的电话是（电话号码）" in told
        assert "BCDF" not in told
