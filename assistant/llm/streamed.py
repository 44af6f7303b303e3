"""What every chat model of ours shares with LangChain: tools bound as OpenAI writes them, answers always streamed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

if TYPE_CHECKING:
    from assistant.llm.guided_texts import GuidedTexts

WAITED_MS = "waited_ms"
"""Under this key a chunk of a recorded answer says in its `response_metadata` how long it was waited for when it was
recorded, in milliseconds; it is handed out at once."""
Tool = dict[str, Any]
"""A tool as OpenAI's protocol writes it: `{"type": "function", "function": {"name": …}}`."""


class StreamedChatModel(BaseChatModel):
    """A chat model that only says how an answer comes piece by piece (`_pieces`); a whole one is those put together."""

    def bind_tools(
        self,
        tools: Sequence[Tool | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer `tools`; `tool_choice` is a tool's name, "any", "none" or "auto"."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def told(self, texts: GuidedTexts) -> Self:
        """The same model with other texts for guided tool calls; itself where its calls are not guided."""
        return self

    @abstractmethod
    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The answer to `messages`; `kwargs` has what was bound, with `tools` and `tool_choice` among it."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in self._pieces(messages, stop, kwargs):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def with_texts(chat_model: BaseChatModel, texts: GuidedTexts) -> BaseChatModel:
    """The chat model over the same server, and where it is guided, with these texts."""
    return chat_model.told(texts) if isinstance(chat_model, StreamedChatModel) else chat_model


def asked(
    chat_model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
) -> Iterator[ChatGenerationChunk]:
    """One call of `chat_model`, with the tools among `kwargs` bound in its own way."""
    options = dict(kwargs)
    tools = options.pop("tools", None)
    if tools:
        bound = chat_model.bind_tools(tools, tool_choice=options.pop("tool_choice", None))
        assert isinstance(bound, RunnableBinding)
        options |= bound.kwargs
    options = {name: value for name, value in options.items() if name != "tool_choice" or value is not None}
    return chat_model._stream(messages, stop, **options)
