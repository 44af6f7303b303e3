"""Exact constraints over columns: which products satisfy all of them, with none missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import AttributeValue, Product
from retrieval.query import SearchQuery

Rows = NDArray[np.intp]
RowsByName = Mapping[str, Rows]

PRIOR_REVIEWS: Final = 10
"""How many reviews at the catalogue's mean every product is given, so that one five-star review does not lead."""


@dataclass(frozen=True, slots=True)
class FilterColumns:
    """The catalogue as columns, one entry a product in catalogue order.

    `rating` is NaN and `stock` -1 where the shop states none. Names are case-folded; `categories` holds every level
    and the whole path.
    """

    price: NDArray[np.float64]
    rating: NDArray[np.float64]
    stock: NDArray[np.int64]
    review_count: NDArray[np.int64]
    categories: RowsByName
    brands: RowsByName
    attributes: Mapping[str, RowsByName]
    row_of: Mapping[str, int]

    @classmethod
    def of(cls, products: Sequence[Product]) -> FilterColumns:
        """Lay `products` out as columns."""
        names = sorted({name.casefold() for product in products for name in product.attributes})
        return cls(
            price=np.array([p.price for p in products], np.float64),
            rating=np.array([np.nan if p.rating is None else p.rating for p in products], np.float64),
            stock=np.array([-1 if p.stock is None else p.stock for p in products], np.int64),
            review_count=np.array([p.review_count for p in products], np.int64),
            categories=_rows_by_name((*p.category, p.category_path) for p in products),
            brands=_rows_by_name((p.brand,) for p in products),
            attributes={name: _rows_by_name(_attribute_names(p, name) for p in products) for name in names},
            row_of={p.id: row for row, p in enumerate(products)},
        )

    def mask(self, query: SearchQuery) -> NDArray[np.bool_]:
        """True for each product that satisfies every constraint of `query`."""
        mask = np.ones(len(self.price), bool)
        if query.min_price is not None:
            mask &= self.price >= query.min_price
        if query.max_price is not None:
            mask &= self.price <= query.max_price
        if query.min_rating is not None:
            mask &= self.rating >= query.min_rating
        if query.in_stock:
            mask &= self.stock != 0
        if query.categories:
            mask &= self._any_of(self.categories, query.categories)
        if query.brands:
            mask &= self._any_of(self.brands, query.brands)
        for name, wanted in query.attributes.items():
            mask &= self._any_of(self.attributes.get(name.strip().casefold(), {}), wanted)
        mask[[self.row_of[product_id] for product_id in query.exclude_ids if product_id in self.row_of]] = False
        return mask

    def standing(self) -> NDArray[np.float64]:
        """Each product's rating pulled to the catalogue's mean by as much as ten unseen reviews would (0 to 5)."""
        rated = ~np.isnan(self.rating)
        mean = float(self.rating[rated].mean()) if rated.any() else 0.0
        votes = np.where(rated, self.review_count, 0)
        stars = np.where(rated, self.rating, 0) * votes + mean * PRIOR_REVIEWS
        standing: NDArray[np.float64] = stars / (votes + PRIOR_REVIEWS)
        return standing

    def _any_of(self, rows_by_name: RowsByName, names: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.price), bool)
        for name in names:
            mask[rows_by_name.get(name.strip().casefold(), [])] = True
        return mask


def attribute_words(value: AttributeValue) -> tuple[str, ...]:
    """The words by which a value may be asked for: `38` for 38.0, `true` or `yes` for a yes, each text of a list."""
    match value:
        case bool():
            return ("true", "yes") if value else ("false", "no")
        case float() | int():
            return (f"{value:g}",)
        case tuple():
            return value
    return (value,)


def _attribute_names(product: Product, folded: str) -> tuple[str, ...]:
    return tuple(
        word
        for name, value in product.attributes.items()
        if name.casefold() == folded
        for word in attribute_words(value)
    )


def _rows_by_name(names_by_row: Iterable[Iterable[str]]) -> RowsByName:
    found: dict[str, list[int]] = defaultdict(list)
    for row, names in enumerate(names_by_row):
        for name in {name.strip().casefold() for name in names} - {""}:
            found[name].append(row)
    return {name: np.array(rows, np.intp) for name, rows in found.items()}
