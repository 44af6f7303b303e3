"""What the scores of a day come to is counted once, when everybody was scored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the table; days that were scored before are counted when they are next looked at."""
    op.create_table(
        "score_days",
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name="pk_score_days"),
    )


def downgrade() -> None:
    """Drops the table."""
    op.drop_table("score_days")
