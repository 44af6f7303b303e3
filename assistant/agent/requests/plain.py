"""What a message plainly asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PlainRequest:
    """A tool call that follows from the words alone; `arguments` fit the tool's schema."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShopSays:
    """A sentence of the shop that answers by itself: a greeting, or a question back.

    `key` names it in the replies, `values` fill it in.
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


Reading = PlainRequest | ShopSays | None
"""None: a language model has to decide."""
WHICH = ShopSays("fallback.which")
"""A product was meant, and it is not plain which."""
