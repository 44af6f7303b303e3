"""The seam for what other rooms learn of a person and keep outside of these tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class PersonalStore(Protocol):
    """Something that keeps words, signals or figures of people: a model's memory, scores, a file of drafts.

    A room that begins to keep such a thing hands one to `assistant.wiring.Shop.personal_stores`. `subject` is an owner:
    `customer:C-001` or `conversation:<id>`.
    """

    @property
    def name(self) -> str:
        """What the receipt and the export call it, like `loyalty_scores`."""
        ...

    def export(self, subject: str) -> Mapping[str, Any]:
        """What is kept of the subject, ready for JSON; empty where nothing is."""
        ...

    def erase(self, subject: str) -> int:
        """Erases it and says how many pieces that were; again it finds none.

        Called before the tables are erased, and again after that for what was made of them meanwhile.
        """
        ...
