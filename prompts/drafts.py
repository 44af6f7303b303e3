"""What staff are writing: drafts of prompts, which two people can have open without one overwriting the other."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from prompts.draft import Draft
from prompts.errors import DraftConflict, DraftMissing, PromptError
from prompts.library import DRAFTS
from prompts.own_versions import only_one, write_new
from prompts.prompt import Prompt

LONGEST_TITLE = 120
_SEPARATOR = "\n---\n"
"""Between what is known of a draft and its text, which stands in the file letter for letter."""
_ID = re.compile("[a-z0-9]{4,32}")
_VERSION_LINE = re.compile(r"^version:[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts in `<folder>/drafts/<id>.yaml`; several threads and processes may use them."""

    folder: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def of(cls, own: Path, now: Callable[[], datetime]) -> Drafts:
        """Those among a shop's own prompts."""
        return cls(own / DRAFTS, now)

    def create(self, base: Prompt, *, author: str, title: str = "", text: str | None = None) -> Draft:
        """A new draft that says what `base` says, or `text`.

        Raises:
            PromptError: it cannot be written.
        """
        said = draft_text(base) if text is None else text
        title = _titled(title) or f"{base.label}, changed"
        made = Draft(secrets.token_hex(8), base.name, base.version, author, title, self.now(), "", said)
        with only_one(self.folder):
            return self._written(made)

    def read(self, draft_id: str) -> Draft:
        """The draft of this id.

        Raises:
            DraftMissing: there is none.
            PromptError: its file cannot be read.
        """
        file = self._file(draft_id)
        try:
            head, _, text = file.read_bytes().decode().partition(_SEPARATOR)
            read = yaml.safe_load(head)
            at = datetime.fromisoformat(read["updated_at"])
            texts = {key: str(read[key]) for key in ("name", "author", "title", "token")}
            return Draft(id=draft_id, base=int(read["base"]), updated_at=at, text=text, **texts)
        except FileNotFoundError as error:
            raise DraftMissing(draft_id) from error
        except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
            raise PromptError(f"{file}: is no draft that can be read ({type(error).__name__}).", file) from error

    def list(self) -> tuple[Draft, ...]:
        """Every draft that can be read, the one saved last first."""
        found: list[Draft] = []
        for file in self.folder.glob("*.yaml"):
            try:
                found.append(self.read(file.stem))
            except PromptError:  # somebody published or threw it away meanwhile, or it is none
                continue
        return tuple(sorted(found, key=lambda draft: (draft.updated_at, draft.id), reverse=True))

    def save(self, draft_id: str, *, token: str, text: str, author: str, title: str | None = None) -> Draft:
        """Keeps the draft as it is typed now, broken or not; gives it back with the token of the next save.

        Raises:
            DraftConflict: the token is an older one, because somebody saved meanwhile; nothing is overwritten.
            DraftMissing: the draft was published or thrown away.
            PromptError: it cannot be written.
        """
        with only_one(self.folder):
            there = self._mine(draft_id, token)
            title = there.title if title is None else _titled(title) or there.title
            saved = replace(there, text=text, author=author, title=title, updated_at=self.now())
            return self._written(saved, over=True)

    def discard(self, draft_id: str, token: str) -> None:
        """Throws the draft away.

        Raises:
            DraftConflict: somebody saved meanwhile.
            DraftMissing: it is gone already.
        """
        with only_one(self.folder):
            self._mine(draft_id, token)
            self._file(draft_id).unlink(missing_ok=True)

    def _mine(self, draft_id: str, token: str) -> Draft:
        there = self.read(draft_id)
        if there.token != token:
            raise DraftConflict(there)
        return there

    def _written(self, draft: Draft, *, over: bool = False) -> Draft:
        draft = replace(draft, token=secrets.token_hex(8))
        stated = {**asdict(draft), "updated_at": draft.updated_at.isoformat()}
        text = stated.pop("text")
        head = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False).rstrip("\n")
        write_new(self._file(draft.id), f"{head}{_SEPARATOR}{text}", over=over)
        return draft

    def _file(self, draft_id: str) -> Path:
        if not _ID.fullmatch(draft_id):
            raise DraftMissing(draft_id)
        return self.folder / f"{draft_id}.yaml"


def draft_text(prompt: Prompt) -> str:
    """The YAML of a version as a draft begins: as its file has it, comments and all, without the version.

    Raises:
        PromptError: its file has gone.
    """
    if prompt.file is None:
        raise PromptError(f"{prompt.label} was read from no file, so that no draft can be made of it.")
    try:
        return _VERSION_LINE.sub("", prompt.file.read_text(encoding="utf-8-sig"), count=1)
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{prompt.file}: cannot be read ({error}).", prompt.file) from error


def _titled(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE]
