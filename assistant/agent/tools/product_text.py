"""How a product is written for the language model: few words, every fact as the catalogue states it."""

from __future__ import annotations

from assistant.agent.constraints.currencies import format_price
from assistant.agent.events import Language
from retrieval.catalog import AttributeValue, Product

ROW_ATTRIBUTES = 4
DESCRIPTION_CHARS = 300
FEW = 3
EXCERPT_CHARS = 120
"""A product with fewer attributes than FEW is told by this much of its description."""
_UNITS = {
    "g": "g", "kg": "kg", "cm": "cm", "mm": "mm", "m": "m", "l": "l", "ml": "ml", "hours": "h", "w": "W", "in": "in",
    "gb": "GB", "mah": "mAh", "wh": "Wh", "c": "°C", "db": "dB", "years": "years", "months": "months",
}  # fmt: skip
"""What an attribute's name ends in -> how its unit is written."""


def row(number: int | None, product: Product, language: Language) -> str:
    """One line for a search's list: number, title, price, rating, first attributes; stock if none.

    Kept short: the model reads it before it can say a word, at 50 to 100 tokens a second.
    """
    rating = f"{product.rating:g} stars" if product.rating is not None else ""
    gone = "out of stock" if product.stock == 0 else ""
    attributes = _attributes(product)[:ROW_ATTRIBUTES]
    facts = [format_price(product.price, product.currency), rating, gone, *attributes]
    told = product.description_in(language)[:EXCERPT_CHARS] if len(attributes) < FEW else ""
    return _line(number, product, language, [*facts, told])


def details(number: int | None, product: Product, language: Language) -> str:
    """Everything the catalogue states, the description cut at DESCRIPTION_CHARS."""
    brand = f"brand {product.brand}" if product.brand else ""
    facts = [price_of(product), _rating(product), _stock(product), brand, *_attributes(product)]
    description = product.description_in(language)[:DESCRIPTION_CHARS]
    return "\n".join(part for part in (_line(number, product, language, facts), description) if part)


def _line(number: int | None, product: Product, language: Language, facts: list[str]) -> str:
    label = f"[{number}] " if number else ""
    return f"{label}{product.title_in(language)}: " + ", ".join(fact for fact in facts if fact)


def price_of(product: Product) -> str:
    """The price, and what it was before it was cut."""
    was = f" (was {format_price(product.list_price, product.currency)})" if product.list_price else ""
    return format_price(product.price, product.currency) + was


def _rating(product: Product) -> str:
    return f"{product.rating:g} stars from {product.review_count} reviews" if product.rating is not None else ""


def _stock(product: Product) -> str:
    if product.stock is None:
        return ""
    return f"{product.stock} in stock" if product.stock else "out of stock"


def _attributes(product: Product) -> list[str]:
    """The attributes in words; codes of one letter (`gender_affinity: F`) mean nothing to a reader and are left out."""
    told = [
        (name, value) for name, value in product.attributes.items() if not (isinstance(value, str) and len(value) < 2)
    ]
    return [_attribute(name, value) for name, value in told]


def attribute_value(name: str, value: AttributeValue) -> str:
    """The value with the unit that the attribute's name carries: `battery_hours` 38 as `38 h`; a yes or no as such."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        unit = unit_of(name)
        return f"{value:g} {unit}" if unit else f"{value:g}"
    return ", ".join(value) if isinstance(value, tuple) else value


def unit_of(name: str) -> str:
    """How the unit at the end of an attribute's name is written; empty where it carries none."""
    what, _, unit = name.rpartition("_")
    return _UNITS.get(unit, "") if what else ""


def label_of(name: str) -> str:
    """An attribute's name in words, without its unit: `battery_hours` as `battery`."""
    return (name.rpartition("_")[0] if unit_of(name) else name).replace("_", " ")


def _attribute(name: str, value: AttributeValue) -> str:
    """`battery 38 h`; a colour as itself; a plain yes as the name alone, a no as `not ...`."""
    label = label_of(name)
    if isinstance(value, bool):
        return label if value else f"not {label}"
    told = attribute_value(name, value)
    return told if name in ("colour", "color") else f"{label} {told}"
