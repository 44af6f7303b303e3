"""What was found in a text, and the text without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

Kind = Literal["email", "phone", "card", "cn_id", "iban", "passport", "address", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Candidate(NamedTuple):
    """A piece of a folded text, `start` to `end` in characters of it, that is personal data.

    `value` is the same however the piece was spelled: digits only, lower case, the parts joined.
    """

    kind: Kind
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of the text as it came in, `start` to `end` in characters; `placeholder` stands in its place now.

    What was there, `original`, never shows in a repr, so that a finding in a log line gives nothing away.
    """

    kind: Kind
    start: int
    end: int
    original: str = field(repr=False)
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with placeholders in place of `findings`, which stand in the order of the text and never overlap."""

    text: str
    findings: tuple[Finding, ...] = ()
