"""From the rows of a file to the things that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from records.errors import ImportFault, RowFault
from records.importing.customer_rows import CUSTOMER_COLUMNS
from records.importing.fields import Fields, Row, Unreadable
from records.importing.keeping import Found
from records.importing.order_rows import ORDER_COLUMNS, grouped, readable
from records.importing.shopify import is_shopify
from records.importing.source import Source

Kind = Literal["customers", "orders", "transcripts"]
_Thing = TypeVar("_Thing")


def single(rows: Iterator[Row], parse: Callable[[Fields], _Thing]) -> Iterator[Found[_Thing] | RowFault]:
    """What stands in each row, or what is wrong with it."""
    for row in rows:
        try:
            yield row.fault if isinstance(row, Unreadable) else Found(row, parse(row))
        except RowFault as fault:
            yield fault


def several(
    rows: Iterator[Row], key: str, parse: Callable[[Sequence[Fields]], _Thing]
) -> Iterator[Found[_Thing] | RowFault]:
    """What stands in rows that follow one another with the same text in `key`, or the first fault of them."""
    for group in grouped(rows, key):
        try:
            whole = readable(group)
            yield Found(whole[0], parse(whole))
        except RowFault as fault:
            yield fault


def passed_over(kind: Kind, source: Source) -> tuple[str, ...]:
    """Columns of a table that say nothing to us.

    Raises:
        ImportFault: one that is needed is not there.
    """
    if source.syntax == "jsonl":
        return ()
    if kind == "transcripts":
        raise ImportFault(f"{source.name} is CSV; transcripts are read from JSON lines only.", source.name)
    if kind == "orders" and is_shopify(source.columns):
        return ()
    needed = CUSTOMER_COLUMNS if kind == "customers" else ORDER_COLUMNS
    missing = [column for column in needed if column not in source.columns]
    if missing:
        message = f"{source.name} has no column {', '.join(missing)}; add it, or hand in Shopify's export of orders."
        raise ImportFault(message, source.name)
    return tuple(column for column in source.columns if column and column not in needed)
