"""Which of the request's words stand in a product's own text."""

from __future__ import annotations

from retrieval.tokens import document_tokens, is_han, normalise, query_words
from retrieval.word_families import roots


def matched_terms(text: str, product_text: str) -> tuple[str, ...]:
    """The words of `text` found in `product_text`, as typed, in order, each once.

    An English word matches by its root (Snowball stem), a code or an amount as a whole. A Chinese run matches by its
    longest parts of at least two characters.
    """
    folded = normalise(product_text)
    held = frozenset(roots(document_tokens(product_text)))
    found: list[str] = []
    for word in query_words(text):
        if is_han(word):
            found += _han_parts(word, folded)
        elif (whole := roots(document_tokens(word)[:1])) and whole[0] in held:
            found.append(word)
    return tuple(dict.fromkeys(found))


def _han_parts(run: str, folded: str) -> list[str]:
    """The longest parts of `run`, two characters or more, that stand in `folded`, left to right without overlap."""
    parts: list[str] = []
    start = 0
    while start < len(run) - 1:
        end = start
        while end < len(run) and run[start : end + 1] in folded:
            end += 1
        if end - start >= 2:
            parts.append(run[start:end])
        start = max(end, start + 1)
    return parts
