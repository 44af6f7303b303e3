"""Gathers the pieces of an answer that nobody can use one by one.

A model writes a few letters at a time, and each piece costs the agent's threads a millisecond or so on its way, while a
shopper is shown nothing before a sentence is whole. So pieces wait for one another in the middle of a sentence, and
never at its end: what tells that a sentence is over is passed on as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.streamed import StreamedChatModel, asked

MOST_HELD_CHARS = 40
"""So much of a sentence is passed on whatever it says: whoever stops reading is heard when a piece is passed on."""
_ENDS = frozenset(".!?。！？；\n")
_AFTER_AN_END = " \t”’」』）)\"'*"
"""What may follow an end before it is known to be one."""


class GatheringChatModel(StreamedChatModel):
    """Says what `inner` says, in fewer pieces; it stands between the agent and the language model."""

    inner: BaseChatModel

    @property
    def _llm_type(self) -> str:
        return "gathering"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The answer of `inner`, which is offered the tools in its own way."""
        return gathered(asked(self.inner, messages, stop, kwargs))


def gathered(chunks: Iterable[ChatGenerationChunk]) -> Iterator[ChatGenerationChunk]:
    """The same answer in fewer chunks; those with more than text, a tool call or the tokens used, stay as they are.

    Where the answer breaks off with an error, the piece of a sentence that was held is lost: it is nothing to show.
    """
    held: list[ChatGenerationChunk] = []
    last = ""
    for chunk in chunks:
        held.append(chunk)
        text = last + "".join(one.text for one in held)
        if len(text) > MOST_HELD_CHARS or not _is_only_text(chunk) or not _ENDS.isdisjoint(text):
            yield from _joined(held)
            held, last = [], text.rstrip(_AFTER_AN_END)[-1:]
    yield from _joined(held)


def _is_only_text(chunk: ChatGenerationChunk) -> bool:
    message = chunk.message
    if not isinstance(message, AIMessageChunk) or not isinstance(message.content, str) or chunk.generation_info:
        return False
    told = (message.usage_metadata, message.additional_kwargs, message.response_metadata, message.chunk_position)
    return not message.tool_call_chunks and not any(told)


def _joined(held: list[ChatGenerationChunk]) -> Iterator[ChatGenerationChunk]:
    """What was held as one chunk, and behind it the one that is more than text."""
    texts = held if held and _is_only_text(held[-1]) else held[:-1]
    if len(texts) > 1:
        message = AIMessageChunk(content="".join(one.text for one in texts), id=texts[0].message.id)
        yield ChatGenerationChunk(message=message)
    else:
        yield from texts
    yield from held[len(texts) :]
