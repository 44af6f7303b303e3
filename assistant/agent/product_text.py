"""How a product is written for the language model: few words, every fact as the catalogue states it."""

from __future__ import annotations

from assistant.agent.currencies import format_price
from assistant.agent.events import Language
from retrieval.catalog import AttributeValue, Product

ROW_ATTRIBUTES = 4
DESCRIPTION_CHARS = 500


def row(number: int | None, product: Product, language: Language) -> str:
    """One line: number in the list, title, price, rating, stock and the first few attributes."""
    facts = [_price(product), _rating(product), _stock(product)]
    facts += [_attribute(name, value) for name, value in list(product.attributes.items())[:ROW_ATTRIBUTES]]
    label = f"[{number}] " if number else ""
    return f"{label}{product.title_in(language)}: " + ", ".join(fact for fact in facts if fact)


def details(number: int | None, product: Product, language: Language) -> str:
    """Everything the catalogue states, the description cut at DESCRIPTION_CHARS."""
    lines = [row(number, product, language), product.description_in(language)[:DESCRIPTION_CHARS]]
    lines += [f"brand: {product.brand}"] if product.brand else []
    lines += [_attribute(name, value) for name, value in list(product.attributes.items())[ROW_ATTRIBUTES:]]
    return "\n".join(line for line in lines if line)


def _price(product: Product) -> str:
    was = f" (was {format_price(product.list_price, product.currency)})" if product.list_price else ""
    return format_price(product.price, product.currency) + was


def _rating(product: Product) -> str:
    return f"{product.rating:g} stars from {product.review_count} reviews" if product.rating is not None else ""


def _stock(product: Product) -> str:
    if product.stock is None:
        return ""
    return f"{product.stock} in stock" if product.stock else "out of stock"


def _attribute(name: str, value: AttributeValue) -> str:
    """`battery_hours` 38 as `battery hours 38`; a plain yes as the name alone, a no as `not ...`."""
    label = name.replace("_", " ")
    if isinstance(value, bool):
        return label if value else f"not {label}"
    text = ", ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)
    return f"{label} {text}"
