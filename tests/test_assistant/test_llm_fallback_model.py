"""Several models as one: tries, fallbacks and the breaker, scripted and over HTTP; nothing really sleeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.tools import tool
from openai_loopback import Answer, openai_loopback

from assistant.errors import LanguageModelError
from assistant.llm.breaker import Breaker
from assistant.llm.config import LanguageModelConfig
from assistant.llm.fallback_model import ANSWERED_BY, GUIDED, Candidate, FallbackChatModel
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.hosted import build_hosted_model
from assistant.llm.scripted import ScriptedChatModel, Step

DOWN = LanguageModelError("down")
TEXTS = GuidedTexts(tools_prompt="{tools}", reply_description="", answer_instruction="", repair_instruction="{problem}")
BUSY = Answer(status=503, body={"error": {"message": "busy"}})


@tool
def search(query: str) -> str:
    """Find products."""
    return query


def scripted(name: str, *steps: Step, retries: int = 0, failures: int = 3) -> Candidate:
    return Candidate(name, ScriptedChatModel(steps=list(steps)), False, retries, Breaker(failures, 30, lambda: 0.0))


class Sleeps:
    """Keeps how long it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def model_of(*candidates: Candidate) -> tuple[FallbackChatModel, Sleeps]:
    sleeps = Sleeps()
    return FallbackChatModel(candidates=candidates, sleep=sleeps), sleeps


def over_http(base_url: str, retries: int = 2) -> Candidate:
    config = LanguageModelConfig(base_url=base_url)
    return Candidate("hosted", build_hosted_model(config, base_url=base_url, model="big"), False, retries)


def joined(chunks: Sequence[AIMessageChunk]) -> AIMessageChunk:
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    return whole


def test_the_first_that_speaks_answers_and_is_named() -> None:
    model, _ = model_of(scripted("a", Step(error=DOWN)), scripted("b", Step("From b.")), scripted("c"))
    whole = joined(list(model.stream("hello")))
    assert whole.text == "From b."
    assert (whole.response_metadata[ANSWERED_BY], whole.response_metadata[GUIDED]) == ("b", False)


def test_where_none_answers_the_last_failure_is_told() -> None:
    model, _ = model_of(scripted("a", Step(error=DOWN)), scripted("b", Step(error=LanguageModelError("b is down"))))
    with pytest.raises(LanguageModelError, match="b is down"):
        model.invoke("hello")


def test_after_the_first_word_nobody_else_is_asked() -> None:
    second = scripted("b", Step("never"))
    model, _ = model_of(scripted("a", Step("One word", error=DOWN), retries=5), second)
    heard = ""
    with pytest.raises(LanguageModelError, match="down"):  # noqa: PT012
        for chunk in model.stream("hello"):
            heard += chunk.text
    assert heard == "One word"
    assert isinstance(second.chat_model, ScriptedChatModel)
    assert second.chat_model.calls == ()


def test_tools_are_bound_in_each_models_own_way() -> None:
    inner = ScriptedChatModel(steps=[Step('{"name": "search", "arguments": {"query": "tent"}}')])
    small = Candidate("small", GuidedChatModel(inner=inner, texts=TEXTS), True, 0)
    first = scripted("big", Step(error=DOWN))
    model, _ = model_of(first, small)

    message = model.bind_tools([search]).invoke([SystemMessage("You sell."), HumanMessage("tents")])

    assert [(call["name"], call["args"]) for call in message.tool_calls] == [("search", {"query": "tent"})]
    assert message.response_metadata[GUIDED] is True
    assert isinstance(first.chat_model, ScriptedChatModel)
    assert first.chat_model.calls[0].tools == ("search",)
    assert inner.calls[0].tools == ()


def test_a_failure_is_tried_again_with_growing_waits() -> None:
    steps = [Step(error=DOWN)] * 3
    model, sleeps = model_of(scripted("a", *steps, Step("At last."), retries=3))
    assert model.invoke("hello").text == "At last."
    assert len(sleeps.seconds) == 3
    assert all(0 <= seconds <= most for seconds, most in zip(sleeps.seconds, [0.5, 1, 2], strict=True))


@pytest.mark.parametrize(
    "error",
    [
        LanguageModelError("no key", retryable=False),
        LanguageModelError("slow", timed_out=True),
        LanguageModelError("later", retry_after_seconds=60),
    ],
)
def test_what_another_try_would_not_mend_is_handed_on_at_once(error: LanguageModelError) -> None:
    model, sleeps = model_of(scripted("a", Step(error=error), retries=5), scripted("b", Step("From b.")))
    assert model.invoke("hello").text == "From b."
    assert sleeps.seconds == []


def test_a_model_that_keeps_failing_is_skipped_until_its_time_is_over() -> None:
    now = [0.0]
    failing = ScriptedChatModel(steps=[Step(error=DOWN), Step(error=DOWN), Step("I am back.")])
    broken = Candidate("a", failing, False, 0, Breaker(2, 30, lambda: now[0]))
    other = scripted("b", *[Step("From b.")] * 3)
    model, _ = model_of(broken, other)

    assert [model.invoke("hello").text for _ in range(3)] == ["From b."] * 3
    assert len(failing.calls) == 2
    assert model.resting() == ("a",)
    now[0] = 31
    assert model.invoke("hello").text == "I am back."
    assert model.resting() == ()


def test_where_all_are_left_alone_the_answer_is_quick() -> None:
    model, sleeps = model_of(scripted("a", Step(error=DOWN), failures=1))
    with pytest.raises(LanguageModelError, match="down"):
        model.invoke("hello")
    with pytest.raises(LanguageModelError, match="left alone"):
        model.invoke("hello")
    assert sleeps.seconds == []


def test_a_request_at_fault_does_not_open_the_breaker() -> None:
    fault = LanguageModelError("too long", retryable=False, request_at_fault=True)
    model, _ = model_of(scripted("a", *[Step(error=fault)] * 3, Step("Fine."), failures=1))
    for _ in range(3):
        with pytest.raises(LanguageModelError):
            model.invoke("hello")
    assert model.invoke("hello").text == "Fine."


def test_a_model_that_dies_in_its_answers_is_left_alone_too() -> None:
    model, _ = model_of(scripted("a", *[Step("One word", error=DOWN)] * 2, failures=2), scripted("b", Step("From b.")))
    for _ in range(2):
        with pytest.raises(LanguageModelError):
            model.invoke("hello")
    assert model.invoke("hello").text == "From b."


def test_a_reader_who_leaves_is_no_failure() -> None:
    model, _ = model_of(scripted("a", *[Step("Many words come here.")] * 2, failures=1))
    stream = model.stream("hello")
    next(chunk for chunk in stream if chunk.text)
    stream.close()
    assert model.invoke("hello").text == "Many words come here."


def test_the_server_says_how_long_to_wait() -> None:
    asked = Answer(status=429, body={"error": {"message": "slow down"}}, retry_after="3")
    with openai_loopback(asked, Answer(pieces=["at last"])) as server:
        model, sleeps = model_of(over_http(server.base_url))
        assert model.invoke("hello").text == "at last"
    assert sleeps.seconds == [3.0]


@pytest.mark.parametrize("failure", [BUSY, Answer(resets=True), Answer(status=500, body={"error": {}})])
def test_a_connection_that_breaks_or_a_busy_server_is_tried_again(failure: Answer) -> None:
    with openai_loopback(failure, failure, Answer(pieces=["at last"])) as server:
        model, sleeps = model_of(over_http(server.base_url))
        assert model.invoke("hello").text == "at last"
        assert len(server.requests) == 3
    assert len(sleeps.seconds) == 2


def test_a_stream_that_breaks_before_its_first_word_is_tried_again_and_one_after_it_is_not() -> None:
    with openai_loopback(Answer(breaks=True), Answer(pieces=["one "], breaks=True), Answer(["two"])) as server:
        model, _ = model_of(over_http(server.base_url))
        with pytest.raises(LanguageModelError):
            list(model.stream("hello"))
        assert len(server.requests) == 2


def test_a_call_that_is_no_json_is_asked_for_again() -> None:
    cut = Answer(tool_calls=[("search", '{"query": "te')])
    whole = Answer(tool_calls=[("search", '{"query": "tent"}')])
    with openai_loopback(cut, whole) as server:
        model, _ = model_of(over_http(server.base_url))
        message = model.bind_tools([search]).invoke("tents")
    assert [call["args"] for call in message.tool_calls] == [{"query": "tent"}]


GARBAGE: list[bytes] = [
    b"data: {not json\n\n",
    b"data: \xff\xfe\xff\n\n",
    b"data: []\n\n",
    b"data: 3\n\n",
    b'data: {"choices": 5}\n\n',
    b'data: {"choices": [null]}\n\n',
    b'data: {"choices": [{"delta": 7}]}\n\n',
    b'data: {"choices": [{"delta": {"content": {"a": 1}}}]}\n\n',
    b'data: {"choices": [{"delta": {"tool_calls": "x"}}]}\n\n',
    b"\x00" * 500,
    b"<html>502 Bad Gateway</html>",
]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("frame", GARBAGE, ids=lambda frame: repr(frame)[:30])
@pytest.mark.parametrize("pieces", [(), ("The first sentence. ",)], ids=["at once", "later"])
def test_frames_of_garbage_are_a_failure_of_the_model_and_nothing_else(frame: bytes, pieces: Any) -> None:
    heard = ""
    with openai_loopback(Answer(pieces=pieces, raw=frame)) as server:
        model, _ = model_of(over_http(server.base_url, retries=1))
        try:
            for chunk in model.stream("hello"):
                heard += chunk.text
        except LanguageModelError:
            pass
        else:
            assert heard == "".join(pieces), "what is no token was read as one"
    assert heard == "".join(pieces)
