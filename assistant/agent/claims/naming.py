"""Puts names where the language model wrote numbers: `[1]` becomes the title of the first product shown.

The model is told to write numbers: they cost it one token instead of ten, and a name it does not write is a name it
cannot get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.events import Language
from retrieval.catalog import Product

_REFERENCE = re.compile(r"\s?[(（]?[\[【](\d{1,2})[\]】][)）]?\s?")


def with_names(sentence: str, shown: Sequence[Product], language: Language) -> str:
    """The sentence with each number of a shown product replaced by its title in `language`.

    Where the title stands in the sentence already, the number is taken out; numbers of nothing shown are too.
    """

    def name(match: re.Match[str]) -> str:
        number = int(match[1])
        product = shown[number - 1] if 1 <= number <= len(shown) else None
        rest = sentence[: match.start()] + sentence[match.end() :]
        if product is None or _is_named(product, rest):
            return " " if match[0][0].isspace() and match[0][-1].isspace() else match[0][-1].strip("]】)）")
        before = " " if match[0][0].isspace() else ""
        after = " " if match[0][-1].isspace() else ""
        return f"{before}{product.title_in(language)}{after}"

    return _REFERENCE.sub(name, sentence).lstrip(" ") if _REFERENCE.search(sentence) else sentence


def _is_named(product: Product, text: str) -> bool:
    """Whether the text has the product's title, or enough of its beginning to tell it."""
    folded = text.lower()
    openings = [" ".join(product.title.split()[:3]), product.title_zh[: max(6, len(product.title_zh) // 2)]]
    return any(opening and opening.lower() in folded for opening in openings)
