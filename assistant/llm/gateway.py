"""Opens the configured language model; the agent sees a LangChain chat model and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.errors import SettingsError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.model_files import Progress, ensure_model

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.llm.hosted import HostedChatModel


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """An open language model; `name` is what the log calls it, `guided` whether tool calls are held to a grammar."""

    chat_model: BaseChatModel
    name: str
    guided: bool
    _close: Callable[[], None] = field(repr=False, default=lambda: None)

    def close(self) -> None:
        """Free what the model holds: connections, and the embedded model's memory."""
        self._close()


def open_language_model(
    config: LanguageModelConfig, texts: GuidedTexts | None = None, *, progress: Progress | None = None
) -> LanguageModel:
    """The hosted model at `config.base_url`, or the embedded one when there is none.

    The embedded model's file is fetched when it is not in the cache, which `progress` can watch. `texts` are the
    prompt texts of guided tool calls, needed unless `config.tool_calls` and the kind of model make them native.
    Raises `SettingsError`, `ModelFileError`, and `ValueError` for guided calls without texts.
    """
    return _open_hosted(config, texts) if config.base_url else _open_embedded(config, texts, progress)


def _open_hosted(config: LanguageModelConfig, texts: GuidedTexts | None) -> LanguageModel:
    from assistant.llm.hosted import build_hosted_model, close_hosted_model

    if not config.model:
        raise SettingsError("A language model's address is set but not which model it serves.", "DAOGOU_LLM_MODEL")
    inner = build_hosted_model(config, base_url=config.base_url or "", model=config.model)
    guided = config.is_guided
    chat_model = _guided(inner, texts, "json_schema") if guided else inner
    return LanguageModel(chat_model, config.model, guided, lambda: close_hosted_model(inner))


def _open_embedded(config: LanguageModelConfig, texts: GuidedTexts | None, progress: Progress | None) -> LanguageModel:
    from assistant.llm.embedded import start_embedded_server
    from assistant.llm.hosted import build_hosted_model, close_hosted_model

    model_file = ensure_model(config.embedded_model, config.cache_dir, progress)
    server = start_embedded_server(
        model_file,
        context_tokens=config.context_tokens,
        parallel_slots=config.parallel_slots,
        threads=config.threads,
    )
    inner = build_hosted_model(config, base_url=server.base_url, model=model_file.stem)
    guided = config.is_guided

    def close() -> None:
        close_hosted_model(inner)
        server.close()

    return LanguageModel(_guided(inner, texts, "grammar") if guided else inner, model_file.stem, guided, close)


def _guided(
    inner: HostedChatModel, texts: GuidedTexts | None, hold: Literal["grammar", "json_schema"]
) -> BaseChatModel:
    from assistant.llm.guided import GuidedChatModel

    if texts is None:
        raise ValueError("guided tool calls need their prompt texts")
    return GuidedChatModel(inner=inner, texts=texts, hold=hold)
