"""Carts, what was done for shoppers, returns and exchanges, hand-offs, and the action a turn waits for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_AMOUNT = sa.Numeric(14, 4)
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables; no earlier turn waits for an action."""
    op.add_column("turns", sa.Column("pending", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    _carts()
    _actions()
    _requests()
    _hand_offs()


def downgrade() -> None:
    """Drops the tables and everything in them."""
    for table in ("hand_offs", "order_request_lines", "order_requests", "actions", "cart_lines", "carts"):
        op.drop_table(table)
    with op.batch_alter_table("turns") as turns:
        turns.drop_column("pending")


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _carts() -> None:
    op.create_table(
        "carts",
        *_texts("owner"),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_carts"),
    )
    op.create_table(
        "cart_lines",
        *_texts("owner", "product_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("title"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", _AMOUNT, nullable=False),
        *_texts("currency"),
        sa.ForeignKeyConstraint(["owner"], ["carts.owner"], name="fk_cart_lines_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "product_id", name="pk_cart_lines"),
    )


def _actions() -> None:
    op.create_table(
        "actions",
        *_texts("id", "kind", "owner", "subject", "note"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    op.create_index("ix_actions_owner_at", "actions", ["owner", "at"])


def _requests() -> None:
    op.create_table(
        "order_requests",
        *_texts("id", "order_id", "customer_id", "kind", "reason", "wanted", "status"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_requests_order_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_order_requests_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_requests"),
    )
    op.create_index("ix_order_requests_customer_id_at", "order_requests", ["customer_id", "at"])
    op.create_index("ix_order_requests_order_id", "order_requests", ["order_id"])
    op.create_table(
        "order_request_lines",
        *_texts("request_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("order_id", "product_id"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["order_requests.id"], name="fk_order_request_lines_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "position", name="pk_order_request_lines"),
        sa.UniqueConstraint("order_id", "product_id", name="uq_order_request_lines_order_id_product_id"),
    )


def _hand_offs() -> None:
    op.create_table(
        "hand_offs",
        *_texts("id", "conversation_id"),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        *_texts("reason", "summary", "mood", "status"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_offs"),
    )
    op.create_index("ix_hand_offs_status_at", "hand_offs", ["status", "at"])
    op.create_index("ix_hand_offs_conversation_id", "hand_offs", ["conversation_id"])
