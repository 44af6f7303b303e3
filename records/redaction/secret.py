"""The secret that decides which placeholder a value gets; a file of the home folder holds it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from records.errors import RecordsError

_FILE = "redaction.key"
_BYTES = 32


class RedactionKeyFault(RecordsError):
    """The key cannot be used; the text says what to do."""


def read_redaction_key(home: Path) -> bytes:
    """The 32 bytes in `redaction.key` of the home folder, made at the first call for its owner only (0600).

    With another key the same words get other placeholders: what was written before cannot be joined to it any more.

    Raises:
        RedactionKeyFault: the file cannot be read or made, or does not hold 32 bytes.
    """
    file = home / _FILE
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        key = file.read_bytes()
    except OSError as error:
        raise RedactionKeyFault(
            f"The file {file} cannot be used ({error.strerror}); make it readable, and its folder writable."
        ) from error
    if len(key) != _BYTES:
        raise RedactionKeyFault(
            f"The file {file} does not hold {_BYTES} bytes; restore it, or delete it for a new one."
        )
    return key


def throwaway_key() -> bytes:
    """A key for this process alone."""
    return secrets.token_bytes(_BYTES)


def _make(file: Path) -> None:
    """Written whole under another name first, so that of two starts at once both read the same."""
    made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(throwaway_key())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        made.unlink()
