"""Keeps the prose of an answer that a small model wrapped into a tool call although none was offered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk


def unwrapped(chunks: Iterable[ChatGenerationChunk]) -> Iterator[ChatGenerationChunk]:
    """The chunks as they come, unless the text begins with a brace.

    Such text is held back to its end, and when it is a call with one longest string among its arguments, that string
    is the answer; otherwise the text passes as it is.
    """
    held, passing = "", False
    for chunk in chunks:
        if passing:
            yield chunk
            continue
        held += chunk.text
        yield _without_text(chunk)
        if held.strip() and not held.lstrip().startswith("{"):
            yield _text_chunk(held)
            held, passing = "", True
    if held.strip():
        yield _text_chunk(_prose_in(held))


def _prose_in(text: str) -> str:
    """The longest string among a call's arguments, or `text` itself."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    arguments = found.get("arguments", found) if isinstance(found, dict) else {}
    strings = [value for value in arguments.values() if isinstance(value, str)] if isinstance(arguments, dict) else []
    return max(strings, key=len, default=text)


def _text_chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def _without_text(chunk: ChatGenerationChunk) -> ChatGenerationChunk:
    """The chunk's usage and metadata alone."""
    return ChatGenerationChunk(
        message=chunk.message.model_copy(update={"content": ""}), generation_info=chunk.generation_info
    )
