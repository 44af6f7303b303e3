"""What the rooms for people keep: who took a conversation over; words, notes and labels of staff; shares of prompts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ON_CONVERSATIONS = ("staff_messages", "conversation_notes", "conversation_labels")
_INDEXES = {
    "ix_turns_prompt_conversation_id": ("turns", ["prompt", "conversation_id"]),
    "ix_turns_replies_prompt_conversation_id": ("turns", ["replies_prompt", "conversation_id"]),
    "ix_turns_not_answered": ("turns", ["outcome", "conversation_id"]),
    "ix_turns_claims_changed": ("turns", ["conversation_id"]),
    "ix_feedback_helpful_conversation_id": ("feedback", ["helpful", "conversation_id"]),
    "ix_conversation_readings_mood_conversation_id": ("conversation_readings", ["mood", "conversation_id"]),
}
_ONLY_WHERE = {
    "ix_turns_not_answered": "outcome <> 'answered'",
    "ix_turns_claims_changed": "(claims_repaired <> 0 OR claims_dropped <> 0)",
}
_COUNTED = {
    "sqlite": "CASE WHEN json_type(claims) <> 'object' THEN -1"
    " WHEN json_type(claims, '$.{0}') = 'integer' THEN max(0, min(json_extract(claims, '$.{0}'), 1000000)) ELSE 0 END",
    "postgresql": "CASE WHEN json_typeof(claims) <> 'object' THEN -1"
    " WHEN claims->>'{0}' ~ '^[0-9]+$' THEN least((claims->>'{0}')::numeric, 1000000)::integer ELSE 0 END",
}
"""The counts in a turn's claims; -1 where they are sealed, which a migration cannot open."""


def upgrade() -> None:
    """Makes the tables and columns; hand-offs of the past were taken by nobody."""
    op.add_column("hand_offs", sa.Column("taken_by", sa.String(), nullable=False, server_default=""))
    for name in ("taken_at", "closed_at"):
        op.add_column("hand_offs", sa.Column(name, _MOMENT, nullable=True))
    op.add_column("turns", sa.Column("replies_prompt", sa.String(), nullable=False, server_default=""))
    op.add_column("turns", sa.Column("trace", sa.JSON(), nullable=False, server_default="{}"))
    counted = _COUNTED[op.get_bind().dialect.name]
    for kind in ("repaired", "dropped"):
        op.add_column("turns", sa.Column(f"claims_{kind}", sa.Integer(), nullable=False, server_default="0"))
        turns = sa.table("turns", sa.column(f"claims_{kind}"))
        op.execute(sa.update(turns).values({f"claims_{kind}": sa.text(counted.format(kind))}))
    for name, (table, columns) in _INDEXES.items():
        where = sa.text(_ONLY_WHERE[name]) if name in _ONLY_WHERE else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    _made_by_staff()
    op.create_table(
        "prompt_shares",
        *(_text(name) for name in ("id", "name", "label")),
        sa.Column("shares", sa.JSON(), nullable=False),
        *(_text(name) for name in ("reason", "set_by")),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_shares"),
    )
    op.create_index("ix_prompt_shares_name_label_at", "prompt_shares", ["name", "label", "at"])


def downgrade() -> None:
    """Drops the tables, the columns and everything in them."""
    for table in ("prompt_shares", *_ON_CONVERSATIONS):
        op.drop_table(table)
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
    # Not as a batch, see revision 0003.
    for column in ("claims_dropped", "claims_repaired", "trace", "replies_prompt"):
        op.drop_column("turns", column)
    for column in ("closed_at", "taken_at", "taken_by"):
        op.drop_column("hand_offs", column)


def _made_by_staff() -> None:
    for table in ("staff_messages", "conversation_notes"):
        op.create_table(
            table,
            *(_text(name) for name in ("id", "conversation_id")),
            sa.Column("at", _MOMENT, nullable=False),
            *(_text(name) for name in ("by", "text")),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=f"fk_{table}_conversation_id"),
        )
        op.create_index(f"ix_{table}_conversation_id_at", table, ["conversation_id", "at"])
    op.create_table(
        "conversation_labels",
        *(_text(name) for name in ("conversation_id", "label", "by")),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "label", name="pk_conversation_labels"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_conversation_labels_conversation_id"
        ),
    )
    op.create_index("ix_conversation_labels_label_conversation_id", "conversation_labels", ["label", "conversation_id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
