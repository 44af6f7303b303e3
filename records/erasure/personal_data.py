"""The map of personal data: of every table whose rows it holds, which columns speak of a person, and what erasing does.

A test compares it with the database's tables: a column that can hold a text and is not named here fails it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from records import people_tables as people
from records import tables
from records.learned import tables as learned

Id = Literal["customer", "conversation", "owner", "order", "request", "account", "attempt", "name"]
"""What stands in a column that says whose a row is. `owner` is as a cart's owner is written; `order` and `request` are
ids of orders and of returns or exchanges; `attempt` the keyed hash of a login; `name` anything that the trail calls a
person or what is theirs (`customer:C-001`, `account:…`)."""
Fate = Literal["delete", "unname", "keep"]
"""What erasing does with a person's rows. `unname` leaves a row and takes out whose it was."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table keeps of people; every column that can hold a text stands in exactly one of four places.

    `whose`: columns that say whose a row is, any one of them is enough. `personal`: other words and ids of a person.
    `secret`: hashes and keys, which are erased and never exported. `impersonal`: columns that say nothing of a person,
    each with the reason. `within`: the table, and its name for these rows, inside of whose rows they are exported.
    """

    table: type[tables.Table]
    whose: Mapping[str, Id] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    impersonal: Mapping[str, str] = field(default_factory=dict)
    fate: Fate = "delete"
    within: tuple[type[tables.Table], str] | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)


_PRODUCT = {"product_id": "a product of the catalogue", "title": "a product of the catalogue"}
_MONEY = {"currency": "a currency"}
_BY = "an account of the shop's, which an erasure of who has it takes out"

PERSONAL_DATA: tuple[Kept, ...] = (
    Kept(tables.CustomerRow, {"id": "customer"}, ("name", "email", "language", "city")),
    Kept(
        tables.OrderRow,
        {"customer_id": "customer"},
        ("id",),
        impersonal={"status": "one of five words", **_MONEY},
        fate="unname",
    ),
    Kept(
        tables.OrderLineRow,
        {"order_id": "order"},
        impersonal=_PRODUCT,
        fate="unname",
        within=(tables.OrderRow, "lines"),
    ),
    Kept(
        tables.OrderRequestRow,
        {"customer_id": "customer", "order_id": "order"},
        ("id", "reason", "wanted"),
        impersonal={"kind": "return or exchange", "status": "open or done"},
        fate="unname",
    ),
    Kept(
        tables.OrderRequestLineRow,
        {"request_id": "request", "order_id": "order"},
        impersonal={"product_id": "a product of the catalogue"},
        fate="unname",
        within=(tables.OrderRequestRow, "lines"),
    ),
    Kept(tables.CartRow, {"owner": "owner"}),
    Kept(
        tables.CartLineRow,
        {"owner": "owner"},
        impersonal={**_PRODUCT, **_MONEY},
        within=(tables.CartRow, "lines"),
    ),
    Kept(tables.ActionRow, {"owner": "owner"}, ("id", "kind", "subject", "note")),
    Kept(
        tables.HandOffRow,
        {"customer_id": "customer", "conversation_id": "conversation"},
        ("id", "reason", "summary", "mood"),
        impersonal={"status": "open, taken or closed", "taken_by": _BY},
    ),
    Kept(
        tables.ConversationRow,
        {"id": "conversation"},
        ("customer_id", "guest_id", "outcome", "title"),
    ),
    Kept(
        tables.TurnRow,
        {"conversation_id": "conversation"},
        (
            "id", "text", "answer", "language", "outcome", "tool_calls", "constraints", "shown_product_ids", "claims",
            "usage", "timings_ms", "pending", "trace",
        ),
        impersonal=dict.fromkeys(("prompt", "prompt_hash", "replies_prompt", "model"), "the shop's"),
        within=(tables.ConversationRow, "turns"),
    ),
    Kept(
        tables.ReceivedMessageRow,
        {"conversation_id": "conversation"},
        ("turn_id", "text"),
        within=(tables.ConversationRow, "not_answered_yet"),
    ),
    Kept(
        tables.FeedbackRow,
        {"owner": "owner", "conversation_id": "conversation"},
        ("id", "turn_id", "reason"),
    ),
    Kept(
        tables.StaffMessageRow,
        {"conversation_id": "conversation"},
        ("id", "text"),
        impersonal={"by": _BY},
        within=(tables.ConversationRow, "staff_messages"),
    ),
    Kept(
        tables.ConversationNoteRow,
        {"conversation_id": "conversation"},
        ("id", "text"),
        impersonal={"by": _BY},
        within=(tables.ConversationRow, "notes"),
    ),
    Kept(
        tables.ConversationLabelRow,
        {"conversation_id": "conversation"},
        ("label",),
        impersonal={"by": _BY},
        within=(tables.ConversationRow, "labels"),
    ),
    Kept(
        learned.ConversationReadingRow,
        {"conversation_id": "conversation"},
        ("course", "contact_reason", "details"),
        impersonal={"reader": "what read it"},
        within=(tables.ConversationRow, "readings"),
    ),
    Kept(
        learned.SignalRow,
        {"conversation_id": "conversation"},
        ("id", "turn_id", "kind", "aspect", "product_id", "quote"),
        within=(tables.ConversationRow, "signals"),
    ),
    Kept(
        learned.LoyaltyScoreRow,
        {"customer_id": "customer"},
        ("id", "tier", "recommender", "action", "explanation"),
        impersonal={"scorer": "what scored them"},
    ),
    Kept(learned.ScoreDayRow, impersonal={"counted": "sums over all customers of a day"}, fate="keep"),
    Kept(
        tables.SeedRow,
        impersonal={"name": "a set of files", "fingerprint": "the hash of files, the same in every demo shop"},
        fate="keep",
    ),
    Kept(
        people.AccountRow,
        {"id": "account"},
        ("login", "role", "customer_id", "oidc_issuer", "oidc_subject"),
        secret=("password_hash",),
    ),
    Kept(people.SignInRow, {"account_id": "account"}, secret=("id",), within=(people.AccountRow, "sign_ins")),
    Kept(people.SignInAttemptRow, {"subject": "attempt"}),
    Kept(
        people.ApiKeyRow,
        {"account_id": "account"},
        ("id", "name", "scopes"),
        secret=("secret_hash",),
        within=(people.AccountRow, "api_keys"),
    ),
    Kept(people.ConsentRow, {"customer_id": "customer"}, ("id", "purpose", "source")),
    Kept(
        people.AuditRow,
        {"actor": "account", "subject": "name"},
        ("note",),
        impersonal={"role": "one of the roles", "action": "what can be done here"},
        fate="unname",
    ),
    Kept(
        people.PromptPublicationRow,
        {"published_by": "account"},
        impersonal={
            "id": "a random id", "name": "a prompt", "version": "a prompt's", "prompt_hash": "a prompt's",
            "label": "of the shop", "reason": "why the shop changed its prompt",
        },
        fate="unname",
    ),
    Kept(
        people.PromptShareRow,
        {"set_by": "account"},
        impersonal={
            "id": "a random id", "name": "a prompt", "label": "of the shop", "shares": "percents of its versions",
            "reason": "why the shop tries versions",
        },
        fate="unname",
    ),
    Kept(people.VaultKeyRow, {"subject": "owner"}, ("id", "master_key_id"), secret=("wrapped",)),
    Kept(people.OriginalRow, {"subject": "owner"}, ("placeholder", "sealed")),
    Kept(people.ErasedRow, impersonal={"subject_hash": "keeps what was erased from coming back"}, fate="keep"),
    Kept(
        people.ReceiptRow,
        impersonal={
            "id": "a random id", "subject_hash": "proof that somebody was erased", "kind": "erasure or retention",
            "counts": "numbers", "digest": "a hash of the receipt",
            "done_by": "an account of the shop's, whose name is gone once the account is",
        },
        fate="keep",
    ),
)  # fmt: skip
"""Every table, once."""
