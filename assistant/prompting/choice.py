"""Which version of each prompt a conversation is held with."""

from __future__ import annotations

from dataclasses import dataclass

from prompts.library import Prompt, PromptLibrary

PROMPTS = ("shopping_agent", "replies")
"""The prompts that a conversation needs one of each of: what the language model is told, and what the shop says."""


@dataclass(frozen=True, slots=True)
class PromptChoice:
    """One version of each prompt; equal where both say the same."""

    shopping_agent: Prompt
    replies: Prompt

    @classmethod
    def newest(cls, library: PromptLibrary) -> PromptChoice:
        """The newest version that comes with Daogou of each; what holds where nobody published anything."""
        return cls(*(library.get(name) for name in PROMPTS))
