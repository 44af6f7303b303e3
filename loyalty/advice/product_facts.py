"""What a profile needs to know of a product; the catalogue itself stays outside of this package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as the shop's catalogue describes it; what it does not state is empty.

    `category` is the path, the department first, as the catalogue writes it; `category_names` says the last level in
    English and in Chinese, `department_names` the first. `size` is given only where the product comes in one.
    """

    title_en: str
    title_zh: str
    category: tuple[str, ...] = ()
    category_names: tuple[str, str] = ("", "")
    department_names: tuple[str, str] = ("", "")
    brand: str = ""
    size: str = ""


FindFacts: TypeAlias = Callable[[str], ProductFacts | None]
"""The facts of a product by its id; None for one that the catalogue no longer has."""
