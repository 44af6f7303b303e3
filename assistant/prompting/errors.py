"""What can go wrong with versions, labels and shares; each in one sentence that says what to do."""

from __future__ import annotations

from prompts.errors import PromptError


class ShelfFault(PromptError):
    """What was asked of the shelf cannot be done; nothing is changed."""
