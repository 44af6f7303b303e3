"""The tables about people: who may come in, what they agreed to, what was done, and the keys of what is sealed.

A change here needs a new revision in `migrations/versions`, as in `tables`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables import Table


class AccountRow(Table):
    """Somebody who can sign in, by password, by OpenID Connect or both; a shopper's names their customer."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("login"),
        UniqueConstraint("oidc_issuer", "oidc_subject"),
        Index(None, "customer_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]
    role: Mapped[str]
    customer_id: Mapped[str | None]
    password_hash: Mapped[str | None]
    oidc_issuer: Mapped[str | None]
    oidc_subject: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SignInRow(Table):
    """One signed-in browser; `id` is the SHA-256 of what its cookie holds."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "account_id"), Index(None, "expires_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttemptRow(Table):
    """Failed tries in a row of one login or from one address; `subject` is a hash of it."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class ApiKeyRow(Table):
    """One key of a program; only the hash of its secret is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("secret_hash"), Index(None, "account_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    secret_hash: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class ConsentRow(Table):
    """What a customer said about one use of their data; the newest row of a purpose holds."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "customer_id", "purpose", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    purpose: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime]
    source: Mapped[str]


class AuditRow(Table):
    """One thing that somebody with a role did or read; `id` grows, rows are only added."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "subject"), Index(None, "actor"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    note: Mapped[str]


class PromptPublicationRow(Table):
    """One version of a prompt that was put under a label; the newest row of a name and label holds."""

    __tablename__ = "prompt_publications"
    __table_args__ = (Index(None, "name", "label", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str]
    prompt_hash: Mapped[str]
    label: Mapped[str]
    reason: Mapped[str]
    published_by: Mapped[str]
    at: Mapped[datetime]


class PromptShareRow(Table):
    """How the conversations under a label are shared among versions of a prompt; the newest row holds.

    `shares` has the whole percent of each version, 100 together.
    """

    __tablename__ = "prompt_shares"
    __table_args__ = (Index(None, "name", "label", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    label: Mapped[str]
    shares: Mapped[dict[str, Any]]
    reason: Mapped[str]
    set_by: Mapped[str]
    at: Mapped[datetime]


class VaultKeyRow(Table):
    """The data key of one person, wrapped by a master key; without this row what it sealed is gone for good."""

    __tablename__ = "vault_keys"
    __table_args__ = (UniqueConstraint("subject"), Index(None, "master_key_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    master_key_id: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class OriginalRow(Table):
    """What a placeholder stands for, sealed; `subject` is whose it is, as in `VaultKeyRow`."""

    __tablename__ = "originals"
    __table_args__ = (Index(None, "at"),)

    subject: Mapped[str] = mapped_column(primary_key=True)
    placeholder: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    at: Mapped[datetime]


class ErasedRow(Table):
    """An owner of whom nothing is kept any more, named by the hash that stands on receipts."""

    __tablename__ = "erased"

    subject_hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ReceiptRow(Table):
    """Proof of one erasure: how many rows of what, when, by whom; nothing in it names the person."""

    __tablename__ = "receipts"
    __table_args__ = (Index(None, "subject_hash"), Index(None, "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    subject_hash: Mapped[str]
    kind: Mapped[str]
    counts: Mapped[dict[str, Any]]
    done_by: Mapped[str]
    at: Mapped[datetime]
    digest: Mapped[str]
