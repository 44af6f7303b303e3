"""From the settings to the configs of the language models: the first one, and those to fall back on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from assistant.errors import SettingsError
from assistant.llm.config import (
    EMBEDDED_CONTEXT_TOKENS,
    EMBEDDED_LIMITS,
    HOSTED_CONTEXT_TOKENS,
    HOSTED_LIMITS,
    LanguageModelConfig,
    TimeLimits,
    TokenPrice,
)

KeyIn = Callable[[str | None], str | None]
"""The key that a variable of the environment holds."""


class FallbackModel(BaseModel):
    """One endpoint of `llm_fallbacks`, or that of `llm_judge`.

    `api_key_env` names the environment variable that holds its key. Prices are in US dollars for a million tokens, both
    or neither.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str
    model: str
    api_key_env: str | None = None
    tool_calls: Literal["auto", "native", "guided"] = "auto"
    prompt_usd_per_million: float | None = Field(None, ge=0, allow_inf_nan=False)
    completion_usd_per_million: float | None = Field(None, ge=0, allow_inf_nan=False)


JUDGE_LIMITS = TimeLimits(decision_seconds=600, first_token_seconds=600, between_tokens_seconds=60, answer_seconds=900)
"""Nobody waits for a judgment, and two slow cores read a long conversation in minutes."""


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
    llm_prompt_usd_per_million: float | None
    llm_completion_usd_per_million: float | None
    llm_judge: FallbackModel | None


def language_models(settings: ModelSettings, key_in: KeyIn) -> LanguageModelConfig:
    """The config of the first model, which holds those of its fallbacks.

    Raises:
        SettingsError: "embedded" stands twice, `key_in` finds no key, or one price of two is set.
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
        price=_first_price(settings) if settings.llm_base_url else None,
    )
    embedded = [one for one in settings.llm_fallbacks if one == "embedded"]
    if len(embedded) + (not settings.llm_base_url) > 1:
        raise SettingsError(
            "DAOGOU_LLM_FALLBACKS names the embedded model, which is asked already.", "DAOGOU_LLM_FALLBACKS"
        )
    return replace(first, fallbacks=tuple(_fallback(settings, one, first, key_in) for one in settings.llm_fallbacks))


def judging_model(
    settings: ModelSettings, first: LanguageModelConfig, key_in: KeyIn, model: str | None = None
) -> LanguageModelConfig:
    """The config of the model that judges in evaluations: that of `llm_judge`, else the `first` of the shop's.

    `model` is asked for at the same endpoint. It calls no tools, nobody stands in for it, and it may take its time.

    Raises:
        SettingsError: `key_in` finds no key, one price of two is set, or a `model` is asked for without an endpoint.
    """
    judge = _fallback(settings, settings.llm_judge, first, key_in, "LLM_JUDGE") if settings.llm_judge else first
    if model is not None and not judge.base_url:
        raise SettingsError(
            f"The embedded model cannot be asked for {model!r}; set DAOGOU_LLM_JUDGE to an endpoint that has it.",
            "DAOGOU_LLM_JUDGE",
        )
    own = model is None or model == judge.model
    return replace(
        judge,
        model=judge.model if own else model,
        price=judge.price if own else None,
        limits=JUDGE_LIMITS,
        tool_calls="native",
        temperature=0.0,
        fallbacks=(),
    )


def shopping_model(first: LanguageModelConfig, model: str | None = None) -> LanguageModelConfig:
    """The config of the model that plays shoppers in evaluations: the `first`, or `model` at its endpoint.

    Raises:
        SettingsError: a `model` is asked for and there is no endpoint.
    """
    if model is None or model == first.model:
        return replace(first, fallbacks=())
    if not first.base_url:
        raise SettingsError(
            f"The embedded model cannot be asked for {model!r}; set DAOGOU_LLM_BASE_URL to an endpoint that has it.",
            "DAOGOU_LLM_BASE_URL",
        )
    return replace(first, model=model, price=None, fallbacks=())


def _fallback(
    settings: ModelSettings,
    one: Literal["embedded"] | FallbackModel,
    first: LanguageModelConfig,
    key_in: KeyIn,
    setting: str = "LLM_FALLBACKS",
) -> LanguageModelConfig:
    embedded = one == "embedded"
    limits, context = _limits(settings, embedded=embedded), _context_tokens(settings, embedded=embedded)
    first = replace(first, context_tokens=context, limits=limits)
    if one == "embedded":
        return replace(first, base_url=None, api_key=None, model=None, tool_calls="auto", price=None)
    return replace(
        first,
        base_url=one.base_url,
        api_key=key_in(one.api_key_env),
        model=one.model,
        tool_calls=one.tool_calls,
        price=_price(one.prompt_usd_per_million, one.completion_usd_per_million, setting),
    )


def _first_price(settings: ModelSettings) -> TokenPrice | None:
    prompt_usd, completion_usd = settings.llm_prompt_usd_per_million, settings.llm_completion_usd_per_million
    return _price(prompt_usd, completion_usd, "LLM_PROMPT_USD_PER_MILLION")


def _price(prompt_usd: float | None, completion_usd: float | None, setting: str) -> TokenPrice | None:
    """The price where both halves of it are set; with one alone every cost would be a guess."""
    if prompt_usd is None and completion_usd is None:
        return None
    if prompt_usd is None or completion_usd is None:
        raise SettingsError(
            "The price of a language model has two halves, for a million tokens read and for a million written; set "
            "both of prompt_usd_per_million and completion_usd_per_million, or neither.",
            f"DAOGOU_{setting}",
        )
    return TokenPrice(prompt_usd, completion_usd)


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
