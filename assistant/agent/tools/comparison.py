"""Two to four products side by side, fact by fact, as the catalogue states them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.events import Language
from assistant.agent.replies import Replies
from assistant.agent.tools.product_text import attribute_value, label_of, price_of
from retrieval.catalog import Product

MOST_ATTRIBUTES = 6
NOT_STATED = "–"
Line = tuple[str, tuple[str, ...]]


def compared(products: Sequence[Product], replies: Replies, language: Language) -> tuple[Line, ...]:
    """Lines of (what, each product's value): price, rating, stock, then up to six attributes, different ones first.

    A line that no product states is left out.
    """

    def label(key: str) -> str:
        return replies.say(f"compare.{key}", language)

    lines: list[Line] = [
        (label("price"), tuple(price_of(p) for p in products)),
        (label("rating"), tuple(_rating(p) for p in products)),
        (label("stock"), tuple(_stock(p, replies, language) for p in products)),
    ]
    names = dict.fromkeys(name for p in products for name in p.attributes)
    shared = [name for name in names if sum(name in p.attributes for p in products) > 1]
    facts = [
        (replies.attribute(label_of(name), language), _values(name, products, replies, language))
        for name in shared or names
    ]
    facts.sort(key=lambda line: len(set(line[1])) == 1)
    return tuple(line for line in [*lines, *facts[:MOST_ATTRIBUTES]] if set(line[1]) != {NOT_STATED})


def as_table(products: Sequence[Product], lines: Sequence[Line], language: Language) -> str:
    """The comparison as a Markdown table with the products' titles on top."""
    heads = [_cell(product.title_in(language)) for product in products]
    rows = [f"| {_cell(what)} | {' | '.join(map(_cell, values))} |" for what, values in lines]
    return "\n".join([f"|  | {' | '.join(heads)} |", "|" + " --- |" * (len(products) + 1), *rows])


def as_facts(
    numbers: Sequence[int | None], products: Sequence[Product], lines: Sequence[Line], language: Language
) -> str:
    """The comparison in few words for a small language model: a line for each fact that differs."""
    labels = [
        f"[{number}]" if number else product.title_in(language)
        for number, product in zip(numbers, products, strict=True)
    ]
    heads = ", ".join(f"[{n}] = {p.title_in(language)}" for n, p in zip(numbers, products, strict=True) if n)
    told = [
        f"{what}: "
        + ", ".join(f"{label} {value}" for label, value in zip(labels, values, strict=True) if value != NOT_STATED)
        for what, values in lines
        if len(set(values)) > 1
    ]
    return "\n".join(part for part in (heads, *told) if part)


def _rating(product: Product) -> str:
    return NOT_STATED if product.rating is None else f"{product.rating:g} ({product.review_count})"


def _stock(product: Product, replies: Replies, language: Language) -> str:
    if product.stock is None:
        return NOT_STATED
    return str(product.stock) if product.stock else replies.say("compare.sold_out", language)


def _values(name: str, products: Sequence[Product], replies: Replies, language: Language) -> tuple[str, ...]:
    return tuple(_value(name, product, replies, language) for product in products)


def _value(name: str, product: Product, replies: Replies, language: Language) -> str:
    value = product.attributes.get(name)
    if value is None:
        return NOT_STATED
    if isinstance(value, bool):
        return replies.say("compare.yes" if value else "compare.no", language)
    return attribute_value(name, value)


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
