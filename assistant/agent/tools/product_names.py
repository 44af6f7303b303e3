"""Finds the product that a tool's `product_id` names: a number in the last list shown, an id, or a title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

from assistant.agent.tools.counter import Counter, UnknownProductError
from assistant.agent.turn_context import TurnContext
from records.nouns import CartLine, OrderLine
from retrieval.catalog import Product
from retrieval.query import SearchQuery

LOOKED_THROUGH = 8
"""How many hits of a search for a title are compared with it."""
NAMED_AT_ONCE = 3
_AROUND = " \t\n[]【】［］()（）《》<>\"'“”‘’#.。,，"
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_NUMBER = re.compile(r"(?:no\.?|number|item|product|第)?\s*(\d{1,3})\s*(?:个|款|件)?", re.IGNORECASE)

Line = TypeVar("Line", CartLine, OrderLine)


def product_named(named: str, turn: TurnContext, counter: Counter) -> Product:
    """The one product meant.

    Raises:
        UnknownProductError: none or several are; the shopper has been asked which.
    """
    name = unicodedata.normalize("NFKC", named).strip(_AROUND)
    number = _NUMBER.fullmatch(name)
    if number:
        return _in_list(int(number[1]), named, turn, counter)
    found = counter.engine.product(name) or counter.engine.product(name.upper()) if name else None
    if found is not None:
        return found
    alike = _titled(name, turn, counter)
    if len(alike) == 1:
        return alike[0]
    raise _unknown(named, turn, counter, alike)


def number_of(product: Product, turn: TurnContext) -> int | None:
    """The product's number in the list the shopper sees, from 1."""
    ids = [one.id for one in turn.evidence.shown]
    return ids.index(product.id) + 1 if product.id in ids else None


def title_fits(name: str, *titles: str) -> bool:
    """Whether all words of a name stand in one of the titles, in any order."""
    words = set(_WORD.findall(unicodedata.normalize("NFKC", name).lower()))
    return bool(words) and any(words <= set(_WORD.findall(title.lower())) for title in titles)


def lines_named(named: str, lines: Sequence[Line], turn: TurnContext, counter: Counter) -> list[Line]:
    """The lines of a cart or an order that are meant: by id, by title, by the number in the last list or in theirs."""
    name = unicodedata.normalize("NFKC", named).strip(" []【】#")
    shown = turn.evidence.shown
    number = int(name) if name.isdigit() else 0
    wanted = shown[number - 1].id if 1 <= number <= len(shown) else name
    found = [line for line in lines if line.product_id.casefold() == wanted.casefold()]
    found = found or [line for line in lines if not number and title_fits(name, *line_titles(line, counter))]
    return found or list(lines[number - 1 : number] if number else ())


def line_titles(line: CartLine | OrderLine, counter: Counter) -> tuple[str, ...]:
    """What the product of a line is and was called."""
    product = counter.engine.product(line.product_id)
    return (line.title, product.title, product.title_zh) if product else (line.title,)


def line_title(line: CartLine | OrderLine, turn: TurnContext, counter: Counter) -> str:
    """What the product of a line is called now in the turn's language; as it was where the shop has it no longer."""
    product = counter.engine.product(line.product_id)
    return product.title_in(turn.language) if product else line.title


def line_category(line: CartLine | OrderLine, counter: Counter) -> tuple[str, ...]:
    """The category of a line's product, the broadest first; empty where the shop has it no longer."""
    product = counter.engine.product(line.product_id)
    return product.category if product else ()


def _in_list(number: int, named: str, turn: TurnContext, counter: Counter) -> Product:
    shown = turn.evidence.shown
    if 1 <= number <= len(shown):
        return shown[number - 1]
    by_id = counter.engine.product(str(number))
    if by_id is not None:
        return by_id
    if shown:
        text = counter.replies.say("product.out_of_list", turn.language, count=len(shown))
        counter.say(text, turn)
        raise UnknownProductError(text)
    raise _unknown(named, turn, counter, ())


def _titled(name: str, turn: TurnContext, counter: Counter) -> tuple[Product, ...]:
    """Products whose title has every word of the name: of the last list, else of what was told, else of the shop."""
    for products in (turn.evidence.shown, tuple(turn.evidence.rows)):
        alike = _fitting(name, products)
        if alike:
            return alike
    if not _WORD.search(name.lower()):
        return ()
    return _fitting(name, (hit.product for hit in counter.engine.search(SearchQuery(name, top_k=LOOKED_THROUGH)).hits))


def _fitting(name: str, products: Iterable[Product]) -> tuple[Product, ...]:
    """Those that the name fits; the one it is the whole title of, where there is one."""
    alike = tuple(p for p in products if title_fits(name, p.title, p.title_zh))
    exact = tuple(p for p in alike if name.lower() in (p.title.lower(), p.title_zh.lower()))
    return exact or alike


def _unknown(named: str, turn: TurnContext, counter: Counter, alike: tuple[Product, ...]) -> UnknownProductError:
    if not alike:
        counter.say(counter.replies.fallback("which", turn.language), turn)
        return UnknownProductError(counter.replies.told("unknown_product", title=named[:80]))
    join = counter.replies.say("product.join", turn.language)
    titles = join.join(product.title_in(turn.language) for product in alike[:NAMED_AT_ONCE])
    text = counter.replies.say("product.several", turn.language, title=named[:80], terms=titles)
    turn.evidence.add_rows(alike[:NAMED_AT_ONCE])
    counter.say(text, turn)
    return UnknownProductError(text)
