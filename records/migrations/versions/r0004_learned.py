"""What was learned of conversations and customers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NUMBER = sa.Numeric(14, 4)


def upgrade() -> None:
    """Makes the tables; nothing was learned before."""
    op.create_table(
        "conversation_readings",
        _text("conversation_id"),
        _text("reader"),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("mood", _NUMBER, nullable=True),
        _text("course"),
        sa.Column("satisfaction", _NUMBER, nullable=True),
        _text("contact_reason"),
        sa.Column("unresolved", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversation_readings"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_conversation_readings_conversation_id_conversations"
        ),
    )
    _numbers("conversation_readings", "ended_at", "contact_reason", "unresolved", "mood", "satisfaction", "turns")
    op.create_table(
        "signals",
        _text("id"),
        _text("conversation_id"),
        _text("turn_id"),
        sa.Column("at", _MOMENT, nullable=False),
        _text("kind"),
        _text("aspect", nullable=True),
        _text("product_id", nullable=True),
        *(sa.Column(name, _NUMBER, nullable=False) for name in ("strength", "confidence")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("start", "end")),
        _text("quote"),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_signals_conversation_id_conversations"
        ),
    )
    for columns in (("conversation_id",), ("kind", "at", "aspect", "product_id"), ("product_id",)):
        _index("signals", *columns)
    _scores()


def downgrade() -> None:
    """Drops the tables and everything in them."""
    for table in ("loyalty_scores", "signals", "conversation_readings"):
        op.drop_table(table)


def _scores() -> None:
    numbers = ("loyalty", "loyalty_low", "loyalty_high", "value", "risk", "again", "purchases", "spend")
    op.create_table(
        "loyalty_scores",
        _text("id"),
        _text("customer_id"),
        sa.Column("as_of", _MOMENT, nullable=False),
        _text("scorer"),
        *(sa.Column(name, _NUMBER, nullable=False) for name in numbers),
        *(_text(name) for name in ("tier", "recommender", "action")),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loyalty_scores"),
        sa.UniqueConstraint("as_of", "customer_id", name="uq_loyalty_scores_as_of_customer_id"),
    )
    _index("loyalty_scores", "customer_id", "as_of")
    interval = ("loyalty", "loyalty_low", "loyalty_high")
    _numbers("loyalty_scores", "as_of", "tier", "recommender", "action", *interval, "value", "risk", "customer_id")


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _numbers(table: str, *columns: str) -> None:
    """An index from which counts are read without the rows."""
    op.create_index(f"ix_{table}_numbers", table, list(columns))
