"""What is asked of the search engine and what it gives back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from retrieval.catalog import Product
from retrieval.errors import InvalidQueryError

Sort = Literal["relevance", "price_low", "price_high", "rating", "newest"]
SORTS: Final[tuple[str, ...]] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class Range:
    """What a numeric attribute may be; at least one end is given.

    Both ends are included, unless `above_minimum` or `below_maximum` leaves one out. `unit` is that of both ends (`kg`,
    `in`, `fl oz`, `h`); empty: the unit in the attribute's name, or the only one in which the catalogue states it.

    Raises:
        InvalidQueryError: an end is not a number, the minimum is above the maximum, or no end is given.
    """

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    above_minimum: bool = False
    below_maximum: bool = False

    def __post_init__(self) -> None:
        for end in (self.minimum, self.maximum):
            if end is not None and not _is_number(end):
                raise InvalidQueryError(f"The end of a range must be a number, not {end}.", "ranges")
        if self.minimum is None and self.maximum is None:
            raise InvalidQueryError("A range needs a minimum, a maximum or both.", "ranges")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidQueryError(
                f"The lowest value of a range, {self.minimum:g}, is above the highest, {self.maximum:g}.", "ranges"
            )
        if self.minimum == self.maximum and (self.above_minimum or self.below_maximum):
            raise InvalidQueryError(f"No number lies between {self.minimum:g} and {self.maximum:g}.", "ranges")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words and exact constraints; every hit satisfies every constraint.

    Prices are in the catalogue's currency, both ends included. `categories`, `brands` and each value in
    `attributes` match any of the names given, without regard to case; a category matches any level of a product's
    path, or the path from its first level on (`audio > headphones`). A value in `attributes` is a word, or an amount
    in any fitting unit (`1.5 kg` for 1500 g). A product without a rating fails `min_rating`; one without a stated stock
    passes `in_stock`. Empty `text` browses by the constraints alone. `top_k` is at least 1.

    `ranges` bounds numeric attributes by name, with or without the unit the name carries (`weight`, `weight_g`); a
    product that does not state the attribute fails. Products of `excluded_brands` fail, and so do those that state one
    of the values in `excluded_attributes`; names that the catalogue does not have exclude nothing. `similar_to` is the
    id of a product to find the like of, itself left out. `facets` names what to count over all that satisfy the
    constraints: `category`, `brand`, `price`, `rating` or an attribute. `diversity` is 0 (best first) to 1 (as unlike
    one another as can be).

    Raises:
        InvalidQueryError: a price or rating is negative or not a number, a minimum is above its maximum, a name is
            blank, or `sort`, `diversity` or `top_k` is none of what they may be; `field` says which.
    """

    text: str
    min_price: float | None = None
    max_price: float | None = None
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_rating: float | None = None
    in_stock: bool = False
    exclude_ids: frozenset[str] = frozenset()
    top_k: int = 10
    ranges: Mapping[str, Range] = field(default_factory=dict)
    similar_to: str = ""
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    diversity: float = 0.0
    excluded_brands: tuple[str, ...] = ()
    excluded_attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Whether a category, brand or attribute is asked for."""
        return bool(self.categories or self.brands or self.attributes or self.ranges)

    def __post_init__(self) -> None:
        for name in ("min_price", "max_price", "min_rating"):
            value = getattr(self, name)
            if value is not None and not (_is_number(value) and value >= 0):
                raise InvalidQueryError(f"{name} must be a number of at least 0, not {value}.", name)
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise InvalidQueryError(
                f"The lowest price, {self.min_price:g}, is above the highest, {self.max_price:g}.", "min_price"
            )
        if self.min_rating is not None and self.min_rating > 5:
            raise InvalidQueryError(f"min_rating must be 0 to 5, not {self.min_rating:g}.", "min_rating")
        if isinstance(self.top_k, bool) or not isinstance(self.top_k, int) or self.top_k < 1:
            raise InvalidQueryError(f"top_k must be a whole number of at least 1, not {self.top_k}.", "top_k")
        if self.sort not in SORTS:
            raise InvalidQueryError(f'sort must be {", ".join(SORTS[:-1])} or {SORTS[-1]}, not "{self.sort}".', "sort")
        if not (_is_number(self.diversity) and 0 <= self.diversity <= 1):
            raise InvalidQueryError(f"diversity must be a number from 0 to 1, not {self.diversity}.", "diversity")
        self._check_names()

    def _check_names(self) -> None:
        """Every name must say something; an attribute asked for must be given values."""
        named = {"categories": self.categories, "brands": self.brands, "facets": self.facets}
        named |= {"excluded_brands": self.excluded_brands}
        named |= {f"attributes.{name}": (name, *values) for name, values in self.attributes.items()}
        named |= {f"excluded_attributes.{name}": (name, *values) for name, values in self.excluded_attributes.items()}
        named |= {f"ranges.{name}": (name,) for name in self.ranges}
        for field_name, names in named.items():
            if isinstance(names, str) or not all(isinstance(name, str) and name.strip() for name in names):
                raise InvalidQueryError(f"{field_name} must be a list of names, none of them blank.", field_name)
        for name, values in self.attributes.items():
            if isinstance(values, str) or not values:
                raise InvalidQueryError(f"attributes.{name} must be a list of one value or more.", f"attributes.{name}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A product found, best first.

    `score` orders the hits of one search and means nothing across searches. `stage_scores` keeps what each stage
    said (`lexical`: BM25, 0 upwards; `dense`: cosine, -1 to 1), absent where the stage did not find the product.
    `matched_terms` are the query's words that stand in the product's own text, as the shopper typed them.
    """

    product: Product
    score: float
    stage_scores: Mapping[str, float] = field(default_factory=dict)
    matched_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet, and how many products have it.

    A word is spelled as in the catalogue; a range is `10 - 20`, its lower end included and its upper not, with the unit
    where there is one (`0.5 - 1 kg`).
    """

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A constraint that, given up or widened, lets products through.

    `constraint` is the field's name (`max_price`, `brands`, `attributes.colour`, `ranges.weight`, ...). `value` is the
    nearest limit that lets something through, in the unit asked in, or None where it can only be given up; one of a
    range that lies below the minimum takes its place, one above the maximum that one's. `also` are the constraints that
    must be changed with it, empty where it is enough alone. `products` is how many pass then.
    """

    constraint: str
    value: float | None
    products: int
    also: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits (at most `query.top_k`), and `total`, how many products satisfy the constraints.

    `timings_ms` is wall time a stage, in milliseconds, with the whole under `total`. `facets` answers `query.facets`.
    `relaxations`, the smallest change first, say what to give up where nothing satisfies the constraints.
    `corrections` maps words of the text to the catalogue's words they were read as.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    total: int
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    relaxations: tuple[Relaxation, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
