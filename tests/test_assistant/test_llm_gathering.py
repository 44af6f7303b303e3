"""Pieces of an answer wait for one another in a sentence's middle, and no sentence comes later than it would alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.tools import tool

from assistant.agent.claims.sentences import SentenceSplitter
from assistant.errors import LanguageModelError
from assistant.llm.gathering import MOST_HELD_CHARS, GatheringChatModel, gathered
from assistant.llm.scripted import ScriptedChatModel, Step


def piece(text: str, **more: object) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text, **more))  # type: ignore[arg-type]


def texts(*pieces: str) -> list[str]:
    return [chunk.text for chunk in gathered(map(piece, pieces))]


def test_a_sentence_comes_in_one_piece_and_the_next_tells_its_end() -> None:
    assert texts("I ", "looked ", "this ", "up.", " ", "Have", " a", " look") == [
        "I looked this up.",
        " ",
        "Have",
        " a look",
    ]
    assert texts("我", "看", "了。", "请", "看") == ["我看了。", "请", "看"]


def test_a_price_and_a_quote_are_no_reason_to_wait() -> None:
    assert texts("It costs $3", ".", "50", " now") == ["It costs $3.", "50", " now"]
    assert texts('He said "no', ".", '"', " ", "So") == ['He said "no.', '"', " ", "So"]


def test_without_an_end_only_so_much_is_held() -> None:
    found = texts(*["word "] * 30)
    assert "".join(found) == "word " * 30
    assert MOST_HELD_CHARS <= len(found[0]) < MOST_HELD_CHARS + len("word ") * 2
    assert len(found) < 5


def test_what_is_more_than_text_stays_as_it_is_and_in_its_place() -> None:
    used = UsageMetadata(input_tokens=3, output_tokens=2, total_tokens=5)
    call = piece("", tool_call_chunks=[tool_call_chunk(name="weigh", args="{}", id="1", index=0)])
    tokens = piece("", usage_metadata=used)
    named = piece("", response_metadata={"answered_by": "small"})
    given_pieces = [named, piece("so "), piece("be it "), call, piece("a"), piece("b"), tokens]
    found = list(gathered(given_pieces))
    assert [chunk.text for chunk in found] == ["", "so be it ", "", "ab", ""]
    assert (found[0], found[2], found[4]) == (named, call, tokens)


def test_what_broke_off_is_told_and_no_half_sentence_before_it() -> None:
    def broken() -> Iterator[ChatGenerationChunk]:
        yield from map(piece, ("All well. ", "But ", "then "))
        raise LanguageModelError("gone", retryable=True)

    heard: list[str] = []
    with pytest.raises(LanguageModelError, match="gone"):
        heard.extend(chunk.text for chunk in gathered(broken()))
    assert heard == ["All well. ", "But "]


@tool
def weigh(grams: float) -> str:
    """Weigh something."""
    return f"{grams}"


def test_the_model_behind_is_asked_as_it_would_be_without() -> None:
    """With its tools in its own way, with what it may stop at, and its call comes through."""
    behind = ScriptedChatModel(steps=[Step(tool_calls=[("weigh", {"grams": 3})]), Step("All of it is light.")])
    model = GatheringChatModel(inner=behind).bind_tools([weigh], tool_choice="any")
    assert [call["args"] for call in model.invoke("weigh it").tool_calls] == [{"grams": 3}]
    assert model.invoke("and now?").text == "All of it is light."
    assert [call.tools for call in behind.calls] == [("weigh",), ("weigh",)]
    assert [call.options["tool_choice"] for call in behind.calls] == ["any", "any"]


def sentences_after(read: int, pieces: list[str]) -> list[str]:
    """The sentences known once the model has written the first `read` pieces."""
    splitter = SentenceSplitter()
    written = 0

    def counted() -> Iterator[ChatGenerationChunk]:
        nonlocal written
        for text in pieces[:read]:
            written += 1
            yield piece(text)
        raise StopReading

    found: list[str] = []
    with pytest.raises(StopReading):
        found.extend(whole for chunk in gathered(counted()) for whole in splitter.feed(chunk.text))
    assert written == read
    return found


class StopReading(Exception):
    """The model writes no further."""


@given(
    st.lists(
        st.sampled_from(["a", "Big ", "3", ".", ". ", "! ", "?", "。", "”", '"', "\n", " ", "e.g", "50", "好"]),
        max_size=30,
    )
)
def test_each_sentence_comes_as_early_as_it_would_piece_by_piece(pieces: list[str]) -> None:
    for read in range(len(pieces) + 1):
        alone, splitter = [], SentenceSplitter()
        for text in pieces[:read]:
            alone += splitter.feed(text)
        assert sentences_after(read, pieces) == alone
