"""All that is known of one customer, as one plain value: what features and scores are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from loyalty.nouns import Aspect, ConversationReading
from records.nouns import Feedback, Order, OrderRequest

SourceKind: TypeAlias = Literal["order", "request", "feedback", "turn", "conversation"]


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """One customer with everything that was recorded of them, in any order.

    `joined_at` is None where nobody wrote it down. `readings` are the conversations as they were read, one each.
    `language` is `en` or `zh`. `read_at` is when the orders' and requests' states were looked up: a state has no date
    of its own, so for an earlier date only those are believed that must have been known by then; None says that it is
    not known when, which is as if it had been after every date asked about. All times are aware.
    """

    customer_id: str
    joined_at: datetime | None = None
    orders: tuple[Order, ...] = ()
    requests: tuple[OrderRequest, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    readings: tuple[ConversationReading, ...] = ()
    language: str = "en"
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that a feature was computed from.

    `id` is that of the order, request, piece of feedback, turn or conversation. `text` is the quote of a turn, the
    title of an order's first product, the reason of a request or of feedback; empty where there is none.
    """

    kind: SourceKind
    id: str
    at: datetime
    text: str = ""
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One figure about a customer, None where it is missing, and the most telling things it was computed from."""

    value: float | None
    sources: tuple[Source, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether there is nothing to compute it from; a count of nothing is 0 and not missing."""
        return self.value is None


ABSENT = Feature(None)


@dataclass(frozen=True, slots=True)
class CustomerFeatures:
    """The features of one customer at a date; nothing after that date is in them.

    `features` has every name of `loyalty.features.names.FEATURES`. `later` counts what is dated after `as_of` and was
    left out; `refunds_exceed` says that more money went back than came in. `words` counts conversations in which
    something could be read.
    """

    customer_id: str
    as_of: datetime
    features: Mapping[str, Feature] = field(default_factory=dict)
    orders: int = 0
    words: int = 0
    later: int = 0
    refunds_exceed: bool = False

    def value(self, name: str) -> float | None:
        """The figure of that name, None where it is missing."""
        return self.features[name].value
