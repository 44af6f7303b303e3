"""The catalogue as columns, for exact constraints over up to a million rows; a row is a product's place."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval import column_files
from retrieval.attributes import Attribute, AttributeRows
from retrieval.catalog import Product
from retrieval.names import attribute_key
from retrieval.postings import Mask, NameRows, Postings

PRIOR_REVIEWS: Final = 10
"""How many reviews at the catalogue's mean every product is given, so that one five-star review does not lead."""


@dataclass(frozen=True, slots=True)
class FilterColumns:
    """One entry a row; rows are only ever added, by `joined`. All arrays may be mapped from files.

    `price` is in the catalogue's currency; `rating` is NaN and `stock` -1 where the shop states none; `added_on`
    counts days since 0001-01-01, 0 where unknown. `levels` has every level of the category paths, `paths` the whole
    ones. `attributes` is by `attribute_key`.
    """

    price: NDArray[np.float64]
    rating: NDArray[np.float64]
    stock: NDArray[np.int64]
    review_count: NDArray[np.int64]
    added_on: NDArray[np.int32]
    brands: Postings
    levels: Postings
    paths: Postings
    attributes: Mapping[str, Attribute]

    def __len__(self) -> int:
        """How many rows there are, dead ones included."""
        return len(self.price)

    @classmethod
    def of(cls, products: Iterable[Product]) -> FilterColumns:
        """Lay `products` out as columns, in order; they are read once and not kept."""
        gathered = _Gathered()
        for product in products:
            gathered.add(product)
        return gathered.finish()

    @classmethod
    def joined(cls, parts: Sequence[FilterColumns]) -> FilterColumns:
        """The rows of all parts, those of later parts numbered on; takes the memory of the arrays twice at most."""
        if len(parts) == 1:
            return parts[0]
        firsts = np.cumsum([0, *(len(part) for part in parts)]).tolist()
        numbered = list(zip(firsts, parts, strict=False))
        keys = sorted({key for part in parts for key in part.attributes})
        return cls._of_columns(
            {n: np.concatenate([np.zeros(0, kind), *(getattr(p, n) for p in parts)]) for n, kind in PLAIN.items()},
            {n: Postings.joined([(first, getattr(part, n)) for first, part in numbered]) for n in NAMED},
            {k: Attribute.joined([(f, p.attributes[k]) for f, p in numbered if k in p.attributes]) for k in keys},
        )

    def living(self, alive: Mask) -> FilterColumns:
        """As many rows, of which those that are not `alive` (n,) carry no names and no attributes any more.

        So a name that is spelled anew everywhere is known by its new spelling once the rows are joined.
        """
        return self._of_columns(
            {name: getattr(self, name) for name in PLAIN},
            {name: getattr(self, name).living(alive) for name in NAMED},
            {key: attribute.living(alive) for key, attribute in self.attributes.items() if attribute.is_used(alive)},
        )

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`, which exists; files of an earlier save there are overwritten.

        Raises:
            OSError: the folder cannot be written.
        """
        column_files.save(
            folder,
            {name: getattr(self, name) for name in PLAIN},
            {name: getattr(self, name) for name in NAMED},
            self.attributes,
        )

    @classmethod
    def load(cls, folder: Path) -> FilterColumns:
        """Map what `save` wrote; takes milliseconds and no memory worth the name, however many rows there are.

        Raises:
            OSError, ValueError: the files are not there or not whole.
        """
        return cls._of_columns(*column_files.load(folder, tuple(PLAIN)))

    @classmethod
    def _of_columns(
        cls, plain: Mapping[str, NDArray[Any]], named: Mapping[str, Postings], attributes: Mapping[str, Attribute]
    ) -> FilterColumns:
        columns: dict[str, Any] = {**plain, **named}
        return cls(**columns, attributes=attributes)

    def standing(self, alive: Mask | None = None) -> NDArray[np.float64]:
        """Each rating (n,) pulled to the mean of the rows alive by as much as ten unseen reviews would, 0 to 5."""
        rated = ~np.isnan(self.rating)
        counted = rated if alive is None else rated & alive
        mean = float(self.rating[counted].mean()) if counted.any() else 0.0
        votes = np.where(rated, self.review_count, 0)
        stars = np.where(rated, self.rating, 0) * votes + mean * PRIOR_REVIEWS
        standing: NDArray[np.float64] = stars / (votes + PRIOR_REVIEWS)
        return standing


PLAIN: Final = {
    "price": np.float64, "rating": np.float64, "stock": np.int64, "review_count": np.int64, "added_on": np.int32,
}  # fmt: skip
NAMED: Final = ("brands", "levels", "paths")


class _Gathered:
    """The columns while products are read."""

    def __init__(self) -> None:
        self.plain: dict[str, array[Any]] = {
            name: array("d" if kind is np.float64 else "q") for name, kind in PLAIN.items()
        }
        self.brands, self.levels, self.paths = NameRows(), NameRows(), NameRows()
        self.attributes: dict[str, AttributeRows] = {}

    def add(self, product: Product) -> None:
        row = len(self.plain["price"])
        self.plain["price"].append(product.price)
        self.plain["rating"].append(np.nan if product.rating is None else product.rating)
        self.plain["stock"].append(-1 if product.stock is None else product.stock)
        self.plain["review_count"].append(product.review_count)
        self.plain["added_on"].append(_day(product.added_on))
        self.brands.add(row, (product.brand,))
        self.levels.add(row, product.category)
        self.paths.add(row, (product.category_path,))
        for name, value in product.attributes.items():
            key = attribute_key(name)
            if key not in self.attributes:
                self.attributes[key] = AttributeRows.named(name)
            self.attributes[key].add(row, value)

    def finish(self) -> FilterColumns:
        return FilterColumns._of_columns(
            {name: np.array(self.plain[name], kind) for name, kind in PLAIN.items()},
            {name: getattr(self, name).finish() for name in NAMED},
            {key: self.attributes[key].finish() for key in sorted(self.attributes)},
        )


def _day(added_on: str) -> int:
    """The day's number, 0 for none or for what is no date."""
    try:
        return date.fromisoformat(added_on[:10]).toordinal()
    except ValueError:
        return 0
