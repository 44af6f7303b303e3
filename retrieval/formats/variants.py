"""Joins the variants of a product (its sizes, its colours) into as few products as stay true.

The rule, for shops that state variants one by one:

1. Sold-out variants are left out, unless all are sold out; then the product stands there with a stock of 0.
2. Variants with different prices are different products, so that the price shown is the price of what is asked for.
3. Variants of one price are one product only if every combination of the option values it states can be bought. Where
   red comes in S alone and blue in S and M, "red, M" must not be promised: the variants are parted by their first
   option, and what is still not whole by the next one, until each part is.

Each part states its values as attributes (`size: ("S", "M")`), and in its title and id those that set it apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

from retrieval.catalog import AttributeValue, Product

NAMED: Final = 5
"""How many values of one option a title lists."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be put into the cart.

    `options` holds its value for each option of the product, in the product's order, empty where it has none. `price`
    and `list_price` are in major units; `stock` is a count of pieces, None when not stated; `weight_g` is in grams.
    `id` is its own, empty where only the product has one. `own` are attributes of this variant alone.
    """

    options: tuple[str, ...]
    price: float
    list_price: float | None = None
    stock: int | None = None
    weight_g: float | None = None
    image: str = ""
    id: str = ""
    own: Mapping[str, AttributeValue] = field(default_factory=dict)


def joined(shared: Mapping[str, Any], names: Sequence[str], variants: Sequence[Variant]) -> Iterator[Product]:
    """The products that `variants` make, by the rule above.

    `shared` are the fields of `Product` that all have in common, `id` and `title` among them; `names` are those of the
    options. A part takes the id of its first variant, or, where variants have none, the shared id with the part's
    values (`tee--red`). At least one variant is needed.
    """
    offered = [variant for variant in variants if variant.stock != 0] or list(variants)
    taken: set[str] = set()
    for part in _parts(offered):
        apart = _apart(part, offered)
        product_id = part[0].id or _free_id(str(shared["id"]), apart, taken)
        taken.add(product_id)
        yield _product(shared, names, part, product_id, apart)


def attribute_name(option: str) -> str:
    """An option's name as an attribute's: `Shoe size` -> `shoe_size`."""
    return re.sub(r"[\s_\-]+", "_", option.strip().casefold())


def _parts(offered: Sequence[Variant]) -> Iterator[list[Variant]]:
    by_price: dict[tuple[float, float | None], list[Variant]] = {}
    for variant in offered:
        by_price.setdefault((variant.price, variant.list_price), []).append(variant)
    for group in by_price.values():
        yield from _whole(group, 0)


def _whole(group: list[Variant], option: int) -> Iterator[list[Variant]]:
    """`group`, or where a combination of its values is missing, its parts by `option` and those after it."""
    combinations = {variant.options for variant in group}
    if len(combinations) == prod(len(set(values)) for values in zip(*combinations, strict=True)):
        yield group
        return
    by_value: dict[str, list[Variant]] = {}
    for variant in group:
        by_value.setdefault(variant.options[option], []).append(variant)
    for part in by_value.values():
        yield from _whole(part, option + 1)


def _values(variants: Sequence[Variant], option: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.options[option] for variant in variants if variant.options[option]))


def _apart(part: Sequence[Variant], offered: Sequence[Variant]) -> list[tuple[str, ...]]:
    """The values, option by option, that set a part apart from the others."""
    options = range(len(part[0].options))
    found = ((_values(part, option), _values(offered, option)) for option in options)
    return [mine for mine, everyones in found if mine and set(mine) != set(everyones)]


def _free_id(base: str, apart: list[tuple[str, ...]], taken: set[str]) -> str:
    slugs = (re.sub(r"\W+", "-", values[0].casefold()).strip("-") for values in apart)
    wanted = "--".join(part for part in (base, "-".join(filter(None, slugs))) if part)
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _title(title: str, apart: list[tuple[str, ...]]) -> str:
    if not apart:
        return title
    shown = ("/".join(values[:NAMED]) + ("/…" if len(values) > NAMED else "") for values in apart)
    return f"{title} ({', '.join(shown)})"


def _product(
    shared: Mapping[str, Any],
    names: Sequence[str],
    part: Sequence[Variant],
    product_id: str,
    apart: list[tuple[str, ...]],
) -> Product:
    first = part[0]
    return Product(
        **{
            **shared,
            "id": product_id,
            "title": _title(shared["title"], apart),
            "price": first.price,
            "list_price": first.list_price,
            "stock": _sum([variant.stock for variant in part]),
            "image": (first.image if apart or len(part) == 1 else "") or shared.get("image", ""),
            "attributes": {**shared.get("attributes", {}), **_attributes(names, part)},
        }
    )


def _sum(stocks: Sequence[int | None]) -> int | None:
    """All pieces together; not stated where one is not."""
    stated = [stock for stock in stocks if stock is not None]
    return sum(stated) if len(stated) == len(stocks) else None


def _attributes(names: Sequence[str], part: Sequence[Variant]) -> dict[str, AttributeValue]:
    """The values of each option, the weight where all weigh the same, and what holds for a single variant."""
    found: dict[str, AttributeValue] = dict(part[0].own) if len(part) == 1 else {}
    weights = {variant.weight_g for variant in part}
    if len(weights) == 1 and (weight := weights.pop()):
        found["weight_g"] = weight
    for option, name in enumerate(names):
        values = _values(part, option)
        if values:
            found[attribute_name(name)] = values if len(values) > 1 else values[0]
    return found
