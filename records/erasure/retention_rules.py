"""How long the shop keeps what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How many days what is kept; None for ever.

    `guests` and `conversations` count from the last word of a conversation of somebody who was not signed in and of a
    customer; `audit` from the line; `sign_ins` from when a sign-in ended or expired.
    """

    guests: int | None = None
    conversations: int | None = None
    audit: int | None = None
    sign_ins: int | None = 30
