"""What is asked of the search engine and what it gives back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.catalog import Product
from retrieval.errors import InvalidQueryError


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words and exact constraints; every hit satisfies every constraint.

    Prices are in the catalogue's currency, both ends included. `categories`, `brands` and each value in
    `attributes` match any of the names given, without regard to case; a category matches any level of a product's
    path, or the path itself (`audio > headphones`). A product without a rating fails `min_rating`; one without a
    stated stock passes `in_stock`. Empty `text` browses by the constraints alone. `top_k` is at least 1.

    Raises:
        InvalidQueryError: a price or rating is negative or not a number, or a minimum is above its maximum.
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

    @property
    def is_narrowed(self) -> bool:
        """Whether a category, brand or attribute is asked for."""
        return bool(self.categories or self.brands or self.attributes)

    def __post_init__(self) -> None:
        for name in ("min_price", "max_price", "min_rating"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise InvalidQueryError(f"{name} must be a number of at least 0, not {value}.", name)
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise InvalidQueryError(
                f"The lowest price, {self.min_price:g}, is above the highest, {self.max_price:g}.", "min_price"
            )
        if self.min_rating is not None and self.min_rating > 5:
            raise InvalidQueryError(f"min_rating must be 0 to 5, not {self.min_rating:g}.", "min_rating")
        if self.top_k < 1:
            raise InvalidQueryError(f"top_k must be at least 1, not {self.top_k}.", "top_k")


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
class SearchResult:
    """The hits (at most `query.top_k`), and `total`, how many products satisfy the constraints.

    `timings_ms` is wall time a stage, in milliseconds, with the whole under `total`.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    total: int
    timings_ms: Mapping[str, float] = field(default_factory=dict)
