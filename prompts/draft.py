"""One draft of a prompt, as it was saved last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft as it was saved last.

    `name` and `base` are the version that it was made from, `author` who saved it last (an account id or `shell`).
    `text` is YAML as typed, which may be broken. Whoever saves it must show `token`, which is another after each save.
    """

    id: str
    name: str
    base: int
    author: str
    title: str
    updated_at: datetime
    token: str
    text: str
