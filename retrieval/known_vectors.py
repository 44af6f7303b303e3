"""Vectors that were worked out before, found by the hash of their text, so that no text is embedded twice.

They stand in the index that counts now and in the folders that killed builds left unfinished.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval import product_store
from retrieval.vector_file import VECTORS, Vectors

NOTE: Final = "vectors.json"
PAGE: Final = 1_000
_KEPT: Final = (NOTE, product_store.FILE, VECTORS)


@dataclass(frozen=True, slots=True)
class VectorNote:
    """What the vectors of a folder are; written before the first of them.

    `collection` is the name of those on a Chroma server, empty where Chroma keeps them in the folder.
    """

    embedder: str
    dimension: int
    collection: str

    def write(self, folder: Path) -> None:
        """Put the note into `folder`."""
        (folder / NOTE).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> VectorNote | None:
        """The note in `folder`, or None where there is none that can be read."""
        try:
            return cls(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


class KnownVectors:
    """The vectors of several folders by the hashes of their texts."""

    def __init__(self, folders: Iterable[Path], embedder: str, dimension: int) -> None:
        """Open those of `folders` that hold vectors of this embedder; the others are passed over."""
        self._sources = [
            source for folder in folders if (source := _Source.open(folder, embedder, dimension)) is not None
        ]

    def find(self, texts: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The vectors of those of `texts` (hashes) that are known."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for source in self._sources:
            found |= source.find([text for text in texts if text not in found])
        return found

    def close(self) -> None:
        """Let go of the files."""
        for source in self._sources:
            source.connection.close()


@dataclass(frozen=True, slots=True)
class _Source:
    connection: sqlite3.Connection
    vectors: Vectors

    @classmethod
    def open(cls, folder: Path, embedder: str, dimension: int) -> _Source | None:
        """None where the folder's vectors are of another kind or were not written far enough to be opened.

        What a killed writer left half done is put right by SQLite with the first reading, so the file is not read only.
        """
        note = VectorNote.read(folder)
        if note is None or (note.embedder, note.dimension) != (embedder, dimension):
            return None
        try:
            rows = (folder / VECTORS).stat().st_size // (dimension * 4)
            vectors = np.memmap(folder / VECTORS, np.float32, "r", shape=(rows, dimension))
            connection = sqlite3.connect(f"{(folder / product_store.FILE).absolute().as_uri()}?mode=rw", uri=True)
        except (OSError, ValueError, sqlite3.Error):
            return None
        return cls(connection, vectors)

    def find(self, texts: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        found: dict[bytes, NDArray[np.float32]] = {}
        for start in range(0, len(texts), PAGE):
            page = texts[start : start + PAGE]
            query = f"SELECT text, row FROM rows WHERE text IN ({','.join('?' * len(page))})"  # noqa: S608  only marks
            with contextlib.suppress(sqlite3.Error):  # a damaged file knows nothing; its texts are embedded anew
                rows = self.connection.execute(query, page).fetchall()
                found |= {text: self.vectors[row] for text, row in rows if row < len(self.vectors)}
        return found


def keep_vectors_only(folder: Path) -> None:
    """Remove from an unfinished folder all that the next build cannot use."""
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name not in _KEPT:
            entry.unlink(missing_ok=True)
