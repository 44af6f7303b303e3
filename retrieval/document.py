"""The exact text of a product that is embedded, and the weighted terms of it that are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from retrieval.catalog import AttributeValue, Product
from retrieval.lexical_index import TermCounts
from retrieval.tokens import document_tokens
from retrieval.units import split_unit

DOCUMENT_VERSION: Final = 2
"""Raised whenever these texts change, so that an index made from the older ones is built again."""

UNREADABLE: Final = 0.5
"""A text of which the embedder cannot read this share of tokens, or more, is kept from it."""

FIELD_WEIGHTS: Final = (3.0, 2.0, 1.0)
"""How much a word counts in a title; in a brand, category or tag; in an attribute or description."""


def embedded_text(product: Product, unknown_share: Callable[[str], float]) -> str:
    """Title, category, brand, tags and description, those that the embedder can read; empty if it can read none.

    Chinese title and description join only for an embedder that reads them.
    """
    parts = (
        product.title,
        product.title_zh,
        ", ".join((*product.category, product.brand) if product.brand else product.category),
        ", ".join(product.tags),
        product.description,
        product.description_zh,
    )
    return ". ".join(part.rstrip(". ") for part in parts if part and unknown_share(part) < UNREADABLE)


def term_counts(product: Product) -> TermCounts:
    """The product's index terms with their weighted counts, both languages together."""
    counts: Counter[str] = Counter()
    for text, weight in zip(_fields(product), FIELD_WEIGHTS, strict=True):
        for token in document_tokens(text):
            counts[token] += weight  # type: ignore[assignment]  # a Counter holds weighted counts as well
    return counts


def searchable_text(product: Product) -> str:
    """All of the product's own words in one line, as `term_counts` sees them."""
    return " \n ".join(_fields(product))


def _fields(product: Product) -> tuple[str, str, str]:
    return (
        f"{product.title} \n {product.title_zh}",
        " \n ".join((product.brand, *product.category, *product.tags)),
        " \n ".join((*_attribute_words(product), product.description, product.description_zh)),
    )


def _attribute_words(product: Product) -> list[str]:
    return [words for name, value in product.attributes.items() if (words := _words(name, value))]


def _words(name: str, value: AttributeValue) -> str:
    """A yes names its attribute (`wireless`), a no says nothing, a number needs its unit to mean anything."""
    label = name.replace("_", " ")
    match value:
        case bool():
            return label if value else ""
        case float() | int():
            measured, unit = split_unit(name)
            return f"{value:g} {unit} {measured.replace('_', ' ')}" if unit else f"{value:g} {label}"
        case tuple():
            return ", ".join(value)
    return value
