"""The secret that the site signs its cookies with; without one set, a file of the home folder holds it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from records.errors import RecordsError

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
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _checked(_read_or_make(file), str(file))
    except OSError as error:
        raise SiteSecretFault(
            f"The file {file} cannot be used ({error.strerror}); make it readable or set DAOGOU_SITE_SECRET."
        ) from error


def _read_or_make(file: Path) -> bytes:
    if not file.exists():
        # Written whole under another name first, so that two starts at once never read half of it or two of them.
        made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_bytes().strip()


def _checked(secret: bytes, place: str) -> bytes:
    if len(secret) < MIN_BYTES:
        raise SiteSecretFault(f"{place} is shorter than {MIN_BYTES} characters; write a longer, random one.")
    return secret
