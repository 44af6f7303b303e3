"""The seam: whatever can say how texts sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from loyalty.nouns import Sentiment


class SentimentModel(Protocol):
    """Reads how texts sound; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Which model it is, with its version: readings made with another name are out of date."""
        ...

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        """One reading a text, in order; any text is taken, none raises."""
        ...
