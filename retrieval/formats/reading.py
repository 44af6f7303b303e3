"""What a reader of any format is told, and what it notes while it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from retrieval.catalog import Product
from retrieval.formats.columns import REQUIRED
from retrieval.formats.fields import FieldFault

Found = Product | FieldFault | str
"""What a row holds: a product, a fault, or (as a text) the reason why it is left out on purpose."""


@dataclass(slots=True)
class Reading:
    """How a catalogue is to be read: `mapping` is our field -> the file's column, `currency` that of rows without one.

    A row must state the fields in `required`. `today` decides which sale prices hold (None: the clock's date).
    Readers note in `rows_read` how many rows they have read, and in `column_of` where our fields stand.
    """

    mapping: Mapping[str, str]
    currency: str
    required: tuple[str, ...] = REQUIRED
    today: date | None = None
    rows_read: int = 0
    column_of: dict[str, str] = field(default_factory=dict)
