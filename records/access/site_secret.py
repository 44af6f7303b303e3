"""The secret that the site signs its cookies with; without one set, a file of the home folder holds it."""

from __future__ import annotations

import secrets
from pathlib import Path

from records.errors import RecordsError
from records.secret_file import read_or_make

MIN_BYTES = 32
_FILE = "site.secret"


class SiteSecretFault(RecordsError):
    """The secret cannot be used; the text says what to do."""


def read_site_secret(home: Path, given: str | None = None) -> bytes:
    """The secret `given`, or that of the home folder, made at the first call for its owner only (0600).

    Whoever knows it can make themselves any guest; changing it ends all guests' conversations and all sign-ins.

    Raises:
        SiteSecretFault: it is shorter than 32 bytes, or the file cannot be read or made.
    """
    if given:
        return _checked(given.encode(), "DAOGOU_SITE_SECRET")
    file = home / _FILE
    try:
        secret = read_or_make(file, lambda: secrets.token_urlsafe(48).encode())
    except OSError as error:
        raise SiteSecretFault(
            f"The file {file} cannot be used ({error.strerror}); make it readable or set DAOGOU_SITE_SECRET."
        ) from error
    return _checked(secret.strip(), str(file))


def _checked(secret: bytes, place: str) -> bytes:
    if len(secret) < MIN_BYTES:
        raise SiteSecretFault(f"{place} is shorter than {MIN_BYTES} characters; write a longer, random one.")
    return secret
