"""Tokens used in a turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens read and written; a prompt token that came from the model's cache counts as read."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


def sum_usage(messages: Iterable[BaseMessage]) -> TokenUsage:
    """Usage summed over the model's messages; a message without usage counts as nothing."""
    total = TokenUsage()
    for message in messages:
        usage = getattr(message, "usage_metadata", None)
        if usage:
            total += TokenUsage(usage["input_tokens"], usage["output_tokens"])
    return total
