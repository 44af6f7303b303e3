"""The hosted model against a real HTTP server: what is sent, and what each failure becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from openai_loopback import Answer, openai_loopback

from assistant.errors import LanguageModelError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.hosted import HostedChatModel, build_hosted_model, close_hosted_model

Ask = Callable[[HostedChatModel], Any]
ASK: list[Ask] = [lambda model: model.invoke("hello"), lambda model: list(model.stream("hello"))]
both_ways = pytest.mark.parametrize("ask", ASK, ids=["whole", "streamed"])


def model_at(base_url: str, **changes: Any) -> HostedChatModel:
    config = LanguageModelConfig(base_url=base_url, **changes)
    return build_hosted_model(config, base_url=base_url, model="big-one")


def test_what_is_sent_is_what_the_config_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OPENAI_API_KEY": "of-somebody-else",
        "OPENAI_BASE_URL": "http://192.0.2.1/v1",
        "OPENAI_API_BASE": "http://192.0.2.1/v1",
        "OPENAI_ORG_ID": "org-of-somebody-else",
        "OPENAI_PROJECT_ID": "project-of-somebody-else",
        "OPENAI_PROXY": "http://192.0.2.1:3128",
        "HTTP_PROXY": "http://192.0.2.1:3128",
        "ALL_PROXY": "http://192.0.2.1:3128",
    }.items():
        monkeypatch.setenv(name, value)

    with openai_loopback(Answer(pieces=["hi"])) as server:
        model = model_at(server.base_url, api_key="sk-ours", temperature=0.1, max_output_tokens=77)
        list(model.stream("hello"))

    [request], [headers] = server.requests, server.headers
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("big-one", 0.1, 77)
    assert request["stream_options"] == {"include_usage": True}
    assert "max_completion_tokens" not in request
    assert headers["authorization"] == "Bearer sk-ours"
    assert not {"openai-organization", "openai-project"} & set(headers)


@pytest.mark.parametrize(("base_url", "name"), [("http://127.0.0.1:9/v1", "response_format"), (None, "grammar")])
def test_an_answer_can_be_held_to_a_schema_in_the_servers_own_way(base_url: str | None, name: str) -> None:
    schema = {"type": "object", "properties": {"rating": {"enum": [1, 2]}}, "required": ["rating"]}
    config = LanguageModelConfig(base_url=base_url, model="m")
    model = build_hosted_model(config, base_url="http://127.0.0.1:9/v1", model="m")

    payload = model._get_request_payload([HumanMessage("hi")], held_to=schema, extra_body={"cache_prompt": True})

    assert payload["extra_body"]["cache_prompt"]
    assert '"rating"' in json.dumps(payload["extra_body"][name]).replace("\\", "")
    assert "held_to" not in payload
    assert name not in json.dumps(model._get_request_payload([HumanMessage("hi")]))


def test_openai_itself_gets_the_name_it_asks_for() -> None:
    model = model_at("https://api.openai.com/v1")

    payload = model._get_request_payload([HumanMessage("hi")])

    assert payload["max_completion_tokens"] == 400
    assert "max_tokens" not in payload


def test_an_endpoint_without_a_key_gets_a_placeholder_and_the_key_is_never_shown() -> None:
    with openai_loopback(Answer(pieces=["hi"])) as server:
        model_at(server.base_url).invoke("hello")

    assert server.headers[0]["authorization"] == "Bearer no-key-needed"
    assert "sk-secret" not in repr(LanguageModelConfig(api_key="sk-secret"))
    assert "sk-secret" not in repr(model_at("http://127.0.0.1:1/v1", api_key="sk-secret"))


@both_ways
@pytest.mark.parametrize(
    ("status", "message", "retryable"),
    [
        (401, "refused the key: check the API key", False),
        (403, "refused the key: check the API key", False),
        (404, "has no language model 'big-one': check the model name", False),
        (400, "answered 400: too many tokens", False),
        (429, "answered 429: too many tokens", True),
        (500, "answered 500: too many tokens", True),
        (503, "answered 503: too many tokens", True),
    ],
)
def test_each_refusal_is_one_sentence_that_knows_whether_to_try_again(
    ask: Ask, status: int, message: str, retryable: bool
) -> None:
    refusal = Answer(status=status, body={"error": {"message": "too many tokens"}})
    with openai_loopback(refusal) as server, pytest.raises(LanguageModelError, match=message) as raised:
        ask(model_at(server.base_url))

    assert raised.value.retryable is retryable
    assert "\n" not in str(raised.value)


@both_ways
def test_nobody_listening_is_retryable(ask: Ask) -> None:
    with openai_loopback() as server:
        address = server.base_url

    with pytest.raises(LanguageModelError, match=f"at {address} cannot be reached") as raised:
        ask(model_at(address))
    assert raised.value.retryable


@both_ways
def test_an_endpoint_that_speaks_something_else_is_the_operators_to_mend(ask: Ask) -> None:
    something = Answer(body={"greeting": "Welcome to another API"})
    with openai_loopback(something) as server, pytest.raises(LanguageModelError, match="check the base URL") as raised:
        ask(model_at(server.base_url))

    assert server.base_url in str(raised.value)
    assert not raised.value.retryable


@pytest.mark.parametrize("streamed", [False, True])
def test_the_asynchronous_calls_translate_failures_too(streamed: bool) -> None:
    import asyncio

    async def ask(model: HostedChatModel) -> None:
        if streamed:
            async for _ in model.astream("hello"):
                pass
        else:
            await model.ainvoke("hello")

    refusal = Answer(status=401, body={"error": {"message": "no"}})
    with openai_loopback(refusal) as server, pytest.raises(LanguageModelError, match="refused the key"):
        asyncio.run(ask(model_at(server.base_url)))


def test_a_closed_model_answers_no_more() -> None:
    with openai_loopback(Answer(pieces=["hi"])) as server:
        model = model_at(server.base_url)
        close_hosted_model(model)
        with pytest.raises((LanguageModelError, RuntimeError)):
            model.invoke("hello")


def test_only_so_many_calls_run_at_a_time_and_whoever_waits_loses_no_time_of_its_own() -> None:
    with openai_loopback(Answer(pieces=["one ", "two"])) as server:
        model = model_at(server.base_url)
        model.admit_at_once(1)
        first = model.stream("hello")
        next(first)  # it is being answered, and has the only place
        said: list[str] = []
        answered = Thread(target=lambda: said.append(model.invoke("hello").text))
        answered.start()
        answered.join(0.3)
        assert (len(server.requests), said) == (1, [])
        first.close()  # type: ignore[attr-defined]
        answered.join(10)
    assert (len(server.requests), said) == (2, ["one two"])
