"""How the next search differs from the one before, beyond the constraints that hold: more of it, cheaper, lighter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retrieval.catalog import Product
from retrieval.query import Range, SearchQuery

MEASURES = {
    "weight": ("weight_g", "weight_kg"),
    "size": ("screen_in", "capacity_l", "volume_ml", "storage_gb", "persons", "diameter_cm", "width_cm", "length_cm"),
    "battery": ("battery_hours", "battery_days", "battery_mah", "battery_minutes", "run_minutes"),
    "noise": ("noise_db",),
}
"""What shoppers compare -> the attributes that state it, the first that a product has."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """`leave_out` are product ids not to show again; `measure` is a key of MEASURES, `more` asks for more of it.

    `cheaper` asks for less than the first product shown costs.
    """

    leave_out: frozenset[str] = frozenset()
    cheaper: bool = False
    measure: str = ""
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.leave_out or self.cheaper or self.measure)

    @property
    def comparison(self) -> str:
        """`weight_less`, `battery_more`; empty where nothing is measured."""
        return f"{self.measure}_{'more' if self.more else 'less'}" if self.measure else ""

    def of(self, query: SearchQuery, first: Product | None) -> SearchQuery:
        """The query refined against the `first` product of the list before, where that states what is measured."""
        query = replace(query, exclude_ids=query.exclude_ids | self.leave_out)
        if first is None:
            return query
        query = below(query, first.price) if self.cheaper else query
        name = next((name for name in MEASURES.get(self.measure, ()) if _number(first, name) is not None), "")
        return _beyond(query, name, _number(first, name), self.more) if name else query


def below(query: SearchQuery, price: float) -> SearchQuery:
    """The query under a price that was shown; as it is where that would leave nothing between the limits."""
    highest = round(price - 0.01, 2)
    if highest < (query.min_price or 0.01) or (query.max_price is not None and query.max_price <= highest):
        return query
    return replace(query, max_price=highest)


def measured(product: Product, measure: str) -> float | None:
    """What a product states of a measure, weights in grams; None where it states nothing."""
    for name in MEASURES[measure]:
        value = _number(product, name)
        if value is not None:
            return value * (1000 if name == "weight_kg" else 1)
    return None


def _beyond(query: SearchQuery, name: str, value: float | None, more: bool) -> SearchQuery:
    if value is None or name in query.ranges:
        return query
    wanted = Range(minimum=value, above_minimum=True) if more else Range(maximum=value, below_maximum=True)
    return replace(query, ranges={**query.ranges, name: wanted})


def _number(product: Product, name: str) -> float | None:
    value = product.attributes.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
