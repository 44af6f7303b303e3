"""What each tool may be asked, with an example of every argument; the words that describe them stand in the prompt.

`product_id` is the number in the last list shown, an id or a title; `order_id` an id or `last`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Price = Annotated[float, Field(ge=0, le=1_000_000)]
Named = Annotated[str, Field(min_length=1, max_length=80)]


def _list_of(named: Any) -> Any:
    """A list that was written as one text, `1, 3`."""
    return re.split(r"\s*[,，、;；]\s*|\s+(?:and|vs\.?|&)\s+", named.strip()) if isinstance(named, str) else named


NamedList = Annotated[list[Named], BeforeValidator(_list_of)]
OrderNamed = Annotated[str, Field(min_length=1, max_length=40)]


class Arguments(BaseModel):
    """Numbers that models write where a text is asked for (`2`) are taken as text; unknown arguments are left out."""

    model_config = ConfigDict(coerce_numbers_to_str=True, extra="ignore", str_strip_whitespace=True)


class NoArguments(Arguments):
    """Nothing to say."""


class SearchArguments(Arguments):
    """What the model may ask of a search."""

    query: str = Field(max_length=120, examples=["noise cancelling headphones"])
    max_price: Price | None = Field(None, examples=[200])  # before min_price: small models fill in the first they see
    min_price: Price | None = Field(None, examples=[50])
    min_rating: Annotated[float, Field(ge=0, le=5)] | None = Field(None, examples=[4])
    in_stock: bool | None = Field(None, examples=[True])


class EnglishSearchArguments(SearchArguments):
    """The same for a small model over a catalogue without Chinese text: held to this pattern, it translates."""

    query: str = Field(max_length=120, pattern="^[a-z]{3,}( [a-z0-9'-]+)*$", examples=["noise cancelling headphones"])


class ProductArguments(Arguments):
    """Which product is meant."""

    product_id: Named = Field(examples=["2"])


class CompareArguments(Arguments):
    """Which products to compare."""

    product_ids: NamedList = Field(min_length=2, max_length=4, examples=[["1", "3"]])


class PolicyArguments(Arguments):
    """Which rule is asked for; `topic` becomes one of the shop's own topics."""

    topic: str = Field(max_length=20, examples=["returns"])
    question: str = Field(max_length=200, examples=["How long can I return a jacket?"])


class OrderArguments(Arguments):
    """Which order is meant."""

    order_id: OrderNamed = Field(examples=["D-100001"])


class CancelArguments(OrderArguments):
    """Which order to cancel, and why."""

    reason: str | None = Field(None, max_length=200, examples=["ordered twice"])


class ReturnArguments(OrderArguments):
    """What of which order to send back, and why."""

    product_id: Named | None = Field(None, examples=["AUD-001"])
    reason: str = Field("", max_length=200, examples=["too small"])


class ExchangeArguments(OrderArguments):
    """What of which order to exchange, and for what."""

    product_id: Named | None = Field(None, examples=["FAS-002"])
    wanted: str = Field(min_length=1, max_length=200, examples=["size L"])


class CartAddArguments(ProductArguments):
    """Which product to put into the cart, and how many pieces."""

    quantity: int = Field(1, ge=1, le=99, examples=[1])


class HandOffArguments(Arguments):
    """Why a person is wanted."""

    reason: str = Field("", max_length=200, examples=["wants a person"])
