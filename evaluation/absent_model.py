"""A language model that is never there, to see what a shop does without one."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import Runnable

from assistant.errors import LanguageModelError


class AbsentChatModel(BaseChatModel):
    """Fails at every call, at once and for good: no retry would help."""

    @property
    def _llm_type(self) -> str:
        return "absent"

    def bind_tools(
        self, tools: Any, *, tool_choice: str | None = None, **_: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same: there is nothing to offer the tools to."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise LanguageModelError("No language model takes part.", retryable=False)
