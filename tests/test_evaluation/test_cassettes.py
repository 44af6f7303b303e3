"""Recorded calls answer again what was answered, to the same turn, the same play and the same words only."""

from __future__ import annotations

import gzip
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.tools import tool

from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, ScriptMismatchError, Step
from assistant.llm.streamed import StreamedChatModel
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.missing import MissingCallError
from evaluation.cassettes.place import calls_of
from evaluation.cassettes.recorded import played, recorded
from evaluation.errors import EvaluationError

SYSTEM = SystemMessage("You sell tents.")
HELLO = HumanMessage("hello")


@tool
def search_products(query: str) -> str:
    """Find products."""
    return query


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def scripted(*steps: Step) -> LanguageModel:
    return LanguageModel(ScriptedChatModel(steps=list(steps)), "scripted", False)


def recording(file: Path, *steps: Step) -> LanguageModel:
    return recorded(scripted(*steps), Cassette.to_record(file))


def playing(file: Path) -> LanguageModel:
    return played(Cassette.read(file))


def ask(model: LanguageModel, *messages: BaseMessage, turn: int = 0, repeat: int = 0, **more: Any) -> str:
    with calls_of("t1", turn, repeat, **more):
        return model.chat_model.invoke(list(messages) or [SYSTEM, HELLO]).text


def why(file: Path, *messages: BaseMessage, **more: Any) -> str:
    with pytest.raises(MissingCallError) as raised:
        ask(playing(file), *messages, **more)
    return raised.value.missing.why


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_answer_comes_again_in_the_same_pieces(file: Path) -> None:
    asked = [SYSTEM, HumanMessage("有没有帐篷?")]

    def pieces(model: LanguageModel) -> list[tuple[Any, ...]]:
        with calls_of("t1"):
            stream = model.chat_model.bind_tools([search_products]).stream(asked)
            return [(x.content, x.tool_call_chunks, x.usage_metadata) for x in stream if isinstance(x, AIMessageChunk)]

    first = pieces(recording(file, Step("One moment, 请稍等。", [("search_products", {"query": "帐篷 🏕"})])))
    assert [text for text, *_ in first][:2] == ["One ", "moment, "]
    assert pieces(playing(file)) == first
    assert pieces(recording(file)) == first  # the model behind it has no step left to answer with


def test_what_a_model_is_besides_is_recorded_too(file: Path) -> None:
    made = LanguageModel(ScriptedChatModel(steps=[Step("hi")]), "qwen", True, prompt_tokens=999, temperature=0.2)
    ask(recorded(made, Cassette.to_record(file)))
    again = playing(file)
    assert (again.name, again.guided, again.prompt_tokens, again.temperature) == ("qwen", True, 999, 0.2)


def test_the_same_call_twice_in_a_turn_has_two_answers(file: Path) -> None:
    def twice(model: LanguageModel) -> list[str]:
        with calls_of("t1"):
            return [model.chat_model.invoke([SYSTEM, HELLO]).text for _ in range(2)]

    assert twice(recording(file, Step("first"), Step("second"))) == ["first", "second"]
    model = playing(file)
    assert twice(model) == ["first", "second"]
    assert twice(model) == ["first", "second"]  # a turn that is played again begins anew
    with calls_of("t1"):
        model.chat_model.batch([[SYSTEM, HELLO]] * 2)
        with pytest.raises(MissingCallError, match="recorded 2 times and was asked once more"):
            model.chat_model.invoke([SYSTEM, HELLO])


def test_each_play_of_a_turn_has_its_own_answer_whoever_comes_first(file: Path) -> None:
    model = recording(file, Step("play 0"), Step("play 1"), Step("turn 1"))
    ask(model, repeat=0), ask(model, repeat=1), ask(model, turn=1)
    again = playing(file)
    assert [ask(again, turn=1), ask(again, repeat=1), ask(again, repeat=0)] == ["turn 1", "play 1", "play 0"]
    assert why(file, repeat=2) == "nothing is recorded of this turn"


def test_ids_of_tool_calls_are_drawn_by_chance_and_do_not_matter(file: Path) -> None:
    def conversation(id: str) -> list[BaseMessage]:
        call = {"name": "search_products", "args": {"query": "tent"}, "id": id}
        return [
            SYSTEM,
            HELLO,
            AIMessage("", tool_calls=[call], id=f"run-{id}"),
            ToolMessage("2 tents", tool_call_id=id),
        ]

    ask(recording(file, Step("Here.")), *conversation("a"))
    assert ask(playing(file), *conversation("b")) == "Here."


def test_a_changed_prompt_is_named_with_its_versions(file: Path) -> None:
    ask(recording(file, Step("hi")), prompts=["shopping_agent@5", "replies@6"])
    told = why(file, SystemMessage("You sell boats."), HELLO, prompts=["shopping_agent@6", "replies@6"])
    assert (
        told == "prompt shopping_agent@5 -> shopping_agent@6; the system prompt, 'You sell tents.' -> 'You sell boats.'"
    )


@pytest.mark.parametrize(
    ("asked", "more", "told"),
    [
        ([SYSTEM, HumanMessage("hallo")], {}, "message 1 of 1 (the shopper's), 'hello' -> 'hallo'"),
        ([SYSTEM, HELLO, AIMessage("yes"), HELLO], {}, "1 messages -> 3"),
        ([SYSTEM, HumanMessage("hello", additional_kwargs={"answer_sentences": 1})], {}, "its answer_sentences"),
        ([SYSTEM, HELLO], {"seed": 7}, "seed None -> 7"),
    ],
)
def test_what_differs_from_the_closest_call_is_said(
    file: Path, asked: list[BaseMessage], more: dict[str, Any], told: str
) -> None:
    ask(recording(file, Step("hi")))
    assert told in why(file, *asked, **more)


def test_tools_that_changed_are_named(file: Path) -> None:
    def offered(model: LanguageModel, *tools: Any) -> None:
        with calls_of("t1"):
            model.chat_model.bind_tools(list(tools)).invoke([SYSTEM, HELLO])

    @tool
    def show_cart() -> str:
        """The cart."""
        return ""

    offered(recording(file, Step("hi")), search_products)
    with pytest.raises(MissingCallError, match="the tools: without search_products, with show_cart"):
        offered(playing(file), show_cart)


def test_the_cassette_has_every_call_that_was_missing(file: Path) -> None:
    ask(recording(file, Step("hi")))
    cassette = Cassette.read(file)
    with calls_of("t1") as calls, pytest.raises(MissingCallError):
        played(cassette).chat_model.invoke([HumanMessage("other")])
    assert calls.missing == cassette.missing
    assert cassette.missing[0].place.conversation == "t1"


def test_what_is_missing_is_asked_and_added(file: Path) -> None:
    ask(recording(file, Step("hi")))
    cassette = Cassette.to_record(file)
    model = recorded(scripted(Step("more")), cassette)
    assert [ask(model), ask(model, turn=1)] == ["hi", "more"]
    assert (cassette.added, len(cassette), cassette.unused) == (1, 2, 0)
    assert [ask(playing(file)), ask(playing(file), turn=1)] == ["hi", "more"]


class Faulty(StreamedChatModel):
    """Says a word and fails."""

    fault: Any

    @property
    def _llm_type(self) -> str:
        return "faulty"

    def _pieces(self, messages: Any, stop: Any, kwargs: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk("well"))
        raise self.fault


@pytest.mark.parametrize(
    "fault",
    [
        LanguageModelError("down"),
        LanguageModelError("slow", timed_out=True),
        LanguageModelError("key", retryable=False),
    ],
)
def test_a_fault_of_the_endpoint_is_not_recorded(file: Path, fault: LanguageModelError) -> None:
    model = recorded(LanguageModel(Faulty(fault=fault), "m", False), Cassette.to_record(file))
    with pytest.raises(LanguageModelError):
        ask(model)
    assert len(lines(file)) == 1


def test_a_request_that_the_model_would_not_take_is_recorded(file: Path) -> None:
    fault = LanguageModelError("too long", retryable=False, request_at_fault=True)
    with pytest.raises(LanguageModelError):
        ask(recorded(LanguageModel(Faulty(fault=fault), "m", False), Cassette.to_record(file)))
    with pytest.raises(LanguageModelError, match="too long") as raised:
        ask(playing(file))
    assert raised.value.request_at_fault


def test_an_answer_that_nobody_read_to_its_end_is_kept_as_far_as_it_was_read(file: Path) -> None:
    with calls_of("t1"):
        stream = recording(file, Step("one two three")).chat_model._stream([SYSTEM, HELLO])
        next(stream), next(stream)
        stream.close()  # type: ignore[attr-defined]
    assert lines(file)[-1]["cut"] is True
    assert ask(playing(file)) == "one two "


def test_the_file_is_for_its_owner_and_has_no_key(file: Path) -> None:
    ask(recording(file, Step("hi")))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "api_key" not in file.read_text(encoding="utf-8").casefold()


def test_a_recording_that_was_killed_goes_on(file: Path) -> None:
    ask(recording(file, Step("hi")))
    whole = file.read_bytes()
    for half in (whole.splitlines()[-1][:50], '{"conversation": "帐'.encode()[:-1]):
        file.write_bytes(whole + half)
        assert ask(playing(file)) == "hi"
    ask(recording(file, Step("more")), turn=1)
    assert [ask(playing(file)), ask(playing(file), turn=1)] == ["hi", "more"]


def test_a_gzipped_cassette_is_played_and_not_recorded(file: Path) -> None:
    ask(recording(file, Step("hi")))
    zipped = file.with_suffix(".jsonl.gz")
    zipped.write_bytes(gzip.compress(file.read_bytes()))
    assert ask(playing(zipped)) == "hi"
    with pytest.raises(EvaluationError, match="cannot be gzipped"):
        Cassette.to_record(zipped)


@contextmanager
def refused(told: str) -> Iterator[None]:
    with pytest.raises(EvaluationError, match=told):
        yield


def test_a_broken_line_is_named_by_its_number(file: Path) -> None:
    ask(recording(file, Step("hi")))
    with file.open("a", encoding="utf-8") as out:
        out.write('{"conversation": "t1"}\n')
    with refused("line 4, cannot be used: turn: Field required"):
        Cassette.read(file)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no recorded call"),
        ('{"cassette": 2, "reel": 1}\n', "format 2, and this Daogou reads 1; record it anew"),
        ('{"id": "t1", "messages": []}\n', "is no cassette"),
        ('{"cassette": 1}\n', "line 1, cannot be used: model: Field required"),
        ('{"cassette": 1, "model": "m", "guided": true, "prompt_tokens": 9}\n', "has no recorded call"),
        ("[1]\n", "line 1, cannot be used"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with refused(told):
        Cassette.read(file)


def test_no_file_at_all_is_refused(file: Path) -> None:
    with refused("There is no cassette"):
        Cassette.read(file)


def test_another_model_is_not_recorded_into_the_same_cassette(file: Path) -> None:
    ask(recording(file, Step("hi")))
    with refused("was recorded with model scripted, not other"):
        recorded(LanguageModel(ScriptedChatModel(steps=[]), "other", False), Cassette.to_record(file))


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with refused("cannot be written"):
        Cassette.to_record(tmp_path / "file" / "calls.jsonl")


def test_the_model_is_not_asked_for_what_is_recorded(file: Path) -> None:
    ask(recording(file, Step("hi")))
    model = recording(file)
    assert ask(model) == "hi"
    with pytest.raises(ScriptMismatchError):
        ask(model, turn=1)
