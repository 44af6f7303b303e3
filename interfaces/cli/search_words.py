"""What a search found besides the hits, in sentences: counts, corrections, and what to give up where nothing fits."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.query import Relaxation, SearchQuery, SearchResult

_LIMITS = {"max_price": "a highest price", "min_price": "a lowest price", "min_rating": "a lowest rating"}
_NAMES = {**_LIMITS, "categories": "the category", "brands": "the brand"}


def remarks(result: SearchResult) -> Iterator[str]:
    """The lines that follow the hits."""
    for word, read_as in result.corrections.items():
        yield f'Read "{word}" as "{read_as}".'
    for name, counts in result.facets.items():
        yield f"{name}: {', '.join(f'{count.value} ({count.count})' for count in counts) or 'not stated'}"
    for relaxation in result.relaxations:
        yield f"{relaxation.products} would fit {way_out(relaxation, result.query)}."


def way_out(relaxation: Relaxation, query: SearchQuery) -> str:
    """What must change: `without the brand`, `with a highest price of 59.90 and without the colour`."""
    return " and ".join(_change(one, query) for one in (relaxation, *relaxation.also))


def _change(relaxation: Relaxation, query: SearchQuery) -> str:
    kind, _, name = relaxation.constraint.partition(".")
    if kind == "in_stock":
        return "with what is out of stock"
    if relaxation.value is None:
        return f"without {f'the {name}' if name else _NAMES[kind]}"
    if kind != "ranges":
        amount = f"{relaxation.value:.2f}" if kind.endswith("price") else f"{relaxation.value:g}"
        return f"with {_LIMITS[kind]} of {amount}"
    limits = query.ranges[name]
    direction = "from" if limits.minimum is not None and relaxation.value <= limits.minimum else "up to"
    return f"with {name} {direction} {relaxation.value:.10g} {limits.unit}".rstrip()
