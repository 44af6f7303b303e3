"""The database's tables. A change here needs a new revision in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, MetaData, Numeric, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC; a naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From Python to the database."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} names no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database to Python; SQLite forgets the zone, PostgreSQL answers in the connection's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NOT_COUNTED = -1
"""The counts of a turn's claims where nobody has opened them."""
NOT_ANSWERED = text("outcome <> 'answered'")
"""Written as it stands in the index: SQLite uses it for no other words."""
CLAIMS_CHANGED = text("(claims_repaired <> 0 OR claims_dropped <> 0)")
"""Also true of turns that are not counted."""


class Table(DeclarativeBase):
    """Parent of all tables; constraints get names, so that later revisions can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        # Not JSONB: it rounds numbers and reorders keys, and a log gives back what it was given.
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        float: Numeric(14, 4, asdecimal=False),
    }

    def values(self) -> dict[str, Any]:
        """The row's columns by name."""
        return {column.key: getattr(self, column.key) for column in self.__table__.columns}


class CustomerRow(Table):
    """One customer."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    city: Mapped[str]
    joined_at: Mapped[datetime]


class OrderRow(Table):
    """One order; amounts in major units of `currency`."""

    __tablename__ = "orders"
    __table_args__ = (Index(None, "customer_id", "placed_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    placed_at: Mapped[datetime]
    status: Mapped[str]
    currency: Mapped[str]
    discount: Mapped[float]
    shipping: Mapped[float]
    delivered_at: Mapped[datetime | None]
    lines: Mapped[list[OrderLineRow]] = relationship(
        order_by="OrderLineRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class OrderLineRow(Table):
    """One product of an order; `position` counts from 0."""

    __tablename__ = "order_lines"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str]
    title: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[float]


class CartRow(Table):
    """One cart; its row is what writers lock. `changed_at` is when something was last put in or taken out."""

    __tablename__ = "carts"

    owner: Mapped[str] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]
    lines: Mapped[list[CartLineRow]] = relationship(
        order_by="CartLineRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class CartLineRow(Table):
    """One product in a cart; `position` only grows, so that lines stay in the order they were put in."""

    __tablename__ = "cart_lines"

    owner: Mapped[str] = mapped_column(ForeignKey("carts.owner", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[float]
    currency: Mapped[str]


class ActionRow(Table):
    """One thing that was done for a shopper; the key is what keeps it from being done twice.

    `owner` is written as a cart's owner is; `subject` is the id of what it was done to.
    """

    __tablename__ = "actions"
    __table_args__ = (Index(None, "owner", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    owner: Mapped[str]
    subject: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


class OrderRequestRow(Table):
    """One return or exchange that was asked for."""

    __tablename__ = "order_requests"
    __table_args__ = (Index(None, "customer_id", "at"), Index(None, "order_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    wanted: Mapped[str]
    status: Mapped[str]
    at: Mapped[datetime]
    lines: Mapped[list[OrderRequestLineRow]] = relationship(
        order_by="OrderRequestLineRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class OrderRequestLineRow(Table):
    """One product of a request; no product of an order is asked for twice."""

    __tablename__ = "order_request_lines"
    __table_args__ = (UniqueConstraint("order_id", "product_id"),)

    request_id: Mapped[str] = mapped_column(ForeignKey("order_requests.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str]
    product_id: Mapped[str]


class HandOffRow(Table):
    """One conversation handed to a person; ids refer to no table, as in `ConversationRow`."""

    __tablename__ = "hand_offs"
    __table_args__ = (Index(None, "status", "at"), Index(None, "conversation_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    customer_id: Mapped[str | None]
    at: Mapped[datetime]
    reason: Mapped[str]
    summary: Mapped[str]
    mood: Mapped[str]
    status: Mapped[str]
    taken_by: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class ConversationRow(Table):
    """One conversation. `customer_id` refers to no table: a storefront may name customers that are kept elsewhere."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index(None, "customer_id", "started_at"),
        Index(None, "guest_id", "started_at"),
        Index(None, "started_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str | None]
    guest_id: Mapped[str | None]
    started_at: Mapped[datetime]
    outcome: Mapped[str]
    title: Mapped[str]


class TurnRow(Table):
    """One turn; what is read as a whole and never searched by its parts is kept as JSON.

    `claims_repaired` and `claims_dropped` are the counts that stand in `claims`, which may be sealed; `NOT_COUNTED`
    in a turn that was sealed before they were kept.
    """

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        Index(None, "at"),
        Index(None, "prompt", "conversation_id"),
        Index(None, "replies_prompt", "conversation_id"),
        # Nearly every turn is answered, and nearly none has a claim that had to be changed.
        Index(
            "ix_turns_not_answered",
            "outcome",
            "conversation_id",
            sqlite_where=NOT_ANSWERED,
            postgresql_where=NOT_ANSWERED,
        ),
        Index(
            "ix_turns_claims_changed",
            "conversation_id",
            sqlite_where=CLAIMS_CHANGED,
            postgresql_where=CLAIMS_CHANGED,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    text: Mapped[str]
    answer: Mapped[str]
    language: Mapped[str]
    outcome: Mapped[str]
    prompt: Mapped[str]
    prompt_hash: Mapped[str]
    model: Mapped[str]
    tool_calls: Mapped[list[Any]]
    constraints: Mapped[dict[str, Any]]
    shown_product_ids: Mapped[list[Any]]
    claims: Mapped[dict[str, Any]]
    usage: Mapped[dict[str, Any]]
    timings_ms: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any]]
    replies_prompt: Mapped[str] = mapped_column(default="")
    trace: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claims_repaired: Mapped[int] = mapped_column(default=0)
    claims_dropped: Mapped[int] = mapped_column(default=0)


class ReceivedMessageRow(Table):
    """A message that was taken and whose turn does not stand in the log yet; `turn_id` is the turn it becomes."""

    __tablename__ = "received_messages"
    __table_args__ = (Index(None, "conversation_id"), Index(None, "at"))

    turn_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    text: Mapped[str]


class FeedbackRow(Table):
    """What a shopper thought of one turn; a later word of the same owner takes the place of the earlier."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("turn_id", "owner"),
        Index(None, "conversation_id"),
        Index(None, "at"),
        Index(None, "helpful", "conversation_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    turn_id: Mapped[str]
    conversation_id: Mapped[str]
    owner: Mapped[str]
    helpful: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]


class StaffMessageRow(Table):
    """What a person of the shop said to a shopper in a conversation; `by` is an account id."""

    __tablename__ = "staff_messages"
    __table_args__ = (Index(None, "conversation_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]


class ConversationNoteRow(Table):
    """What a person of the shop noted on a conversation for the others; shoppers do not see it."""

    __tablename__ = "conversation_notes"
    __table_args__ = (Index(None, "conversation_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]


class ConversationLabelRow(Table):
    """One label on one conversation, by which it is found again."""

    __tablename__ = "conversation_labels"
    __table_args__ = (Index(None, "label", "conversation_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class SeedRow(Table):
    """A set of files that was imported, with the SHA-256 of what they held."""

    __tablename__ = "seeds"

    name: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    seeded_at: Mapped[datetime]
