"""A language model that never says the same twice, so that only a recording can repeat it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel


class VaryingChatModel(StreamedChatModel):
    """Calls tools for what a shopper says, twice at once now and then, and answers with a number that grows."""

    _calls: Iterator[int] = PrivateAttr(default_factory=count)

    @property
    def _llm_type(self) -> str:
        return "varying"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        number = next(self._calls)
        said = messages[-1]
        if isinstance(said, HumanMessage) and kwargs.get("tools"):
            for index in range(1 + number % 2):
                arguments = json.dumps({"query": f"{said.text} {index}"})
                call = tool_call_chunk(name="search_products", args=arguments, id=f"c{number}-{index}", index=index)
                yield ChatGenerationChunk(message=AIMessageChunk("", tool_call_chunks=[call]))
        else:
            for word in f"Take your time, friend {'I' * (number % 9)} of the shop.".split(" "):
                yield ChatGenerationChunk(message=AIMessageChunk(f"{word} "))
        used = UsageMetadata(input_tokens=100 + number, output_tokens=9, total_tokens=109 + number)
        yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=used))


def varying_model() -> LanguageModel:
    """One that begins to count anew."""
    return LanguageModel(VaryingChatModel(), "varying", False, temperature=0.2)
