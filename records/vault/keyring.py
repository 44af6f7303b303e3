"""The master keys that a shop's settings hold. They encrypt nothing but the data keys, see `data_keys.py`."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field

from records.errors import KeyringFault

KEY_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9_.-]{1,40}")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key: a name that may be shown, and 32 bytes that may not."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys in the order of the setting: the first wraps what is new, all of them open what is there."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        """The key that new data keys are wrapped with."""
        return self.keys[0]

    def key(self, id: str) -> MasterKey | None:
        """The key of this id, or None where the settings hold none."""
        return next((key for key in self.keys if key.id == id), None)


def read_keyring(text: str) -> Keyring:
    """The keyring in `id:base64key,id2:base64key`; spaces around a part do not count, either alphabet of base64 does.

    Raises:
        KeyringFault: it cannot be read; the text tells which part is wrong and holds nothing of a key.
    """
    keys = tuple(_key(part.strip(), number) for number, part in enumerate(text.split(","), start=1))
    ids = [key.id for key in keys]
    twice = next((id for id in ids if ids.count(id) > 1), None)
    if twice is not None:
        raise KeyringFault(f"the id {twice} stands twice")
    return Keyring(keys)


def new_key() -> str:
    """A fresh key of random bytes, `id:base64key`, as `read_keyring` reads it."""
    return f"k-{secrets.token_hex(3)}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _key(part: str, number: int) -> MasterKey:
    id, colon, encoded = part.partition(":")
    if not colon or not _ID.fullmatch(id):
        raise KeyringFault(f"key {number} is not written id:base64key, with an id of letters, digits, dots and dashes")
    try:
        secret = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyringFault(f"key {number} ({id}) is not {KEY_BYTES} bytes in base64")
    return MasterKey(id, secret)
