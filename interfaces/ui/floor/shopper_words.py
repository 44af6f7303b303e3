"""What a click asked, as the shopper may read it: the ids that make it unmistakable to the shop are left out."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.agent.events import Language
from interfaces.ui.floor.texts import say
from retrieval.catalog import Product

Find = Callable[[str], Product | None]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_IN_BRACKETS = re.compile(r" ?[(（]([^()（）]{1,80})[)）]")


def without_ids(text: str, find: Find) -> str:
    """The words without the id behind each product's title; what no button of this page asks stays as it is."""
    for language in LANGUAGES:
        if (shown := _similar(text, language, find)) is not None:
            return shown
    return _IN_BRACKETS.sub(lambda found: "" if _is_titled(found, text, find) else found[0], text)


def _is_titled(found: re.Match[str], text: str, find: Find) -> bool:
    """Whether the brackets hold a product's id and its title stands before them."""
    product = find(found[1])
    return product is not None and any(text[: found.start()].endswith(product.title_in(one)) for one in LANGUAGES)


def _similar(text: str, language: Language, find: Find) -> str | None:
    before, _, after = say(language, "similar_by_id").partition("{id}")
    if not (text.startswith(before) and text.endswith(after)):
        return None
    product = find(text[len(before) : len(text) - len(after)])
    return None if product is None else say(language, "similar_question", title=product.title_in(language))
