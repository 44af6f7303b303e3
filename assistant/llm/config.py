"""What opening a language model needs to know; built by `assistant.settings`, never from the environment here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ToolCallStyle = Literal["auto", "native", "guided"]

DECISION_TOKENS = 200
"""The most that a guided model may write to choose a tool."""
EMBEDDED_CONTEXT_TOKENS = 6144
"""Of these the system prompt and the tools take 1,200; a slot's memory grows by 28 MiB for each 1,000."""
HOSTED_CONTEXT_TOKENS = 8192
"""Native tools are told in 1,900 tokens; the smallest context that servers usually give."""
DEFAULT_EMBEDDED_MODEL = "qwen2.5-coder-1.5b"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Longest waits of one language model call, in seconds.

    `decision_seconds`: until a tool is chosen or the answer begins; `first_token_seconds`: until the first sign of
    life; `between_tokens_seconds`: the silence after that; `answer_seconds`: the whole call, answer included.
    """

    decision_seconds: float
    first_token_seconds: float
    between_tokens_seconds: float
    answer_seconds: float


HOSTED_LIMITS = TimeLimits(decision_seconds=30, first_token_seconds=20, between_tokens_seconds=15, answer_seconds=60)
EMBEDDED_LIMITS = TimeLimits(decision_seconds=60, first_token_seconds=60, between_tokens_seconds=20, answer_seconds=90)
"""Two slow cores read a cold prompt of 1,300 tokens in 25 seconds, and in twice that beside another conversation."""


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """What a million tokens cost in US dollars, those read and those written; both at least 0."""

    prompt_usd: float
    completion_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelConfig:
    """One language model, hosted when `base_url` is set and embedded otherwise.

    `limits` None means those of its kind. `max_retries` counts tries after the first, before anything was shown.
    After `breaker_failures` calls in a row that failed the model is left alone for `breaker_seconds`. `fallbacks` are
    asked in their order where this one fails before anything was shown; theirs are not looked at.
    `tool_calls` "auto" means guided for the embedded model and native for a hosted one.
    `embedded_model` is a name from `model_wheels.json` or a path to a .gguf file. `context_tokens` is what one
    conversation may hold, prompt and answer; each of `parallel_slots` gets that much. `threads` None means one a core.
    `max_output_tokens` bounds one answer. `price` is None where nobody has said what the model costs.
    """

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    model: str | None = None
    limits: TimeLimits | None = None
    max_retries: int = 2
    breaker_failures: int = 3
    breaker_seconds: float = 30.0
    fallbacks: tuple[LanguageModelConfig, ...] = ()
    tool_calls: ToolCallStyle = "auto"
    embedded_model: str = DEFAULT_EMBEDDED_MODEL
    cache_dir: Path = field(default_factory=lambda: Path.home() / ".cache" / "daogou")
    context_tokens: int = EMBEDDED_CONTEXT_TOKENS
    threads: int | None = None
    parallel_slots: int = 2
    temperature: float = 0.2
    max_output_tokens: int = 400
    price: TokenPrice | None = None

    @property
    def is_guided(self) -> bool:
        """Whether tool calls are held to a schema: where asked for, and for the embedded model unless forbidden."""
        return self.tool_calls == "guided" or (self.tool_calls == "auto" and not self.base_url)

    @property
    def time_limits(self) -> TimeLimits:
        """The limits in force."""
        return self.limits or (HOSTED_LIMITS if self.base_url else EMBEDDED_LIMITS)

    @property
    def prompt_tokens(self) -> int:
        """What a prompt may have: the context without the room for the longer of a decision and an answer."""
        return self.context_tokens - max(DECISION_TOKENS, self.max_output_tokens)
