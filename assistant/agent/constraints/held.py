"""What the shopper has asked for, as typed values that outlive the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from assistant.agent.constraints.money import PriceLimits
from retrieval.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Constraints:
    """The constraints that hold; what is unset is None, empty or False.

    Prices are as the shopper named them, in major units of `currency` (ISO 4217), or of the shop's own currency where
    `currency` is None. `categories` and `brands` are any-of; `attributes` maps a name to its any-of values;
    `min_rating` is 0 to 5.
    """

    min_price: float | None = None
    max_price: float | None = None
    currency: str | None = None
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_rating: float | None = None
    in_stock: bool = False

    def as_json(self) -> dict[str, Any]:
        """Only what is set, as JSON-ready values; whole prices as integers."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value or (value == 0 and value is not False)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Constraints:
        """The inverse of `as_json`; unknown keys are ignored, as a later version may have written them."""
        return cls(
            min_price=values.get("min_price"),
            max_price=values.get("max_price"),
            currency=values.get("currency"),
            categories=tuple(values.get("categories", ())),
            brands=tuple(values.get("brands", ())),
            attributes={name: tuple(options) for name, options in values.get("attributes", {}).items()},
            min_rating=values.get("min_rating"),
            in_stock=bool(values.get("in_stock", False)),
        )

    def with_prices(self, limits: PriceLimits | None) -> Constraints:
        """These constraints under new price limits; a limit that was not said stays while it makes sense with them."""
        if limits is None:
            return self
        low, high = limits.minimum, limits.maximum
        same_money = limits.currency in (None, self.currency)
        if same_money and low is None and self.min_price is not None and self.min_price <= (high or 0):
            low = self.min_price
        if same_money and high is None and self.max_price is not None and self.max_price >= (low or 0):
            high = self.max_price
        return replace(self, min_price=low, max_price=high, currency=limits.currency or self.currency)

    def without(self, field_name: str, name: str) -> Constraints:
        """These constraints without one name that the catalogue does not have, or has no longer.

        `field_name` is as `UnknownNameError` says it: `categories`, `brands` or `attributes.NAME`; what else it may be
        leaves them as they are.
        """
        kind, _, attribute = field_name.partition(".")
        if kind == "categories":
            return replace(self, categories=tuple(one for one in self.categories if one != name))
        if kind == "brands":
            return replace(self, brands=tuple(one for one in self.brands if one != name))
        if attribute not in self.attributes:
            return self
        left = tuple(value for value in self.attributes[attribute] if value != name)
        others = {one: values for one, values in self.attributes.items() if one != attribute}
        known = left and len(left) < len(self.attributes[attribute])
        return replace(self, attributes={**others, attribute: left} if known else others)

    def then(self, newer: Constraints) -> Constraints:
        """These constraints after the shopper said `newer`.

        Naming another kind of product starts afresh; anything else refines: what `newer` says replaces what was held,
        the rest stays.
        """
        if self.categories and newer.categories and not set(self.categories) & set(newer.categories):
            return newer
        said = newer.min_price is not None or newer.max_price is not None
        priced = self.with_prices(PriceLimits(newer.min_price, newer.max_price, newer.currency) if said else None)
        return replace(
            priced,
            categories=newer.categories or self.categories,
            brands=newer.brands or self.brands,
            attributes={**self.attributes, **newer.attributes},
            min_rating=self.min_rating if newer.min_rating is None else newer.min_rating,
            in_stock=self.in_stock or newer.in_stock,
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """The shop's currency and what one unit of each other currency is worth in it."""

    shop_currency: str
    rates: Mapping[str, float]

    def to_shop(self, amount: float, currency: str | None) -> float | None:
        """The amount in the shop's currency, unrounded; None where the shop has no rate for `currency`."""
        if currency in (None, self.shop_currency):
            return amount
        rate = self.rates.get(currency or "")
        return None if rate is None else amount * rate


def search_query(constraints: Constraints, text: str, exchange: Exchange, top_k: int) -> SearchQuery:
    """The search that honours the constraints; price limits in a currency without a rate are left out."""

    def in_shop_money(amount: float | None) -> float | None:
        return None if amount is None else exchange.to_shop(amount, constraints.currency)

    return SearchQuery(
        text=text,
        min_price=in_shop_money(constraints.min_price),
        max_price=in_shop_money(constraints.max_price),
        categories=constraints.categories,
        brands=constraints.brands,
        attributes=constraints.attributes,
        min_rating=constraints.min_rating,
        in_stock=constraints.in_stock,
        top_k=top_k,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {name: list(options) for name, options in value.items()}
    return value
