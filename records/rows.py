"""Turns what the shop keeps into column values and back, the same for every kind of log."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from records.nouns import (
    Cart,
    CartLine,
    Conversation,
    Customer,
    HandOff,
    Order,
    OrderLine,
    OrderRequest,
    ReceivedMessage,
    ToolCall,
    Turn,
)
from records.tables import (
    CartRow,
    CustomerRow,
    HandOffRow,
    OrderLineRow,
    OrderRequestLineRow,
    OrderRequestRow,
    OrderRow,
)

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LEAST, _MOST = -(2**63), 2**64 - 1
"""Whole numbers beyond these are kept as text: not every reader of JSON gives them back as they were."""
_TURN_JSON = ("tool_calls", "constraints", "shown_product_ids", "claims", "usage", "timings_ms", "pending", "trace")


_TURN = tuple(field.name for field in fields(Turn))
_MOST_CLAIMS = 1_000_000


def storable(text: str) -> str:
    """`text` with NUL and halves of surrogate pairs, which databases refuse, replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def conversation_row(conversation: Conversation) -> dict[str, Any]:
    """Column values of a conversation."""
    return {name: _clean(value) for name, value in asdict(conversation).items()}


def conversation_from(row: Mapping[Any, Any]) -> Conversation:
    """The conversation in a row's column values."""
    return Conversation(**row)


def turn_row(turn: Turn) -> dict[str, Any]:
    """Column values of a turn, its JSON columns as lists and dicts of their own.

    Raises:
        ValueError, TypeError: `tool_calls`, `constraints` or figures hold what JSON cannot (NaN, a date, a set).
    """
    row = {field.name: _clean(getattr(turn, field.name)) for field in fields(turn)}
    row["tool_calls"] = [{**asdict(call), "arguments": dict(call.arguments)} for call in turn.tool_calls]
    for name in _TURN_JSON:
        value = dict(row[name]) if isinstance(row[name], Mapping) else list(row[name])
        row[name] = _clean(json.loads(json.dumps(value, allow_nan=False)))
    return row | {f"claims_{kind}": _count(row["claims"].get(kind)) for kind in ("repaired", "dropped")}


def turn_from(row: Mapping[Any, Any]) -> Turn:
    """The turn in a row's column values."""
    values = {name: row[name] for name in _TURN}
    values["tool_calls"] = tuple([ToolCall(**call) for call in row["tool_calls"]])
    values["shown_product_ids"] = tuple(row["shown_product_ids"])
    return Turn(**values)


def message_row(message: ReceivedMessage) -> dict[str, Any]:
    """Column values of a received message."""
    return {name: _clean(value) for name, value in asdict(message).items()}


def message_from(row: Mapping[Any, Any]) -> ReceivedMessage:
    """The received message in a row's column values."""
    return ReceivedMessage(**row)


def customer_row(customer: Customer) -> CustomerRow:
    """The customer as a table row."""
    return CustomerRow(**{name: _clean(value) for name, value in asdict(customer).items()})


def customer_from(row: CustomerRow) -> Customer:
    """The customer in a table row."""
    return Customer(**row.values())


def order_row(order: Order) -> OrderRow:
    """The order and its lines as table rows."""
    values = {name: _clean(value) for name, value in asdict(order).items() if name != "lines"}
    lines = [
        OrderLineRow(position=position, **{name: _clean(value) for name, value in asdict(line).items()})
        for position, line in enumerate(order.lines)
    ]
    return OrderRow(**values, lines=lines)


def order_from(row: OrderRow) -> Order:
    """The order in a table row."""
    lines = tuple(OrderLine(line.product_id, line.title, line.quantity, line.unit_price) for line in row.lines)
    return Order(**row.values(), lines=lines)


def cart_from(row: CartRow) -> Cart:
    """The cart in a table row."""
    names = [field.name for field in fields(CartLine)]
    return Cart(row.owner, tuple(CartLine(**{name: getattr(line, name) for name in names}) for line in row.lines))


def request_row(request: OrderRequest) -> OrderRequestRow:
    """The request and its lines as table rows."""
    values = {name: _clean(value) for name, value in asdict(request).items() if name != "product_ids"}
    lines = [
        OrderRequestLineRow(position=position, order_id=values["order_id"], product_id=storable(product_id))
        for position, product_id in enumerate(request.product_ids)
    ]
    return OrderRequestRow(**values, lines=lines)


def request_from(row: OrderRequestRow) -> OrderRequest:
    """The request in a table row."""
    return OrderRequest(**row.values(), product_ids=tuple(line.product_id for line in row.lines))


def hand_off_row(hand_off: HandOff) -> HandOffRow:
    """The hand-off as a table row."""
    return HandOffRow(**{name: _clean(value) for name, value in asdict(hand_off).items()})


def hand_off_from(row: HandOffRow) -> HandOff:
    """The hand-off in a table row."""
    return HandOff(**row.values())


def _count(value: Any) -> int:
    """How many claims of a kind there were; an imported log may have anything in its place."""
    return min(value, _MOST_CLAIMS) if isinstance(value, int) and value > 0 else 0


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        return str(value)
    return value
