"""Stops a language model whose answer nobody reads any more."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

from assistant.errors import LanguageModelError


class Reader(BaseCallbackHandler):
    """Ends the model's call at the first token after its reader has left.

    LangGraph runs the call in a thread of its own, and closing its stream waits for that thread: without this a model
    that goes on forever would hold the shopper until its time limit.
    """

    raise_error = True
    run_inline = True

    def __init__(self) -> None:
        self._left = False

    def leaves(self) -> None:
        """Nobody reads what is yet to come."""
        self._left = True

    def on_llm_new_token(self, token: str | list[str | dict[str, Any]], **kwargs: Any) -> None:
        """Raises `LanguageModelError` once the reader has left."""
        if self._left:
            raise LanguageModelError("Nobody reads the answer any more.", retryable=False)
