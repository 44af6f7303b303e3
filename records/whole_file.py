"""Writes a file that is complete or not there at all, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """A stream into a file beside it (0600), which takes its name, also that of an older file, when all is on disk.

    Where the block raises, the older file stays as it was.

    Raises:
        OSError: it cannot be written.
    """
    made = file.with_name(f".{file.name[:80]}.{secrets.token_hex(6)}.new")
    try:
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)
