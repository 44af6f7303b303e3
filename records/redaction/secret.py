"""The secret that decides which placeholder a value gets; a file of the home folder holds it."""

from __future__ import annotations

import secrets
from pathlib import Path

from records.errors import RecordsError
from records.secret_file import read_or_make

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
        key = read_or_make(file, throwaway_key)
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
