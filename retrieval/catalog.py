"""The product, as the shop's catalogue states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AttributeValue = str | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One catalogue row.

    `price` and `list_price` are in major units of `currency` (ISO 4217), exact to the cent. `rating` is 0 to 5 or
    None when nobody has rated it; `stock` is a count of pieces or None when the shop does not state it.
    `category` runs from the department to the leaf. `attributes` carry their unit in the name (`weight_g`).
    `title_zh` and `description_zh` are empty when the catalogue has no Chinese text. `added_on` is an ISO date
    or empty. `image` is a path relative to the catalogue file, a URL, or empty.
    """

    id: str
    title: str
    price: float
    currency: str
    description: str = ""
    title_zh: str = ""
    description_zh: str = ""
    brand: str = ""
    category: tuple[str, ...] = ()
    list_price: float | None = None
    rating: float | None = None
    review_count: int = 0
    stock: int | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    image: str = ""
    added_on: str = ""

    @property
    def category_path(self) -> str:
        """The category as one line, department first: `audio > headphones`; empty when not stated."""
        return " > ".join(self.category)

    def title_in(self, language: str) -> str:
        """The title in `language` (`en` or `zh`), or in the catalogue's own language where there is none."""
        return self.title_zh if language == "zh" and self.title_zh else self.title

    def description_in(self, language: str) -> str:
        """The description in `language` (`en` or `zh`), or in the catalogue's own where there is none."""
        return self.description_zh if language == "zh" and self.description_zh else self.description
