"""A customer in a row of JSON or CSV, and back; what every field means stands in `data/README.md`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from records.importing.fields import Fields
from records.nouns import Customer

LANGUAGES: Final = ("en", "zh")
CUSTOMER_COLUMNS: Final = ("id", "name", "email", "language", "city", "joined_at")


def customer_of(row: Fields) -> Customer:
    """The customer in a row.

    Raises:
        RowFault: a field is missing, wrong or not known.
    """
    row.only(*CUSTOMER_COLUMNS)
    return Customer(
        id=row.text("id"),
        name=row.text("name", empty=True),
        email=row.text("email", empty=True),
        language=row.one_of("language", LANGUAGES),
        city=row.text("city", empty=True),
        joined_at=row.moment("joined_at"),
    )


def customer_fields(customer: Customer) -> dict[str, Any]:
    """The row that `customer_of` reads the same customer from."""
    return {**asdict(customer), "joined_at": customer.joined_at.isoformat()}
