"""What every language model does, however it is reached: scripted, hosted, guided over HTTP, and embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from openai_loopback import Answer, openai_loopback

from assistant.errors import LanguageModelError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.gateway import LanguageModel, open_language_model
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.llm.usage import sum_usage

TEXTS = GuidedTexts(
    tools_prompt="# Tools\n\nYou are provided with functions within <tools></tools>:\n<tools>\n{tools}\n</tools>\n\n"
    'Return a json object within <tool_call></tool_call>:\n<tool_call>\n{"name": <function-name>, '
    '"arguments": <args-json-object>}\n</tool_call>',
    reply_description="Answer without a tool: greetings, thanks, small talk.",
    answer_instruction="Answer in one short sentence.",
    repair_instruction="That was no valid call: {problem}. Write one.",
)
SYSTEM = SystemMessage("You are the assistant of an online shop. Products are known only from the tools.")
QUESTION = HumanMessage("Do you have an umbrella?")
GREETING = HumanMessage("Hello!")
CALL = '{"name": "search_products", "arguments": {"query": "umbrella"}}'
REPLY = '{"name": "reply", "arguments": {}}'


@tool
def search_products(query: str, max_price: float | None = None) -> str:
    """Find products in the shop's catalogue."""
    return query


def scripted(*steps: Step) -> Iterator[LanguageModel]:
    model = ScriptedChatModel(steps=list(steps))
    yield LanguageModel(model, "scripted", False)
    model.assert_done()


def over_http(tool_calls: str, *answers: Answer) -> Iterator[LanguageModel]:
    with openai_loopback(*answers) as server:
        model = open_language_model(
            LanguageModelConfig(base_url=server.base_url, model="loopback", tool_calls=tool_calls), TEXTS
        )
        yield model
        model.close()


@pytest.fixture(scope="session")
def embedded(embedded_model_file: Path) -> Iterator[LanguageModel]:
    config = LanguageModelConfig(embedded_model=str(embedded_model_file), context_tokens=2048, max_output_tokens=40)
    model = open_language_model(config, TEXTS)
    yield model
    model.close()


EMBEDDED = pytest.param("embedded", marks=[pytest.mark.embedded_model, pytest.mark.slow])
every_model = pytest.mark.parametrize("kind", ["scripted", "hosted", "guided", EMBEDDED])


@pytest.fixture
def open_model(kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., BaseChatModel]]:
    """`open_model(case)` gives the chat model of `kind`, prepared for the case where it must be told what to say."""
    running: list[Iterator[LanguageModel]] = []

    def open_for(case: str) -> BaseChatModel:
        if kind == "embedded":
            return request.getfixturevalue("embedded").chat_model
        running.append(iter(PREPARED[kind](case)))
        return next(running[-1]).chat_model

    yield open_for
    for model in running:
        next(model, None)


STEPS = {
    "call": [Step(tool_calls=[("search_products", {"query": "umbrella"})])],
    "greet": [Step(text="Hello! 你好，how can I help?")],
    "answer": [Step(text="Yes, the Drizzle umbrella.")],
}
HOSTED = {
    "call": [Answer(tool_calls=[("search_products", '{"query": "umbrella"}')])],
    "greet": [Answer(pieces=["Hello! ", "你好，", "how can I help?"])],
    "answer": [Answer(pieces=["Yes, ", "the Drizzle umbrella."])],
}
GUIDED = {
    "call": [Answer(pieces=[CALL[:20], CALL[20:]])],
    "greet": [Answer(pieces=[REPLY]), *HOSTED["greet"]],
    "answer": HOSTED["answer"],
}
PREPARED: dict[str, Callable[[str], Iterator[LanguageModel]]] = {
    "scripted": lambda case: scripted(*STEPS[case]),
    "hosted": lambda case: over_http("native", *HOSTED[case]),
    "guided": lambda case: over_http("guided", *GUIDED[case]),
}


def joined(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    return whole


@every_model
def test_a_tool_call_arrives_with_valid_arguments_and_usage(open_model: Callable[..., BaseChatModel]) -> None:
    message = open_model("call").bind_tools([search_products]).invoke([SYSTEM, QUESTION])

    assert isinstance(message, AIMessage)
    [call] = message.tool_calls
    assert call["name"] == "search_products"
    assert "umbrella" in search_products.invoke(call["args"]).lower()
    assert call["id"]
    assert not message.invalid_tool_calls
    assert sum_usage([message]).prompt_tokens > 0


@every_model
def test_a_streamed_tool_call_joins_to_the_same_call(open_model: Callable[..., BaseChatModel]) -> None:
    whole = joined(list(open_model("call").bind_tools([search_products]).stream([SYSTEM, QUESTION])))

    assert [call["name"] for call in whole.tool_calls] == ["search_products"]
    assert whole.text == ""
    assert sum_usage([whole]).completion_tokens > 0


@every_model
def test_text_is_streamed_in_pieces_that_join_without_anything_between(
    open_model: Callable[..., BaseChatModel],
) -> None:
    chunks = list(open_model("greet").bind_tools([search_products]).stream([SYSTEM, GREETING]))

    whole = joined(chunks)
    assert sum(1 for chunk in chunks if chunk.text) > 1
    assert whole.text.strip()
    assert "{" not in whole.text
    assert not whole.tool_calls


@every_model
def test_usage_of_a_reply_counts_every_request(open_model: Callable[..., BaseChatModel], kind: str) -> None:
    message = open_model("greet").bind_tools([search_products]).invoke([SYSTEM, GREETING])

    requests = 2 if kind == "guided" else 1
    used = sum_usage([message])
    assert used.prompt_tokens >= 100 * requests or kind == "embedded"
    assert used.completion_tokens >= 2


@every_model
def test_a_tool_result_is_answered_in_words(open_model: Callable[..., BaseChatModel]) -> None:
    call = {"name": "search_products", "args": {"query": "umbrella"}, "id": "c1"}
    result = ToolMessage("[1] Drizzle umbrella, 19.90 USD, in stock", tool_call_id="c1")
    model = open_model("answer").bind_tools([search_products])

    whole = joined(list(model.stream([SYSTEM, QUESTION, AIMessage("", tool_calls=[call]), result])))

    assert not whole.tool_calls
    assert "umbrella" in whole.text.lower()
    assert sum_usage([whole]).completion_tokens > 0


@pytest.mark.parametrize("kind", ["scripted", "hosted", "guided"])
def test_a_model_that_dies_in_the_middle_keeps_what_was_said_and_names_the_failure(kind: str) -> None:
    died = LanguageModelError("gone")
    broken = Answer(pieces=["The first ", "sentence."], breaks=True)
    result = ToolMessage("[1] Drizzle", tool_call_id="c1")
    call = AIMessage("", tool_calls=[{"name": "search_products", "args": {"query": "x"}, "id": "c1"}])
    opened = {
        "scripted": lambda: scripted(Step(text="The first sentence.", error=died)),
        "hosted": lambda: over_http("native", broken),
        "guided": lambda: over_http("guided", broken),
    }[kind]()
    heard = ""

    model = next(opened).chat_model.bind_tools([search_products])
    with pytest.raises(LanguageModelError) as raised:  # noqa: PT012
        for chunk in model.stream([SYSTEM, QUESTION, call, result]):
            heard += chunk.text
    next(opened, None)

    assert heard == "The first sentence."
    assert raised.value.retryable


@pytest.mark.embedded_model
@pytest.mark.slow
def test_the_embedded_model_stops_writing_when_its_reader_leaves(embedded: LanguageModel) -> None:
    stream = embedded.chat_model.stream([HumanMessage("Count from one to one thousand in words.")], max_tokens=1500)
    first = next(chunk for chunk in stream if chunk.text)
    address = embedded.every[0].chat_model.inner.openai_api_base.removesuffix("/v1")
    assert any(slot["is_processing"] for slot in httpx.get(f"{address}/slots").json())

    stream.close()

    assert first.text
    deadline = monotonic() + 20
    while any(slot["is_processing"] for slot in httpx.get(f"{address}/slots").json()):
        assert monotonic() < deadline, "the server writes on for nobody"
