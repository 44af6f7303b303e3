"""What the home folder's sets of conversations keep of people: the lines of an erased customer leave every set."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.whole_file import written_whole

FOLDER = "evaluation_sets"
RUNS_FOLDER = "lab_runs"
"""What was played in runs of the prompt lab, in the same form: one conversation a line."""
CUSTOMER = "customer:"


@dataclass(frozen=True, slots=True)
class SavedSets:
    """The files `<folder>/*.jsonl`, one conversation a line; a `records.erasure.personal_store.PersonalStore`.

    `conversations_of` gives the ids of a customer's conversations, also of those that were a guest's when they were
    put into a set. A line that cannot be read is nobody's and stays as it is.
    """

    folder: Path
    conversations_of: Callable[[str], Collection[str]]

    @property
    def name(self) -> str:
        """See `PersonalStore.name`: the folder's."""
        return self.folder.name

    def export(self, subject: str) -> Mapping[str, Any]:
        """The subject's conversations by set; empty where there are none."""
        is_theirs = self._theirs(subject)
        found = {file.stem: [row for _, row in _rows(file) if is_theirs(row)] for file in self._files()}
        return {name: rows for name, rows in found.items() if rows}

    def erase(self, subject: str) -> int:
        """Takes the subject's lines out of every set, and a set away that is empty then; how many lines there were."""
        is_theirs = self._theirs(subject)
        return sum(_without(file, is_theirs) for file in self._files())

    def _theirs(self, subject: str) -> Callable[[Mapping[str, Any]], bool]:
        if not self._files():
            return lambda row: False
        customer_id = subject.removeprefix(CUSTOMER) if subject.startswith(CUSTOMER) else None
        theirs = self.conversations_of(customer_id) if customer_id else {subject.removeprefix("conversation:")}
        return lambda row: (
            row.get("id") in theirs or (customer_id is not None and row.get("customer_id") == customer_id)
        )

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"))


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each line as it stands, with what it says; an empty mapping for one that cannot be read."""
    for line in filter(None, file.read_text(encoding="utf-8").split("\n")):
        try:
            row = json.loads(line)
        except ValueError:
            row = {}
        yield line, row if isinstance(row, Mapping) else {}


def _without(file: Path, gone: Callable[[Mapping[str, Any]], bool]) -> int:
    rows = list(_rows(file))
    kept = [line for line, row in rows if not gone(row)]
    if len(kept) == len(rows):
        return 0
    if not kept:
        file.unlink()
    else:
        with written_whole(file) as stream:
            stream.write("".join(f"{line}\n" for line in kept).encode())
    return len(rows) - len(kept)
