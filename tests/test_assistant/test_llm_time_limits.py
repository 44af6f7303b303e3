"""The limits of a language model call, against a real server that breaks every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from openai_loopback import Answer, openai_loopback, token

from assistant.errors import LanguageModelError
from assistant.llm.config import EMBEDDED_LIMITS, HOSTED_LIMITS, LanguageModelConfig, TimeLimits
from assistant.llm.hosted import HostedChatModel, build_hosted_model
from assistant.llm.time_limits import CallClock, timed

LONG = 20.0
COMMENT = b": still here\n\n"
EMPTY = token("")


def limits(**changes: float) -> TimeLimits:
    names = ("decision_seconds", "first_token_seconds", "between_tokens_seconds", "answer_seconds")
    return TimeLimits(**{**dict.fromkeys(names, LONG), **changes})


def asked(answer: Answer, bounds: TimeLimits, **options: Any) -> tuple[str, LanguageModelError, float]:
    """What was heard, the error, and the seconds until it came."""
    heard = ""
    with openai_loopback(answer) as server:
        config = LanguageModelConfig(base_url=server.base_url, limits=bounds)
        model: HostedChatModel = build_hosted_model(config, base_url=server.base_url, model="slow")
        started = monotonic()
        with pytest.raises(LanguageModelError) as raised:  # noqa: PT012
            for chunk in model.stream("hello", **options):
                heard += chunk.text
    return heard, raised.value, monotonic() - started


@pytest.mark.parametrize(
    ("answer", "changes"),
    [
        (Answer(mute=True), {"first_token_seconds": 0.2}),
        (Answer(slow_headers=True), {"first_token_seconds": 0.2}),
        (Answer(dribbles=COMMENT), {"first_token_seconds": 0.2}),
        (Answer(dribbles=b" "), {"first_token_seconds": 0.2}),
        (Answer(dribbles=EMPTY), {"first_token_seconds": 0.2}),
        (Answer(mute=True), {"decision_seconds": 0.2}),
        (Answer(dribbles=COMMENT), {"decision_seconds": 0.2}),
        (Answer(mute=True), {"answer_seconds": 0.2, "decision_seconds": 0.2}),
    ],
    ids=["mute", "headers", "comments", "blanks", "empty pieces", "decision", "decision comments", "whole"],
)
def test_a_server_that_never_comes_to_the_point_is_left(answer: Answer, changes: dict[str, float]) -> None:
    heard, error, seconds = asked(answer, limits(**changes))

    assert heard == ""
    assert error.timed_out
    assert "did not answer in time" in str(error)
    assert seconds < 2


@pytest.mark.parametrize("silence", [Answer(["a"], stalls=True), Answer(["a"], dribbles=COMMENT)], ids=["mute", "dots"])
def test_silence_after_the_first_token_ends_the_call_and_keeps_what_was_said(silence: Answer) -> None:
    heard, error, seconds = asked(silence, limits(between_tokens_seconds=0.2))

    assert heard == "a"
    assert error.timed_out
    assert seconds < 2


def test_tokens_forever_end_with_the_whole_answers_limit() -> None:
    heard, error, seconds = asked(Answer(dribbles=token("la ")), limits(answer_seconds=0.4))

    assert heard.startswith("la la la")
    assert error.timed_out
    assert 0.3 < seconds < 2


def test_text_makes_a_call_an_answer_unless_it_is_a_decision() -> None:
    _, _, as_answer = asked(Answer(dribbles=token("la ")), limits(decision_seconds=0.2, answer_seconds=0.6))
    heard, error, as_decision = asked(
        Answer(dribbles=token("{")), limits(decision_seconds=0.2, answer_seconds=LONG), decides=True
    )

    assert as_answer > 0.5
    assert heard.startswith("{")
    assert error.timed_out
    assert as_decision < 2


def test_a_call_that_is_not_streamed_keeps_the_limit_too() -> None:
    with openai_loopback(Answer(slow_headers=True)) as server:
        config = LanguageModelConfig(base_url=server.base_url, limits=limits(decision_seconds=0.2))
        model = build_hosted_model(config, base_url=server.base_url, model="slow")
        with pytest.raises(LanguageModelError, match="did not answer in time"):
            model.invoke("hello")


def test_the_readers_own_time_is_not_the_servers_silence() -> None:
    now = [0.0]
    clock = CallClock(limits(between_tokens_seconds=1), lambda: now[0])

    def server() -> Iterator[str]:
        for piece in ("a", "b", "c"):
            now[0] += 0.9
            yield piece

    heard = ""
    for piece in timed(server(), clock, lambda _: "text"):
        heard += piece
        now[0] += 3
    assert heard == "abc"


def test_each_kind_of_model_has_limits_of_its_own_and_each_can_be_set() -> None:
    assert LanguageModelConfig().time_limits == EMBEDDED_LIMITS
    assert LanguageModelConfig(base_url="http://127.0.0.1:9/v1").time_limits == HOSTED_LIMITS
    assert LanguageModelConfig(limits=limits()).time_limits == limits()
