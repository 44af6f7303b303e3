"""Reads colours, sizes and other values of attributes, wanted and refused."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.agent.constraints.attribute_words import AttributeWords
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.constraints.word_finder import Found

Values = dict[str, tuple[str, ...]]


def read_values(text: str, words: ShopWords, attributes: AttributeWords) -> tuple[Values, Values]:
    """What normalised text wants of attributes and what it refuses: name -> the catalogue's values.

    Colours are read whatever the kind of product; other values only where products of the kind in hand have them.
    """
    colour = words.colour_attribute
    wanted, refused = _sorted(attributes.values.judged(text))
    sizes = attributes.sizes.asked_in(text)
    if sizes:
        wanted["size"] = sizes
    liked, disliked = _sorted(words.colours.judged(text))
    return wanted | _as(colour, liked), refused | _as(colour, disliked)


def _as(colour: str, found: Values) -> Values:
    """The colours found, under the attribute that holds colours."""
    return {colour: found[""]} if colour and "" in found else {}


def _sorted(judged: Iterable[tuple[Found, bool]]) -> tuple[Values, Values]:
    """The names of the matches by attribute, those wanted and those refused; names without one stand under nothing."""
    wanted: Values = {}
    refused: Values = {}
    for found, is_refused in judged:
        for name in found.names:
            attribute, _, value = name.rpartition("=")
            into = refused if is_refused else wanted
            into[attribute] = tuple(dict.fromkeys([*into.get(attribute, ()), value]))
    return wanted, refused
