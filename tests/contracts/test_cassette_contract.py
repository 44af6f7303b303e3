"""What is recorded of a language model comes again as it came, however the model is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from openai_loopback import Answer, openai_loopback

from assistant.errors import LanguageModelError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.gateway import LanguageModel, open_language_model
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.sampling import seeded
from assistant.llm.scripted import ScriptedChatModel, Step
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.place import calls_of
from evaluation.cassettes.recorded import played, recorded

TEXTS = GuidedTexts(
    tools_prompt="# Tools\n\n<tools>\n{tools}\n</tools>\n\nReturn a json object within <tool_call></tool_call>.",
    reply_description="Answer without a tool: greetings, thanks, small talk.",
    answer_instruction="Answer in one short sentence.",
    repair_instruction="That was no valid call: {problem}. Write one.",
)
SYSTEM = SystemMessage("You are the assistant of an online shop. Products are known only from the tools.")
QUESTION = HumanMessage("Do you have an umbrella?")
CALL = '{"name": "search_products", "arguments": {"query": "umbrella"}}'
Opened = Iterator[LanguageModel]


@tool
def search_products(query: str) -> str:
    """Find products in the shop's catalogue."""
    return query


def scripted() -> Opened:
    steps = [Step(tool_calls=[("search_products", {"query": "umbrella"})]), Step(text="Yes, 有的: the Drizzle.")]
    yield LanguageModel(ScriptedChatModel(steps=steps), "scripted", False)


def over_http(tool_calls: str, *answers: Answer) -> Opened:
    with openai_loopback(*answers) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="loopback", tool_calls=tool_calls)  # type: ignore[arg-type]
        model = open_language_model(config, TEXTS)
        yield model
        model.close()


def hosted() -> Opened:
    called = Answer(tool_calls=[("search_products", '{"query": "umbrella"}')])
    return over_http("native", called, Answer(pieces=["Yes, ", "有的", ": the Drizzle."]))


def guided() -> Opened:
    return over_http("guided", Answer(pieces=[CALL[:20], CALL[20:]]), Answer(pieces=["Yes, ", "the Drizzle."]))


def embedded(model_file: Path) -> Opened:
    config = LanguageModelConfig(embedded_model=str(model_file), context_tokens=2048, max_output_tokens=40)
    model = open_language_model(config, TEXTS)
    yield model
    model.close()


EMBEDDED = pytest.param("embedded", marks=[pytest.mark.embedded_model, pytest.mark.slow])


@pytest.fixture(params=["scripted", "hosted", "guided", EMBEDDED])
def model(request: pytest.FixtureRequest) -> Opened:
    if request.param == "embedded":
        yield from embedded(request.getfixturevalue("embedded_model_file"))
    else:
        yield from {"scripted": scripted, "hosted": hosted, "guided": guided}[request.param]()


def conversation(model: LanguageModel) -> list[list[tuple[Any, ...]]]:
    """A tool call and an answer, chunk by chunk; the conversation goes on with what the model itself said."""
    chat: Any = (model.told(TEXTS) if model.guided else model).chat_model
    with calls_of("umbrella", seed=3):
        asked: list[BaseMessage] = [SYSTEM, QUESTION]
        decision = list(chat.bind_tools([search_products], tool_choice="any").stream(asked))
        whole = decision[0]
        for chunk in decision[1:]:
            whole += chunk
        results = [ToolMessage("1 umbrella: Drizzle", tool_call_id=call["id"]) for call in whole.tool_calls]
        return [_plain(decision), _plain(list(chat.stream([*asked, whole, *results])))]


def _plain(chunks: Sequence[AIMessageChunk]) -> list[tuple[Any, ...]]:
    """All of a chunk but its id and how long it was waited for; usage without its details."""
    found = []
    for one in chunks:
        metadata = {name: value for name, value in one.response_metadata.items() if name not in ("id", "waited_ms")}
        used = one.usage_metadata and (one.usage_metadata["input_tokens"], one.usage_metadata["output_tokens"])
        calls = [(call["name"], call["args"], call["id"], call["index"]) for call in one.tool_call_chunks]
        found.append((one.content, calls, used, one.additional_kwargs, metadata, one.chunk_position))
    return found


def test_what_was_recorded_is_played_chunk_by_chunk(model: LanguageModel, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    first = conversation(recorded(model, Cassette.to_record(file)))
    assert any(calls for _, calls, *_ in first[0])
    assert "".join(content for content, *_ in first[1]).strip()
    again = played(Cassette.read(file))
    assert conversation(again) == first
    assert (again.name, again.guided, again.prompt_tokens) == (model.name, model.guided, model.prompt_tokens)


@pytest.mark.parametrize("seed", [None, 11])
def test_the_seed_reaches_the_endpoint(seed: int | None) -> None:
    with openai_loopback(Answer(pieces=["Hello."])) as server:
        model = open_language_model(
            LanguageModelConfig(base_url=server.base_url, model="loopback", tool_calls="native")
        )
        with seeded(seed):
            model.chat_model.invoke([QUESTION])
        model.close()
        assert server.requests[0].get("seed") == seed


@pytest.mark.parametrize("answer", [Answer(status=503), Answer(status=401), Answer(pieces=["Yes"], breaks=True)])
def test_no_fault_of_an_endpoint_is_recorded(answer: Answer, tmp_path: Path) -> None:
    with openai_loopback(answer) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="m", tool_calls="native", max_retries=0)
        model = open_language_model(config)
        cassette = Cassette.to_record(tmp_path / "calls.jsonl")
        with pytest.raises(LanguageModelError):
            recorded(model, cassette).chat_model.invoke([QUESTION])
        model.close()
    assert len(cassette) == 0


def test_a_request_that_is_refused_for_good_is_recorded(tmp_path: Path) -> None:
    refusal = Answer(status=400, body={"error": {"message": "the prompt is too long"}})
    file = tmp_path / "calls.jsonl"
    with openai_loopback(refusal) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="m", tool_calls="native", max_retries=0)
        model = open_language_model(config)
        with pytest.raises(LanguageModelError):
            recorded(model, Cassette.to_record(file)).chat_model.invoke([QUESTION])
        model.close()
    with pytest.raises(LanguageModelError, match="the prompt is too long"):
        played(Cassette.read(file)).chat_model.invoke([QUESTION])
