"""What our chat models share: a whole answer is the pieces put together, and whoever listens hears each piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool

from assistant.llm.streamed import StreamedChatModel


class Echo(StreamedChatModel):
    """Says what it was asked, letter by letter, and then what it was offered."""

    @property
    def _llm_type(self) -> str:
        return "echo"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        names = [tool["function"]["name"] for tool in kwargs.get("tools", ())]
        offered = f" {names} {kwargs['tool_choice']}" if names else ""
        for letter in f"{messages[-1].text}{offered}{stop or ''}":
            yield ChatGenerationChunk(message=AIMessageChunk(content=letter))


class Listener(BaseCallbackHandler):
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
        self.heard.append(token)


@tool
def weigh(grams: float) -> str:
    """Weigh something."""
    return f"{grams}"


def test_a_whole_answer_is_its_pieces() -> None:
    assert Echo().invoke("你好").text == "你好"
    assert [chunk.text for chunk in Echo().stream("你好") if chunk.text] == ["你", "好"]
    assert Echo().invoke("a", stop=["x"]).text == "a['x']"


@pytest.mark.parametrize("choice", ["any", "none"])
def test_tools_are_offered_as_openai_writes_them(choice: str) -> None:
    model = Echo().bind_tools([weigh], tool_choice=choice)
    assert model.invoke("a").text == f"a ['weigh'] {choice}"
    again = Echo().bind_tools(model.kwargs["tools"])  # type: ignore[attr-defined]
    assert again.invoke("a").text == "a ['weigh'] None"


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_listens_hears_each_piece(whole: bool) -> None:
    listener = Listener()
    asked: RunnableConfig = {"callbacks": [listener]}
    said = [Echo().invoke("abc", config=asked)] if whole else list(Echo().stream("abc", config=asked))
    assert [token for token in listener.heard if token] == ["a", "b", "c"]
    assert "".join(message.text for message in said) == "abc"
