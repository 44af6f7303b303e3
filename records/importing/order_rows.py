"""An order in a row of JSON, or in several rows of CSV, one a product, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from records.importing.fields import Fields, Row, Unreadable
from records.nouns import Order, OrderLine

STATUSES: Final = ("placed", "shipped", "delivered", "cancelled", "returned")
_OWN: Final = ("id", "customer_id", "placed_at", "status", "currency", "discount", "shipping", "delivered_at")
_LINE: Final = ("product_id", "title", "quantity", "unit_price")
ORDER_COLUMNS: Final = (*_OWN, *_LINE)
"""Of CSV, where the rows of an order stand together and each repeats what is not about the product."""


def order_of(row: Fields) -> Order:
    """The order in a row of JSON.

    Raises:
        RowFault: a field is missing, wrong or not known.
    """
    row.only(*_OWN, "lines")
    return _order(row, tuple(_line(line) for line in row.rows("lines")))


def order_of_rows(rows: Sequence[Fields]) -> Order:
    """The order in rows of CSV.

    Raises:
        RowFault: a field is missing, wrong or not known, or the rows do not agree on the order.
    """
    first = rows[0]
    for row in rows:
        for field in _OWN:
            if row.data.get(field) != first.data.get(field):
                raise row.fault(field, "is not the same as in the order's first row")
    return _order(first, tuple(_line(row) for row in rows))


def grouped(rows: Iterator[Row], key: str) -> Iterator[list[Row]]:
    """Rows that follow one another with the same text in the column `key`, as one order."""
    return (list(group) for _, group in groupby(rows, lambda row: row.data.get(key)))


def readable(rows: Sequence[Row]) -> list[Fields]:
    """The rows of one order.

    Raises:
        RowFault: one of them cannot be read, so that the order would not be whole.
    """
    for row in rows:
        if isinstance(row, Unreadable):
            raise row.fault
    return [row for row in rows if isinstance(row, Fields)]


def order_fields(order: Order) -> dict[str, Any]:
    """The row that `order_of` reads the same order from."""
    return {**asdict(order), **_moments(order), "lines": [asdict(line) for line in order.lines]}


def order_table(order: Order) -> list[dict[str, Any]]:
    """The rows of CSV that `order_of_rows` reads the same order from."""
    own = {**asdict(order), **_moments(order)}
    del own["lines"]
    return [{**own, **asdict(line)} for line in order.lines]


def _moments(order: Order) -> dict[str, str | None]:
    delivered = order.delivered_at
    return {"placed_at": order.placed_at.isoformat(), "delivered_at": delivered.isoformat() if delivered else None}


def _order(row: Fields, lines: tuple[OrderLine, ...]) -> Order:
    return Order(
        id=row.text("id"),
        customer_id=row.text("customer_id"),
        placed_at=row.moment("placed_at"),
        status=row.one_of("status", STATUSES),
        currency=row.text("currency"),
        lines=lines,
        discount=row.amount("discount"),
        shipping=row.amount("shipping"),
        delivered_at=row.moment("delivered_at") if row.has("delivered_at") else None,
    )


def _line(row: Fields) -> OrderLine:
    row.only(*_LINE)
    return OrderLine(row.text("product_id"), row.text("title"), row.count("quantity"), row.amount("unit_price"))
