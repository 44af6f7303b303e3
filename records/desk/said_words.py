"""Whether words were said in conversations: what is sealed cannot be matched by a database, so texts are opened."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from records.database import Database
from records.errors import SealBroken
from records.tables import ConversationRow, StaffMessageRow, Table, TurnRow
from records.vault.sealing import SEALED, opened
from records.vault.vault import PLAIN, Vault

_AROUND = 60
"""Characters of an excerpt on either side of the word that was found."""
_READ: tuple[tuple[type[Table], str, tuple[str, ...], str], ...] = (
    (TurnRow, "conversation_id", ("text", "answer"), "position"),
    (StaffMessageRow, "conversation_id", ("text",), "at"),
    (ConversationRow, "id", ("title",), "id"),
)
"""What is read of each table, and in which order."""


class SaidWords:
    """Reads a database that has been upgraded; every call may raise `DatabaseFault` and `KeysMissing`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault

    def excerpts(self, conversation_ids: Sequence[str], words: Sequence[str]) -> dict[str, str]:
        """Those of some 100 conversations that have all the words, as `words_of` gives them, and where: the words
        around the first one, as they were said.
        """
        texts: dict[str, list[str]] = defaultdict(list)
        for table, owner, columns, order in _READ:
            for row in self._rows(table, owner, columns, order, conversation_ids):
                texts[row[owner]] += self._clear(table, columns, row)
        found = {id: _excerpt(texts[id], words) for id in conversation_ids}
        return {id: excerpt for id, excerpt in found.items() if excerpt is not None}

    def _rows(
        self, table: type[Table], owner: str, columns: tuple[str, ...], order: str, ids: Sequence[str]
    ) -> list[dict[str, Any]]:
        wanted = [getattr(table, name) for name in dict.fromkeys(("id", owner, *columns))]
        found = select(*wanted).where(getattr(table, owner).in_(ids)).order_by(getattr(table, order))
        with self._database.reading() as session:
            return [dict(row) for row in session.execute(found).mappings()]

    def _clear(self, table: type[Table], columns: tuple[str, ...], row: dict[str, Any]) -> list[str]:
        """The texts of a row; none where somebody changed what is sealed."""
        try:
            values = opened(self._vault, table, {**dict.fromkeys(SEALED[table], ""), **row})
        except SealBroken:
            return []
        return [values[name] for name in columns]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, each once, folded as texts are."""
    return tuple(dict.fromkeys(folded(text).split()))


def folded(text: str) -> str:
    """The text as it is compared: full-width letters as others, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def _excerpt(texts: Sequence[str], words: Sequence[str]) -> str | None:
    """The words around the first word; None where not all of the words are in the texts together."""
    alike = [folded(text) for text in texts]
    if not all(any(word in text for text in alike) for word in words):
        return None
    said, at = next(pair for pair in zip(texts, alike, strict=True) if words[0] in pair[1])
    # Folding may change lengths; then the place is nearly right, which is enough to show it.
    place = at.index(words[0])
    start, end = max(0, place - _AROUND), place + len(words[0]) + _AROUND
    return f"{'…' if start else ''}{' '.join(said[start:end].split())}{'…' if end < len(said) else ''}"
