"""The part of an opened shop that the lab needs beside what every page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from interfaces.ui.shopfront import Shopfront

if TYPE_CHECKING:
    from assistant.prompting.shelf import PromptShelf

LABELS = ("production", "staging")
"""`production` answers every shopper's new conversations; `staging` is for staff."""


class LabShop(Shopfront, Protocol):
    """An opened shop with its prompts."""

    @property
    def shelf(self) -> PromptShelf:
        """Versions, drafts, labels and shares."""
