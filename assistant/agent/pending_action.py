"""Something a shopper asked for that is not done before they say yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PendingAction:
    """A writing tool with everything it needs; `text` is the question the shopper was asked.

    `id` is given to the records when it is done, so that it is never done twice. Only `customer_id`, None for a guest,
    may confirm it. `arguments` are resolved: they hold ids, never numbers in a list.
    """

    id: str
    tool: str
    text: str
    customer_id: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `Turn.pending` keeps it."""
        return {
            "id": self.id,
            "tool": self.tool,
            "text": self.text,
            "customer_id": self.customer_id,
            "arguments": dict(self.arguments),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> PendingAction | None:
        """The inverse of `as_json`; None for the empty mapping of a turn that asked for nothing."""
        if not values.get("id") or not values.get("tool"):
            return None
        text, customer = str(values.get("text", "")), values.get("customer_id")
        return cls(str(values["id"]), str(values["tool"]), text, customer, dict(values.get("arguments", {})))
