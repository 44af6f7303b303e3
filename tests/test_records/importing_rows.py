"""Rows of customers, orders and conversations that the tests of importing share."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SHOPIFY = """
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,
Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,
Billing Name,Billing City,Shipping Name,Shipping City,Notes,Cancelled at,Tags
"""
SHOPIFY_COLUMNS = _SHOPIFY.replace("\n", "").split(",")
CUSTOMER: dict[str, Any] = {
    "id": "C-001",
    "name": "Orla Fenwick",
    "email": "orla@example.com",
    "language": "en",
    "city": "Cork",
    "joined_at": "2025-03-01T09:30:00+00:00",
}
ORDER: dict[str, Any] = {
    "id": "D-1",
    "customer_id": "C-001",
    "placed_at": "2025-04-01T09:30:00+02:00",
    "status": "placed",
    "currency": "EUR",
    "lines": [{"product_id": "AUD-1", "title": "Brisa", "quantity": 2, "unit_price": 59.9}],
    "discount": 1.5,
    "shipping": 4.9,
    "delivered_at": None,
}
CALL = {"name": "search_products", "arguments": {"query": "耳机", "max_price": 80.5}, "result": "[…]", "ok": True}
TURN: dict[str, Any] = {"text": "Hello", "answer": "Hi.", "at": "2025-04-02T10:00:00Z", "shown_product_ids": ["AUD-1"]}
CONVERSATION: dict[str, Any] = {
    "id": "T-1",
    "customer_id": "C-001",
    "started_at": "2025-04-02T10:00:00Z",
    "language": "en",
    "turns": [TURN, {**TURN, "text": "Thanks", "tool_calls": [{**CALL, "duration_ms": 12.5}]}],
}


def jsonl(file: Path, *rows: Any) -> Path:
    """A file of JSON lines; a text stands for itself."""
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def table(file: Path, columns: Sequence[str], *rows: Mapping[str, Any] | str) -> Path:
    """A CSV file; a text stands for itself."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        if isinstance(row, str):
            out.write(row + "\r\n")
        else:
            writer.writerow(row)
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    return file


def shopify(name: str, **cells: Any) -> dict[str, Any]:
    """The first row of one of Shopify's orders."""
    return {
        "Name": name,
        "Email": "bao@example.com",
        "Financial Status": "paid",
        "Paid at": "2026-03-01 09:31:00 +0800",
        "Fulfillment Status": "unfulfilled",
        "Currency": "USD",
        "Subtotal": "108.00",
        "Shipping": "4.90",
        "Taxes": "0.00",
        "Total": "112.90",
        "Discount Amount": "10.00",
        "Created at": "2026-03-01 09:30:00 +0800",
        "Lineitem quantity": "2",
        "Lineitem name": "Brisa Ear - Black",
        "Lineitem price": "59.00",
        "Lineitem sku": "AUD-1",
        "Billing Name": "Bao Nguyen",
        "Billing City": "Boise",
        **{name.replace("_", " "): value for name, value in cells.items()},
    }


def shopify_line(name: str, title: str, sku: str = "") -> dict[str, Any]:
    """A further row of one of Shopify's orders."""
    line = {"Lineitem quantity": "1", "Lineitem name": title, "Lineitem price": "7.5", "Lineitem sku": sku}
    return {"Name": name, "Email": "bao@example.com", **line}
