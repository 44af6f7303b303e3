"""What a numeric attribute may be, as the shopper said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.query import Range


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most an attribute may be, both ends included, in `unit` as `retrieval.units` shows it.

    An empty unit is the attribute's own, or none (pages, ports). One end at least is given, and where both are,
    `minimum` is at most `maximum`.
    """

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what is set; whole numbers as integers."""
        values = {"min": self.minimum, "max": self.maximum, "unit": self.unit or None}
        return {name: whole(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Bounds:
        """The inverse of `as_json`."""
        return cls(values.get("min"), values.get("max"), str(values.get("unit", "")))

    def then(self, newer: Bounds) -> Bounds:
        """These bounds after `newer` was said: an end not said again stays while it makes sense with the new one."""
        if self.unit != newer.unit:
            return newer
        low, high = newer.minimum, newer.maximum
        if low is None and self.minimum is not None and self.minimum < (high or 0):
            low = self.minimum
        if high is None and self.maximum is not None and self.maximum > (low or 0):
            high = self.maximum
        return Bounds(low, high, self.unit)

    def as_range(self) -> Range:
        """As a search takes it."""
        return Range(self.minimum, self.maximum, self.unit)


def whole(value: Any) -> Any:
    """A float without a fraction as an integer, anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
