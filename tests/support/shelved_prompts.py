"""A shelf of two small prompts over real records, with its own folder and a clock that goes on by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.prompting.shelf import PromptShelf
from prompts.draft import Draft
from prompts.drafts import Drafts
from prompts.library import PromptLibrary
from prompts.own_versions import OwnVersions
from records.audit import AuditTrail
from records.database import Database
from records.nouns import PromptPublication, Turn
from records.prompt_shares import SharedPrompts
from records.publications import PromptPublications

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = """\
# What the shop says.
name: {name}
description: Says hello.
variables: [shop]
texts:
  hello:
    en: "Hello {word}, this is ${{shop}}."
    zh: "您好{word}，这里是${{shop}}。"
  bye:
    en: "Bye."
    zh: "再见。"
"""


@dataclass
class Ticking:
    """A clock that goes on a second whenever it is looked at."""

    moment: datetime = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class OpenRecords:
    """The records a shelf needs."""

    publications: PromptPublications
    prompt_shares: SharedPrompts
    audit: AuditTrail

    @classmethod
    def of(cls, database: Database, now: Ticking) -> OpenRecords:
        return cls(PromptPublications(database, now), SharedPrompts(database, now), AuditTrail(database, now))


@dataclass
class Shelved:
    """A process with a shelf; `another` is one beside it, over the same folder and records."""

    database: Database
    home: Path
    shipped: Path
    now: Ticking = field(default_factory=Ticking)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        own = self.home / "prompts"
        library = PromptLibrary.load(self.shipped, own)
        records = OpenRecords.of(self.database, self.now)
        drafts = Drafts.of(own, self.now)
        self.shelf = PromptShelf(library, drafts, OwnVersions(own), records, self.now, lambda: self.seconds)

    def another(self) -> Shelved:
        return Shelved(self.database, self.home, self.shipped, self.now)

    def later(self, seconds: float = 5.0) -> None:
        """Time goes on, so that the shelf looks again."""
        self.seconds += seconds

    def draft(self, word: str, name: str = "replies", author: str = "A-1") -> Draft:
        """A draft of the newest shipped version that says hello with `word`."""
        base = self.shelf.library.get(name)
        return self.shelf.drafts.create(base, author=author, text=TEXT.format(name=name, word=word))

    def put(self, word: str, label: str = "production", **told: Any) -> PromptPublication:
        """A new version of the replies, published."""
        draft = self.draft(word)
        told = {"reason": f"says {word}", "by": "A-1", **told}
        return self.shelf.publish_draft(draft.id, draft.token, label=label, **told)

    def said(self, conversation: str | None = "c", *past: Turn) -> int:
        """The version of the replies that a conversation gets."""
        return self.shelf.choice(conversation, past).replies.version

    def shared(self, shares: Mapping[int, int], **told: Any) -> None:
        self.shelf.share("replies", shares, reason="try", by="A-1", **told)


def shipped_prompts(folder: Path, *words: str) -> Path:
    """A folder with two prompts, each in a version for each word."""
    for name in ("replies", "shopping_agent"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for version, word in enumerate(words, 1):
            text = f"version: {version}\n" + TEXT.format(name=name, word=word)
            (folder / name / f"{version}.yaml").write_text(text, encoding="utf-8")
    return folder


def turn(replies: str, at: datetime = START, prompt: str = "shopping_agent@1") -> Turn:
    """A turn that was held with these versions."""
    return Turn("t", "c", 0, at, "hi", "hello", "en", "answered", prompt=prompt, replies_prompt=replies)
