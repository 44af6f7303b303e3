"""What the scores of a day come to is counted once, when everybody was scored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NUMBERS = "ix_loyalty_scores_numbers"
_COUNTED = [
    "as_of", "tier", "recommender", "action", "loyalty", "loyalty_low", "loyalty_high", "value", "risk", "customer_id",
]  # fmt: skip


def upgrade() -> None:
    """Makes the table, empty: days are counted when they are next looked at. Spends are summed from the index."""
    op.create_table(
        "score_days",
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name="pk_score_days"),
    )
    _numbers([*_COUNTED, "spend"])


def downgrade() -> None:
    """Drops the table."""
    _numbers(_COUNTED)
    op.drop_table("score_days")


def _numbers(columns: list[str]) -> None:
    op.drop_index(_NUMBERS, "loyalty_scores")
    op.create_index(_NUMBERS, "loyalty_scores", columns)
