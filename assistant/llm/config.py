"""What opening a language model needs to know; built by `assistant.settings`, never from the environment here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ToolCallStyle = Literal["auto", "native", "guided"]

DEFAULT_EMBEDDED_MODEL = "qwen2.5-coder-1.5b"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelConfig:
    """One language model, hosted when `base_url` is set and embedded otherwise.

    `timeout_seconds` bounds one request, and with a stream the silence between two pieces. `max_retries` counts tries
    after the first. `tool_calls` "auto" means guided for the embedded model and native for a hosted one.
    `embedded_model` is a name from `model_wheels.json` or a path to a .gguf file. `context_tokens` is what one
    conversation may hold, prompt and answer; each of `parallel_slots` gets that much. `threads` None means one a core.
    `max_output_tokens` bounds one answer.
    """

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    model: str | None = None
    timeout_seconds: float = 60.0
    max_retries: int = 2
    tool_calls: ToolCallStyle = "auto"
    embedded_model: str = DEFAULT_EMBEDDED_MODEL
    cache_dir: Path = field(default_factory=lambda: Path.home() / ".cache" / "daogou")
    context_tokens: int = 4096
    threads: int | None = None
    parallel_slots: int = 2
    temperature: float = 0.2
    max_output_tokens: int = 400

    @property
    def is_guided(self) -> bool:
        """Whether tool calls are held to a schema: where asked for, and for the embedded model unless forbidden."""
        return self.tool_calls == "guided" or (self.tool_calls == "auto" and not self.base_url)
