"""Which of the products just shown weighs least, lasts longest or is quietest: read off the catalogue's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.agent.events import Language
from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import Reading, ShopSays
from assistant.agent.requests.refinement import MEASURES
from assistant.agent.tools.product_text import attribute_value
from retrieval.catalog import Product

AMONG_SHOWN = phrases("(which|what)( ones?)? of (these|those|them)\n(这些|其中|这里面|它们).{0,4}哪")
EXTREMES = (
    (phrases("lightest|weighs( the)? least\n最轻"), "weight", False),
    (phrases("heaviest|weighs( the)? most\n最重"), "weight", True),
    (
        phrases("lasts( the)? longest|(longest|best) battery( life)?\n(续航|电池).{0,3}最(长|久|好|强)|最耐用"),
        "battery",
        True,
    ),
    (phrases("quietest|least noisy\n最(安静|静音)|噪音最(小|低)"), "noise", False),
)
"""What says it, the measure it is about, and whether the most of it is wanted."""
_WEIGHTS = {"weight_g": 1.0, "weight_kg": 1000.0}


@dataclass(frozen=True, slots=True)
class Ranked:
    """Products that state one measure in one unit, `first` those that have the most or least, with their value."""

    first: tuple[Product, ...]
    value: str
    others: tuple[tuple[Product, str], ...]
    silent: tuple[Product, ...]


def read(asked: Asked) -> Reading:
    """The shop's own sentence, where the message asks for an extreme of what was shown and names no other thing."""
    shown = asked.turn.evidence.shown
    if len(shown) < 2 or asked.turn.read.categories or asked.mentions or not AMONG_SHOWN.search(asked.text):
        return None
    for words, measure, most in EXTREMES:
        if words.search(asked.text):
            found = ranked(shown, measure, most)
            return None if found is None else _said(found, measure, most, asked.turn.language)
    return None


def ranked(products: Sequence[Product], measure: str, most: bool) -> Ranked | None:
    """The products by a measure; None where fewer than two state it alike, or all those state the same."""
    name = _shared_name(products, measure)
    if name is None:
        return None
    values = [(product, _number(product, name)) for product in products]
    stated = sorted(
        ((product, value) for product, value in values if value is not None), key=lambda one: one[1], reverse=most
    )
    if len(stated) < 2 or stated[0][1] == stated[-1][1]:
        return None
    first = tuple(product for product, value in stated if value == stated[0][1])
    others = tuple((product, _written(product, name)) for product, _ in stated[len(first) :])
    silent = tuple(product for product, value in values if value is None)
    return Ranked(first, _written(first[0], name), others, silent)


def _shared_name(products: Sequence[Product], measure: str) -> str | None:
    """The attribute that most of the products state the measure in; weights count as one, whatever their unit."""
    if measure == "weight":
        return "weight_g"
    counts = {name: sum(_number(product, name) is not None for product in products) for name in MEASURES[measure]}
    name = max(counts, key=lambda one: counts[one])
    return name if counts[name] else None


def _stated(product: Product, name: str) -> str | None:
    """The attribute of this product that states it: a weight may stand in another unit."""
    names = _WEIGHTS if name in _WEIGHTS else (name,)
    value = product.attributes
    return next((one for one in names if isinstance(value.get(one), int | float)), None)


def _number(product: Product, name: str) -> float | None:
    own = _stated(product, name)
    value = product.attributes[own] if own else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) * _WEIGHTS.get(own or "", 1.0)


def _written(product: Product, name: str) -> str:
    own = _stated(product, name) or name
    return attribute_value(own, product.attributes[own])


def _said(found: Ranked, measure: str, most: bool, language: Language) -> ShopSays:
    mark, join = (" ", "、") if language == "zh" else (": ", "; ")
    others = join.join(f"{product.title_in(language)}{mark}{value}" for product, value in found.others)
    silent = join.join(product.title_in(language) for product in found.silent)
    key = f"extreme.{measure}_{'most' if most else 'least'}{'_some' if silent else ''}"
    titles = ("、" if language == "zh" else " / ").join(product.title_in(language) for product in found.first)
    return ShopSays(key, {"title": titles, "text": found.value, "terms": others, "said": silent})
