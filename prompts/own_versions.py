"""Writes the versions that a shop publishes itself; each once, under a number that nothing had before."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from prompts.errors import PromptError
from prompts.prompt import SHIPPED_AT_MOST, Prompt
from prompts.schema import read_prompt

_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class OwnVersions:
    """The folder `$DAOGOU_HOME/prompts`; several threads and processes may write into it."""

    folder: Path

    def add(self, prompt: Prompt, text: str, above: int = 0) -> Prompt:
        """Keeps what a checked draft says as the next version of its prompt, for good; gives it back with its number.

        `text` is the draft as it was typed, comments and all. A version that says the same is not written again:
        whoever tries once more after a fault gets the one that lies there. Numbers up to `above` are taken.

        Raises:
            PromptError: the folder cannot be written.
        """
        folder = self.folder / prompt.name
        with only_one(self.folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            taken = sorted(int(file.stem) for file in folder.glob("*.yaml") if file.stem.isdecimal())
            for number in reversed(taken):
                with suppress(PromptError):
                    there = read_prompt(folder / f"{number}.yaml")
                    if replace(prompt, version=number).hash == there.hash:
                        return there
            number = max([SHIPPED_AT_MOST, above, *taken]) + 1
            file = folder / f"{number}.yaml"
            wanted = replace(prompt, version=number, file=file)
            # Not as typed is a draft that begins with a directive, or is one long `{...}`.
            for written in (f"version: {number}\n{text}", _plain(wanted, True), _plain(wanted, False)):
                write_new(file, written, over=True)
                if _says(file) == wanted.hash:
                    break
            return read_prompt(file)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Waits until no other thread or process writes into the folder, which is made if need be.

    Raises:
        PromptError: it cannot be written, here or in the block, or somebody else writes for too long.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / ".lock", timeout=_LOCK_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        raise PromptError(f"{folder}: somebody else is writing there; try again in a moment.", folder) from error
    except (OSError, UnicodeEncodeError) as error:
        raise PromptError(f"{folder}: cannot be written ({error}).", folder) from error


def write_new(file: Path, text: str, *, over: bool = False) -> None:
    """A whole file or none (0600); one that is there is only replaced where that is said.

    Raises:
        FileExistsError: there is one, and it is not to be replaced.
    """
    made = file.with_name(f".{file.name}.{secrets.token_hex(6)}.new")
    try:
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        if over:
            made.replace(file)
        else:
            os.link(made, file)
    finally:
        made.unlink(missing_ok=True)


def _says(file: Path) -> str:
    try:
        return read_prompt(file).hash
    except PromptError:
        return ""


def _plain(prompt: Prompt, unicode: bool) -> str:
    """The prompt as plain YAML, its texts in the groups that their keys name."""
    texts: dict[str, Any] = {}
    for key, text in prompt.texts.items():
        *groups, name = key.split(".")
        branch = texts
        for group in groups:
            branch = branch.setdefault(group, {})
        branch[name] = text
    stated = {
        "name": prompt.name,
        "version": prompt.version,
        "description": prompt.description,
        "variables": list(prompt.variables),
        "texts": texts,
    }
    return yaml.safe_dump(stated, allow_unicode=unicode, sort_keys=False, width=120)
