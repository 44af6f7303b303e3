"""From the settings to the configs of the language models: the first one, and those to fall back on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, SecretStr

from assistant.errors import SettingsError
from assistant.llm.config import (
    EMBEDDED_CONTEXT_TOKENS,
    EMBEDDED_LIMITS,
    HOSTED_CONTEXT_TOKENS,
    HOSTED_LIMITS,
    LanguageModelConfig,
    TimeLimits,
)

KeyIn = Callable[[str | None], str | None]
"""The key that a variable of the environment holds."""


class FallbackModel(BaseModel):
    """One endpoint of `llm_fallbacks`; `api_key_env` names the environment variable that holds its key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str
    model: str
    api_key_env: str | None = None
    tool_calls: Literal["auto", "native", "guided"] = "auto"


class ModelSettings(Protocol):
    """What the settings say of language models; see their descriptions there."""

    cache: Path
    llm_base_url: str | None
    llm_api_key: SecretStr | None
    llm_model: str | None
    llm_decision_seconds: float | None
    llm_first_token_seconds: float | None
    llm_between_tokens_seconds: float | None
    llm_answer_seconds: float | None
    llm_max_retries: int
    llm_breaker_failures: int
    llm_breaker_seconds: float
    llm_fallbacks: list[Literal["embedded"] | FallbackModel]
    llm_tool_calls: Literal["auto", "native", "guided"]
    llm_embedded_model: str
    llm_context_tokens: int | None
    llm_threads: int | None
    llm_parallel_slots: int
    llm_temperature: float
    llm_max_output_tokens: int


def language_models(settings: ModelSettings, key_in: KeyIn) -> LanguageModelConfig:
    """The config of the first model, which holds those of its fallbacks.

    Raises:
        SettingsError: "embedded" stands twice, or `key_in` finds no key.
    """
    first = LanguageModelConfig(
        base_url=settings.llm_base_url or None,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else None,
        model=settings.llm_model,
        limits=_limits(settings, embedded=not settings.llm_base_url),
        max_retries=settings.llm_max_retries,
        breaker_failures=settings.llm_breaker_failures,
        breaker_seconds=settings.llm_breaker_seconds,
        tool_calls=settings.llm_tool_calls,
        embedded_model=settings.llm_embedded_model,
        cache_dir=settings.cache,
        context_tokens=_context_tokens(settings, embedded=not settings.llm_base_url),
        threads=settings.llm_threads,
        parallel_slots=settings.llm_parallel_slots,
        temperature=settings.llm_temperature,
        max_output_tokens=settings.llm_max_output_tokens,
    )
    embedded = [one for one in settings.llm_fallbacks if one == "embedded"]
    if len(embedded) + (not settings.llm_base_url) > 1:
        raise SettingsError(
            "DAOGOU_LLM_FALLBACKS names the embedded model, which is asked already.", "DAOGOU_LLM_FALLBACKS"
        )
    return replace(first, fallbacks=tuple(_fallback(settings, one, first, key_in) for one in settings.llm_fallbacks))


def _fallback(
    settings: ModelSettings, one: Literal["embedded"] | FallbackModel, first: LanguageModelConfig, key_in: KeyIn
) -> LanguageModelConfig:
    embedded = one == "embedded"
    limits, context = _limits(settings, embedded=embedded), _context_tokens(settings, embedded=embedded)
    first = replace(first, context_tokens=context, limits=limits)
    if one == "embedded":
        return replace(first, base_url=None, api_key=None, model=None, tool_calls="auto")
    return replace(
        first,
        base_url=one.base_url,
        api_key=key_in(one.api_key_env),
        model=one.model,
        tool_calls=one.tool_calls,
    )


def _context_tokens(settings: ModelSettings, *, embedded: bool) -> int:
    return settings.llm_context_tokens or (EMBEDDED_CONTEXT_TOKENS if embedded else HOSTED_CONTEXT_TOKENS)


def _limits(settings: ModelSettings, *, embedded: bool) -> TimeLimits:
    """The limits of a kind of model, with those that are set in place of the usual ones."""
    usual = EMBEDDED_LIMITS if embedded else HOSTED_LIMITS
    return TimeLimits(
        decision_seconds=settings.llm_decision_seconds or usual.decision_seconds,
        first_token_seconds=settings.llm_first_token_seconds or usual.first_token_seconds,
        between_tokens_seconds=settings.llm_between_tokens_seconds or usual.between_tokens_seconds,
        answer_seconds=settings.llm_answer_seconds or usual.answer_seconds,
    )
