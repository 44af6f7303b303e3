"""The tables of what was learned. A change here needs a new revision in `migrations/versions`, as in `tables`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables import Table


class ConversationReadingRow(Table):
    """What one conversation says; `reader` names what read it and `turns` how many turns it had then."""

    __tablename__ = "conversation_readings"
    __table_args__ = (
        # What is counted over a span of time is read from here alone: a row is mostly its details.
        Index(
            "ix_conversation_readings_numbers",
            "ended_at",
            "contact_reason",
            "unresolved",
            "mood",
            "satisfaction",
            "turns",
        ),
        Index(None, "mood", "conversation_id"),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    reader: Mapped[str]
    turns: Mapped[int]
    ended_at: Mapped[datetime]
    mood: Mapped[float | None]
    course: Mapped[str]
    satisfaction: Mapped[float | None]
    contact_reason: Mapped[str]
    unresolved: Mapped[bool]
    details: Mapped[dict[str, Any]]


class SignalRow(Table):
    """One thing that a shopper's words say; `start` and `end` are code points of the turn's text."""

    __tablename__ = "signals"
    __table_args__ = (
        Index(None, "conversation_id"),
        Index(None, "kind", "at", "aspect", "product_id"),
        Index(None, "product_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    turn_id: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]
    aspect: Mapped[str | None]
    product_id: Mapped[str | None]
    strength: Mapped[float]
    confidence: Mapped[float]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]


class LoyaltyScoreRow(Table):
    """What was to be said of a customer on one day; a later round of the same day takes the place of the earlier."""

    __tablename__ = "loyalty_scores"
    __table_args__ = (
        UniqueConstraint("as_of", "customer_id"),
        Index(None, "customer_id", "as_of"),
        # A day in numbers is counted from here alone: a row is mostly its explanation.
        Index(
            "ix_loyalty_scores_numbers",
            "as_of",
            "tier",
            "recommender",
            "action",
            "loyalty",
            "loyalty_low",
            "loyalty_high",
            "value",
            "risk",
            "customer_id",
            "spend",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    as_of: Mapped[datetime]
    scorer: Mapped[str]
    loyalty: Mapped[float]
    loyalty_low: Mapped[float]
    loyalty_high: Mapped[float]
    value: Mapped[float]
    risk: Mapped[float]
    again: Mapped[float]
    purchases: Mapped[float]
    spend: Mapped[float]
    tier: Mapped[str]
    recommender: Mapped[str]
    action: Mapped[str]
    explanation: Mapped[dict[str, Any]]


class ScoreDayRow(Table):
    """What the scores of one day came to when there were so many of them; nobody is named in it."""

    __tablename__ = "score_days"

    as_of: Mapped[datetime] = mapped_column(primary_key=True)
    customers: Mapped[int]
    counted: Mapped[dict[str, Any]]
