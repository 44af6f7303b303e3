"""A file that holds a secret, made once for its owner only, however many start at the same moment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def read_or_make(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; where there is none, it and its folder are made first (0600, 0700) with what `make` gives.

    Raises:
        OSError: the file can be neither read nor made.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        # Written whole under another name first, so that of two starts at once both read the same, and all of it.
        made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(make())
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_bytes()
