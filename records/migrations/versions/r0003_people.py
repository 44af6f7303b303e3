"""Accounts, consents, the audit trail, keys of what is sealed; guests, titles, feedback, messages not answered yet."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables; conversations of the past have no title and no guest."""
    op.add_column("conversations", sa.Column("guest_id", sa.String(), nullable=True))
    op.add_column("conversations", sa.Column("title", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_conversations_guest_id_started_at", "conversations", ["guest_id", "started_at"])
    _messages()
    _accounts()
    _api_keys()
    _trail()
    _vault()


def downgrade() -> None:
    """Drops the tables and everything in them."""
    for table in (
        "receipts",
        "erased",
        "originals",
        "vault_keys",
        "prompt_publications",
        "audit",
        "consents",
        "api_keys",
        "sign_in_attempts",
        "sign_ins",
        "accounts",
        "feedback",
        "received_messages",
    ):
        op.drop_table(table)
    op.drop_index("ix_conversations_guest_id_started_at", "conversations")
    # Not as a batch: that makes the table anew, which the turns' foreign key forbids.
    op.drop_column("conversations", "title")
    op.drop_column("conversations", "guest_id")


def _texts(*names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=nullable) for name in names)


def _moments(*names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, _MOMENT, nullable=nullable) for name in names)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint, key: tuple[str, ...] = ("id",)) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _messages() -> None:
    _table(
        "received_messages",
        *_texts("turn_id", "conversation_id"),
        *_moments("at"),
        *_texts("text"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_received_messages_conversation_id"),
        key=("turn_id",),
    )
    _index("received_messages", "conversation_id")
    _index("received_messages", "at")
    _table(
        "feedback",
        *_texts("id", "turn_id", "conversation_id", "owner"),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        *_texts("reason"),
        *_moments("at"),
        sa.UniqueConstraint("turn_id", "owner", name="uq_feedback_turn_id_owner"),
    )
    _index("feedback", "conversation_id")
    _index("feedback", "at")


def _accounts() -> None:
    _table(
        "accounts",
        *_texts("id", "login", "role"),
        *_texts("customer_id", "password_hash", "oidc_issuer", "oidc_subject", nullable=True),
        *_moments("created_at"),
        *_moments("disabled_at", nullable=True),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject", name="uq_accounts_oidc_issuer_oidc_subject"),
    )
    _index("accounts", "customer_id")
    _table(
        "sign_ins",
        *_texts("id", "account_id"),
        *_moments("created_at", "expires_at"),
        *_moments("ended_at", nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sign_ins_account_id", ondelete="CASCADE"),
    )
    _index("sign_ins", "account_id")
    _index("sign_ins", "expires_at")
    _table(
        "sign_in_attempts",
        *_texts("subject"),
        sa.Column("failures", sa.Integer(), nullable=False),
        *_moments("last_at"),
        key=("subject",),
    )


def _api_keys() -> None:
    _table(
        "api_keys",
        *_texts("id", "account_id", "name", "secret_hash"),
        sa.Column("scopes", sa.JSON(), nullable=False),
        *_moments("created_at"),
        *_moments("expires_at", "revoked_at", "used_at", nullable=True),
        sa.UniqueConstraint("secret_hash", name="uq_api_keys_secret_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_keys_account_id", ondelete="CASCADE"),
    )
    _index("api_keys", "account_id")


def _trail() -> None:
    _table(
        "consents",
        *_texts("id", "customer_id", "purpose"),
        sa.Column("given", sa.Boolean(), nullable=False),
        *_moments("at"),
        *_texts("source"),
    )
    _index("consents", "customer_id", "purpose", "at")
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        *_moments("at"),
        *_texts("actor", "role", "action", "subject", "note"),
    )
    for column in ("at", "subject", "actor"):
        _index("audit", column)
    _table(
        "prompt_publications",
        *_texts("id", "name", "version", "prompt_hash", "label", "reason", "published_by"),
        *_moments("at"),
    )
    _index("prompt_publications", "name", "label", "at")


def _vault() -> None:
    _table(
        "vault_keys",
        *_texts("id", "subject", "master_key_id"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        *_moments("created_at"),
        sa.UniqueConstraint("subject", name="uq_vault_keys_subject"),
    )
    _index("vault_keys", "master_key_id")
    _table("originals", *_texts("subject", "placeholder", "sealed"), *_moments("at"), key=("subject", "placeholder"))
    _index("originals", "at")
    _table("erased", *_texts("subject_hash"), *_moments("at"), key=("subject_hash",))
    _table(
        "receipts",
        *_texts("id", "subject_hash", "kind"),
        sa.Column("counts", sa.JSON(), nullable=False),
        *_texts("done_by"),
        *_moments("at"),
        *_texts("digest"),
    )
    _index("receipts", "subject_hash")
    _index("receipts", "at")
