"""What the shopper has asked for, as typed values that outlive the turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from assistant.agent.constraints.bounds import Bounds, whole
from assistant.agent.constraints.money import PriceLimits
from retrieval.query import SearchQuery

Words = Mapping[str, tuple[str, ...]]

PRICE, EVERYTHING = "price", "all"
"""Names of several constraints at once, beside the names of the fields, for `dropping`."""
_OF_NAMES = frozenset({"categories", "brands", "excluded_brands", "attributes", "excluded_attributes"})


@dataclass(frozen=True, slots=True)
class Constraints:
    """The constraints that hold; what is unset is None, empty or False.

    Prices are as the shopper named them, in major units of `currency` (ISO 4217), or of the shop's own currency where
    `currency` is None. With `budget_for_all` the highest price is what everything together may cost, and
    `total_budget` keeps it while one thing has a lower limit of its own. `categories` and `brands` are any-of;
    `attributes` maps a name to its any-of values, `excluded_attributes` to values it must not have; `ranges` bounds
    numeric attributes. `min_rating` is 0 to 5. `thing` is what is looked for in the shopper's word where the catalogue
    has no such category. `deadline` is the last day it may arrive (ISO date), `recipient` whom it is for.
    With `ignore_profile` the shopper does not want earlier purchases used.
    """

    min_price: float | None = None
    max_price: float | None = None
    currency: str | None = None
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    attributes: Words = field(default_factory=dict)
    min_rating: float | None = None
    in_stock: bool = False
    ranges: Mapping[str, Bounds] = field(default_factory=dict)
    excluded_brands: tuple[str, ...] = ()
    excluded_attributes: Words = field(default_factory=dict)
    deadline: str | None = None
    recipient: str | None = None
    budget_for_all: bool = False
    total_budget: float | None = None
    thing: str = ""
    ignore_profile: bool = False

    def as_json(self) -> dict[str, Any]:
        """Only what is set, as JSON-ready values; whole prices as integers."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value or (value == 0 and value is not False)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Constraints:
        """The inverse of `as_json`; unknown keys are ignored, as a later version may have written them."""
        plain = ("min_price", "max_price", "currency", "min_rating", "deadline", "recipient", "total_budget")
        return cls(
            **{name: values.get(name) for name in plain},
            categories=tuple(values.get("categories", ())),
            brands=tuple(values.get("brands", ())),
            attributes=_words(values.get("attributes", {})),
            in_stock=bool(values.get("in_stock", False)),
            ranges={name: Bounds.from_json(bounds) for name, bounds in values.get("ranges", {}).items()},
            excluded_brands=tuple(values.get("excluded_brands", ())),
            excluded_attributes=_words(values.get("excluded_attributes", {})),
            budget_for_all=bool(values.get("budget_for_all", False)),
            thing=str(values.get("thing", "")),
            ignore_profile=bool(values.get("ignore_profile", False)),
        )

    @property
    def is_about_something(self) -> bool:
        """Whether it is known what kind of thing is wanted."""
        return bool(self.categories or self.thing)

    def lasting(self) -> Constraints:
        """What stays when another kind of thing is asked for: who it is for, by when, a budget for all, no profile."""
        kept = Constraints(deadline=self.deadline, recipient=self.recipient, ignore_profile=self.ignore_profile)
        if not self.budget_for_all:
            return kept
        total = self.total_budget if self.total_budget is not None else self.max_price
        return replace(kept, max_price=total, currency=self.currency, budget_for_all=True, total_budget=total)

    def then(self, newer: Constraints, another: bool | None = None) -> Constraints:
        """These constraints after the shopper said `newer`.

        With `another`, a new kind of thing, only what `lasting` keeps is left of these; otherwise `newer` refines: what
        it says replaces what was held, the rest stays. Where it is not given, kinds that have no name in common
        are taken for different ones.
        """
        if another is None:
            another = bool(self.categories and newer.categories) and not set(self.categories) & set(newer.categories)
        base = self.lasting() if another else self
        return replace(
            base._with_budget(newer),
            categories=newer.categories or (() if newer.thing else base.categories),
            thing=newer.thing or ("" if newer.categories else base.thing),
            brands=newer.brands or _less(base.brands, newer.excluded_brands),
            excluded_brands=_joined(_less(base.excluded_brands, newer.brands), newer.excluded_brands),
            attributes=_without_values({**base.attributes, **newer.attributes}, newer.excluded_attributes),
            excluded_attributes=_merged(
                _without_values(base.excluded_attributes, newer.attributes), newer.excluded_attributes
            ),
            ranges={**base.ranges, **{name: base._range(name).then(b) for name, b in newer.ranges.items()}},
            min_rating=base.min_rating if newer.min_rating is None else newer.min_rating,
            in_stock=base.in_stock or newer.in_stock,
            deadline=newer.deadline or base.deadline,
            recipient=newer.recipient or base.recipient,
        )

    def _range(self, name: str) -> Bounds:
        return self.ranges.get(name, Bounds())

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

    def _with_budget(self, newer: Constraints) -> Constraints:
        if newer.min_price is None and newer.max_price is None:
            return self
        priced = self.with_prices(PriceLimits(newer.min_price, newer.max_price, newer.currency))
        if newer.budget_for_all:
            return replace(priced, budget_for_all=True, total_budget=newer.max_price)
        if newer.currency not in (None, self.currency):  # the sum for everything was in other money
            return replace(priced, budget_for_all=False, total_budget=None)
        return priced

    def without(self, field_name: str, name: str) -> Constraints:
        """These constraints without one name that the catalogue does not have, or has no longer.

        `field_name` is as `UnknownNameError` says it: `categories`, `brands`, `attributes.NAME` or `ranges.NAME`; what
        else it may be leaves them as they are.
        """
        kind, _, attribute = field_name.partition(".")
        if kind in ("categories", "brands", "excluded_brands"):
            return self._with(kind, _less(getattr(self, kind), (name,)))
        if kind not in ("attributes", "excluded_attributes") or attribute not in getattr(self, kind):
            return self.dropping(field_name) if kind == "ranges" else self
        words = getattr(self, kind)
        left = _less(words[attribute], (name,))
        others = {one: values for one, values in words.items() if one != attribute}
        known = left and len(left) < len(words[attribute])
        return self._with(kind, {**others, attribute: left} if known else others)

    def dropping(self, name: str, value: str | None = None) -> Constraints:
        """These constraints without one the shopper gave up; what does not hold leaves them as they are.

        `name` is a field, `attributes.NAME`, `excluded_attributes.NAME` or `ranges.NAME`, `price` for all limits of
        price, or `all`; `value` is the one to give up of several.
        """
        kind, _, part = name.partition(".")
        if name == EVERYTHING:
            return Constraints(ignore_profile=self.ignore_profile)
        if value is not None and kind in _OF_NAMES:
            return self.without(name, value)
        if kind in (PRICE, "min_price", "max_price", "budget_for_all"):
            return self._without_price(kind)
        held = getattr(self, kind, None)
        if part and isinstance(held, Mapping):
            return self._with(kind, {one: said for one, said in held.items() if one != part})
        return self._with(kind, getattr(Constraints(), kind)) if hasattr(self, kind) else self

    def _with(self, field_name: str, value: Any) -> Constraints:
        changes: dict[str, Any] = {field_name: value}
        return replace(self, **changes)

    def _without_price(self, kind: str) -> Constraints:
        low = self.min_price if kind == "max_price" else None
        high = self.max_price if kind == "min_price" else None
        money = self.currency if (low, high) != (None, None) else None
        stays = kind == "min_price"
        return replace(
            self,
            min_price=low,
            max_price=high,
            currency=money,
            budget_for_all=stays and self.budget_for_all,
            total_budget=self.total_budget if stays else None,
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
    """The search that honours the constraints; price limits in a currency without a rate are left out.

    `deadline` and `recipient` bound nothing the catalogue states.
    """

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
        ranges={name: bounds.as_range() for name, bounds in constraints.ranges.items()},
        excluded_brands=constraints.excluded_brands,
        excluded_attributes=constraints.excluded_attributes,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Bounds):
        return value.as_json()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return whole(value)


def _words(values: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(options) for name, options in values.items()}


def _less(names: tuple[str, ...], taken: Iterable[str]) -> tuple[str, ...]:
    gone = set(taken)
    return tuple(name for name in names if name not in gone)


def _joined(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*names, *more]))


def _without_values(words: Words, taken: Words) -> dict[str, tuple[str, ...]]:
    """The words less the values taken of each name; a name none are left of is gone."""
    left = {name: _less(values, taken.get(name, ())) for name, values in words.items()}
    return {name: values for name, values in left.items() if values}


def _merged(words: Words, more: Words) -> dict[str, tuple[str, ...]]:
    return {**words, **{name: _joined(words.get(name, ()), values) for name, values in more.items()}}
