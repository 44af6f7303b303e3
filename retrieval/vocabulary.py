"""The names a catalogue uses, for turning a shopper's words into constraints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from retrieval.catalog import Product


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct names as the catalogue writes them, sorted.

    `categories` has every level of every path, `category_paths` the whole paths. `attributes` maps the name of each
    word-valued attribute to its values; `numeric_attributes` and `yes_no_attributes` name the others.
    """

    brands: tuple[str, ...]
    categories: tuple[str, ...]
    category_paths: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    numeric_attributes: tuple[str, ...]
    yes_no_attributes: tuple[str, ...]

    @classmethod
    def of(cls, products: Iterable[Product]) -> Vocabulary:
        """Collect the names of `products`."""
        brands, levels, paths, numeric, yes_no = (set[str]() for _ in range(5))
        words: dict[str, set[str]] = defaultdict(set)
        for product in products:
            brands.add(product.brand)
            levels.update(product.category)
            paths.add(product.category_path)
            for name, value in product.attributes.items():
                match value:
                    case bool():
                        yes_no.add(name)
                    case float() | int():
                        numeric.add(name)
                    case _:
                        words[name].update((value,) if isinstance(value, str) else value)
        return cls(
            _sorted(brands),
            _sorted(levels),
            _sorted(paths),
            {name: _sorted(words[name]) for name in sorted(words)},
            _sorted(numeric),
            _sorted(yes_no),
        )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name))
