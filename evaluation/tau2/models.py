"""Which language models speak in a run, with room for tau2: its policy, tools and conversations are longer than a
shop's, and nobody waits for an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from assistant.llm.config import LanguageModelConfig, TimeLimits
from evaluation.errors import EvaluationError

EMBEDDED: Final = "embedded"
HOSTED_CONTEXT_TOKENS: Final = 100_000
EMBEDDED_CONTEXT_TOKENS: Final = 12_288
"""At 28 MiB for 1,000 tokens and two slots, 0.7 GB."""
HOSTED_OUTPUT_TOKENS: Final = 4_096
"""Models that think before they call a tool write that much."""
NO_BREAKER: Final = 1_000_000
"""Several conversations at once soon reach an endpoint's rate limit; left alone for a while it would spoil them all."""
PATIENCE: Final = TimeLimits(
    decision_seconds=900, first_token_seconds=900, between_tokens_seconds=120, answer_seconds=1200
)  # fmt: skip
"""Two cores with other work read tau2's policy and tools, 3,500 tokens, in minutes."""


def model_config(
    settings: LanguageModelConfig, name: str | None, *, own_context: bool, conversations: int = 1
) -> LanguageModelConfig:
    """The config of the model of that name: one that is set, `embedded`, or another one that the same endpoint has.

    None is the first one that is set. It stands alone: what another model answers in its place is no figure of its own.
    `own_context` says that the operator chose the context himself, which then stays. A model that the settings do not
    name has no price.

    Raises:
        EvaluationError: there is no endpoint that could have it.
    """
    found = _named(settings, name)
    hosted = bool(found.base_url)
    context = HOSTED_CONTEXT_TOKENS if hosted else EMBEDDED_CONTEXT_TOKENS
    return replace(
        found,
        fallbacks=(),
        limits=PATIENCE,
        max_retries=3 * found.max_retries,
        breaker_failures=NO_BREAKER,
        context_tokens=found.context_tokens if own_context else context,
        max_output_tokens=max(found.max_output_tokens, HOSTED_OUTPUT_TOKENS) if hosted else found.max_output_tokens,
        parallel_slots=max(found.parallel_slots, 2 * conversations),
    )


def _named(settings: LanguageModelConfig, name: str | None) -> LanguageModelConfig:
    if name is None:
        return settings
    for one in (settings, *settings.fallbacks):
        if name in _names(one):
            return one
    if name == EMBEDDED:
        return replace(settings, base_url=None, api_key=None, model=None, tool_calls="auto", price=None)
    if not settings.base_url:
        raise EvaluationError(
            f"No endpoint is set that could have the model {name!r}; set DAOGOU_LLM_BASE_URL and DAOGOU_LLM_MODEL, or "
            "leave it out for the embedded one."
        )
    return replace(settings, model=name, price=None)


def _names(config: LanguageModelConfig) -> tuple[str, ...]:
    return (
        (config.model or "",)
        if config.base_url
        else (EMBEDDED, config.embedded_model, Path(config.embedded_model).stem)
    )
