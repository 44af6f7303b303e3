"""Opens the configured language model; the agent sees a LangChain chat model and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from assistant.errors import LanguageModelError, SettingsError
from assistant.llm.config import LanguageModelConfig
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.model_files import Progress, ensure_model

if TYPE_CHECKING:
    from pathlib import Path

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.tools import BaseTool

    from assistant.llm.hosted import HostedChatModel
    from assistant.llm.read_prompts import ReadPrompts


CALLS_A_SLOT = 4
"""Of an embedded model: as many wait for each of its slots as get their turn before their time is up."""


def _nothing() -> None:
    """What there is to close where nothing was opened."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """An open language model; `name` is what the log calls it, `guided` whether tool calls are held to a grammar.

    Where several were opened, these are the first one's, and `every` has each of them. `prompt_tokens` is what a prompt
    may have, the context less the room for what is written. `temperature` is that of its answers, None where it is not
    known; a guided model's decisions are made at 0.
    """

    chat_model: BaseChatModel
    name: str
    guided: bool
    _close: Callable[[], None] = field(repr=False, default=_nothing)
    _read: ReadPrompts | None = field(repr=False, default=None)
    _members: tuple[LanguageModel, ...] = field(repr=False, default=())
    prompt_tokens: int = LanguageModelConfig().prompt_tokens
    temperature: float | None = None

    @property
    def every(self) -> tuple[LanguageModel, ...]:
        """The models that may answer, in the order in which they are asked."""
        return self._members or (self,)

    def told(self, texts: GuidedTexts) -> LanguageModel:
        """The same model with other texts for guided tool calls; closing it closes nothing, for it opened nothing."""
        from assistant.llm.streamed import with_texts

        members = tuple(member.told(texts) for member in self._members)
        return replace(self, chat_model=with_texts(self.chat_model, texts), _close=_nothing, _members=members)

    def warm(self, opening: Sequence[BaseMessage], tools: Sequence[BaseTool], *, every_slot: bool = True) -> None:
        """Have every model read the beginning of all conversations, and an embedded one keep it for all its slots.

        Without `every_slot` it is only read, which leaves alone what the slots hold of conversations under way.

        Raises:
            LanguageModelError: the last model does not answer; the others were tried.
        """
        failure: LanguageModelError | None = None
        for model in self.every:
            try:
                model._warm_alone(opening, tools, every_slot)
            except LanguageModelError as error:
                failure = error
        if failure is not None:
            raise failure

    def _warm_alone(self, opening: Sequence[BaseMessage], tools: Sequence[BaseTool], every_slot: bool) -> None:
        words = [getattr(self.chat_model, "texts", ""), *opening, *((t.name, t.description, t.args) for t in tools)]
        prompt = "\n".join(map(repr, words))
        read = self._read if every_slot else None
        known = read is not None and read.recall(prompt)
        self.chat_model.bind_tools(tools).invoke(list(opening))
        if read is not None and not known:
            read.keep(prompt)

    def close(self) -> None:
        """Free what the model holds: connections, and the embedded model's memory."""
        self._close()
        for member in self._members:
            member.close()


def open_language_model(
    config: LanguageModelConfig, texts: GuidedTexts | None = None, *, progress: Progress | None = None
) -> LanguageModel:
    """The hosted model at `config.base_url`, or the embedded one when there is none, and the models to fall back on.

    All are opened now: a fallback that first had to load would come too late. An embedded model's file is fetched when
    it is not in the cache, which `progress` can watch. `texts` are the prompt texts of guided tool calls, needed unless
    every model's calls are native.
    Raises `SettingsError`, `ModelFileError`, and `ValueError` for guided calls without texts.
    """
    from assistant.llm.breaker import Breaker
    from assistant.llm.fallback_model import Candidate, FallbackChatModel

    members: list[LanguageModel] = []
    candidates: list[Candidate] = []
    try:
        for one in (config, *config.fallbacks):
            opened = _open_hosted(one, texts) if one.base_url else _open_embedded(one, texts, progress)
            members.append(opened)
            breaker = Breaker(one.breaker_failures, one.breaker_seconds)
            candidates.append(Candidate(opened.name, opened.chat_model, opened.guided, one.max_retries, breaker))
    except Exception:  # whatever keeps one from opening, those that are open hold memory and connections
        for opened in members:
            opened.close()
        raise
    chat_model = FallbackChatModel(candidates=candidates)
    first = members[0]
    room = min(one.prompt_tokens for one in (config, *config.fallbacks))
    return LanguageModel(
        chat_model,
        first.name,
        first.guided,
        _members=tuple(members),
        prompt_tokens=room,
        temperature=config.temperature,
    )


def prompts_folder(config: LanguageModelConfig) -> Path:
    """Where the embedded model keeps what it has read."""
    return config.cache_dir / "prompts"


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
        prompts_dir=prompts_folder(config),
    )
    inner = build_hosted_model(config, base_url=server.base_url, model=model_file.stem)
    inner.admit_at_once(CALLS_A_SLOT * config.parallel_slots)
    guided = config.is_guided

    def close() -> None:
        close_hosted_model(inner)
        server.close()

    chat_model = _guided(inner, texts, "grammar") if guided else inner
    return LanguageModel(chat_model, model_file.stem, guided, close, server.read)


def _guided(
    inner: HostedChatModel, texts: GuidedTexts | None, hold: Literal["grammar", "json_schema"]
) -> BaseChatModel:
    from assistant.llm.guided import GuidedChatModel

    if texts is None:
        raise ValueError("guided tool calls need their prompt texts")
    return GuidedChatModel(inner=inner, texts=texts, hold=hold)
