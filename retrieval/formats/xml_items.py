"""Reads the items of an XML product feed (RSS 1.0 and 2.0, Atom) one by one.

Entities and outside references are refused, so that a small file cannot swell to gigabytes or read others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]

from retrieval.errors import CatalogError
from retrieval.formats.rows import Row

_GOOGLE: Final = "{http://base.google.com/ns/1.0}"
_ITEMS: Final = frozenset({"item", "entry"})


def feed_rows(file: IO[bytes], name: str) -> Iterator[Row]:
    """One row for each item: its children's texts by name, a list where a name repeats, a mapping where it nests.

    Names are without namespace; where an item has both Google's `g:title` and the feed's own `title`, Google's counts.

    Raises:
        CatalogError: the file is not XML to its end (rows before that were given), or defines entities.
    """
    from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

    try:
        yield from _items(iterparse(file, events=("start", "end")))
    except ParseError as error:
        raise CatalogError(f"{name} is not whole XML ({error}); fetch or write it again.") from error
    except DefusedXmlException as error:
        raise CatalogError(f"{name} defines XML entities, which a product feed never needs; remove them.") from error
    except (ValueError, LookupError) as error:
        raise CatalogError(f"{name} cannot be read as XML ({error}); save it as UTF-8.") from error


def _items(events: Iterator[tuple[str, Element]]) -> Iterator[Row]:
    open_elements: list[Element] = []
    inside = 0
    for event, element in events:
        is_item = _local(element) in _ITEMS
        if event == "start":
            open_elements.append(element)
            inside += is_item
            continue
        open_elements.pop()
        inside -= is_item
        if inside:
            continue
        if is_item:
            yield _row(element)
        if open_elements:
            open_elements[-1].remove(element)


def _row(item: Element) -> dict[str, Any]:
    plain: dict[str, list[Any]] = {}
    google: dict[str, list[Any]] = {}
    for child in item:
        found = google if child.tag.startswith(_GOOGLE) else plain
        found.setdefault(_local(child), []).append(_value(child))
    return {name: values[0] if len(values) == 1 else values for name, values in {**plain, **google}.items()}


def _value(child: Element) -> str | dict[str, str]:
    """The text; a mapping where Google's own elements are nested (`g:product_detail`)."""
    nested = {_local(part): _text(part) for part in child if part.tag.startswith(_GOOGLE)}
    return nested or _text(child)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
