"""The index's own copy of its vectors: two files that only grow, and the sketch by which most of them are passed over.

`vectors.f32` holds rows of `dimension` 32-bit floats and `vectors.codes` rows of 64-byte codes, both without a header,
in the machine's byte order; row r starts at r times the row's size, and a row of zeros means no vector.
`vectors.npz` says how codes are made. Whoever opens them says how many rows count: what a killed writer left beyond
them is ignored by readers and cut off by the next writer.
"""

from __future__ import annotations

import mmap
import shutil
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexMissingError
from retrieval.vector_sketch import WORDS, Codes, Sketch

VECTORS: Final = "vectors.f32"
CODES: Final = "vectors.codes"
SKETCH: Final = "vectors.npz"

PAGE: Final = 512
"""Vectors multiplied at once, in memory that is used again: so few stay in the processor's cache."""

WRITTEN: Final = 4_096
"""Vectors sketched at once."""

Rows = NDArray[np.intp]
Vectors = NDArray[np.float32]

WARM_BYTES: Final = 1 << 24


class VectorWriter:
    """Appends vectors in row order. Until `close`, or the end of the block, the last of them may not be on disk."""

    def __init__(self, folder: Path, dimension: int, rows: int) -> None:
        """Use `create`, `resume` or `copy`."""
        self._folder, self.dimension, self.rows = folder, dimension, rows
        self._vectors, self._codes = (folder / VECTORS).open("r+b"), (folder / CODES).open("r+b")
        for file, row_bytes in ((self._vectors, dimension * 4), (self._codes, WORDS * 8)):
            file.truncate(rows * row_bytes)
            file.seek(0, 2)
        self._sketch = Sketch.load(folder / SKETCH) if rows else None

    @classmethod
    def create(cls, folder: Path, dimension: int) -> VectorWriter:
        """Start without rows in `folder`, which exists."""
        for name in (VECTORS, CODES):
            (folder / name).write_bytes(b"")
        return cls(folder, dimension, 0)

    @classmethod
    def resume(cls, folder: Path, dimension: int, rows: int) -> VectorWriter:
        """Go on after the first `rows` rows of `folder`; what stands beyond them is cut off.

        Raises:
            IndexMissingError: fewer rows stand there.
        """
        _check(folder, dimension, rows)
        return cls(folder, dimension, rows)

    @classmethod
    def copy(cls, source: Path, folder: Path, dimension: int, rows: int) -> VectorWriter:
        """Start in `folder` with the first `rows` rows of the folder `source`, which stays as it is.

        Raises:
            IndexMissingError: fewer rows stand in `source`.
        """
        _check(source, dimension, rows)
        for name in (VECTORS, CODES, SKETCH):
            if (source / name).exists():
                shutil.copyfile(source / name, folder / name)
        return cls(folder, dimension, rows)

    def append(self, vectors: Vectors) -> None:
        """Write `vectors` (n, dimension) as the next n rows.

        The first page sets the centre of the sketch: the more it is like the whole catalogue, the less is read later.
        """
        if not len(vectors):
            return
        if self._sketch is None:
            self._sketch = Sketch.around(vectors)
            self._sketch.save(self._folder / SKETCH)
        for start in range(0, len(vectors), WRITTEN):
            page = np.ascontiguousarray(vectors[start : start + WRITTEN], np.float32)
            self._vectors.write(page.data)
            self._codes.write(self._sketch.codes(page).data)
        self.rows += len(vectors)

    def flush(self) -> None:
        """Hand everything so far to the operating system, so that a killed process does not lose it."""
        self._vectors.flush()
        self._codes.flush()

    def close(self) -> None:
        """Finish the files."""
        self._vectors.close()
        self._codes.close()

    def __enter__(self) -> VectorWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class VectorFile:
    """The first `rows` vectors of a folder, open for reading; several threads may read at once.

    The codes sit in memory (64 bytes a row). The vectors stay on disk: the system keeps those that are read in memory
    as long as there is room.
    """

    def __init__(self, folder: Path, dimension: int, rows: int) -> None:
        """Open what a `VectorWriter` wrote.

        Raises:
            IndexMissingError: fewer rows stand in `folder`.
        """
        _check(folder, dimension, rows)
        self.dimension, self.rows = dimension, rows
        self.sketch = Sketch.load(folder / SKETCH) if rows else Sketch.around(np.zeros((0, dimension), np.float32))
        self.codes = _read_codes(folder, rows)
        self.has_vector: NDArray[np.bool_] = np.any(self.codes, axis=0)
        self._path = folder / VECTORS
        self._map = _map(self._path, rows * dimension * 4)
        self._vectors: Vectors = np.frombuffer(self._map, np.float32).reshape(rows, dimension)

    def read(self, rows: Rows) -> Vectors:
        """The vectors of `rows` (n, dimension), zeros where there is none."""
        read: Vectors = self._vectors[rows]
        return read

    def products(self, rows: Rows, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The inner product of `query` (dimension,) with each of `rows` (n,), all of them within the file.

        In one thread: on a busy machine the threads of a matrix library wait for one another longer than this takes.
        """
        products = np.empty(len(rows), np.float32)
        page = np.empty((PAGE, self.dimension), np.float32)
        for start in range(0, len(rows), PAGE):
            asked = rows[start : start + PAGE]
            found = self._vectors.take(asked, axis=0, out=page[: len(asked)], mode="clip")
            np.vecdot(found, query, out=products[start : start + PAGE])
        return products

    def warm(self) -> None:
        """Have the system read the file now, from its beginning to its end.

        Searches read a few thousand vectors all over it: a million products' first searches took over a second each
        while the file came in page by page.
        """
        with self._path.open("rb") as file:
            while file.read(WARM_BYTES):
                pass

    def close(self) -> None:
        """Let go of the file; nothing may be read after."""
        self._vectors = np.zeros((0, self.dimension), np.float32)
        if isinstance(self._map, mmap.mmap):
            self._map.close()


def _check(folder: Path, dimension: int, rows: int) -> None:
    needed = {VECTORS: rows * dimension * 4, CODES: rows * WORDS * 8} | ({SKETCH: 1} if rows else {})
    for name, size in needed.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size < size:
            raise IndexMissingError(f"{path} is missing or cut short; build it again: daogou index build CATALOG")


def _map(path: Path, size: int) -> mmap.mmap | bytes:
    """The first `size` bytes of the file; a file without any cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else b""


def _read_codes(folder: Path, rows: int) -> Codes:
    """(WORDS, rows): each word of all rows side by side, as they are compared."""
    stored = np.fromfile(folder / CODES, np.uint64, rows * WORDS).reshape(rows, WORDS)
    return np.ascontiguousarray(stored.T)
