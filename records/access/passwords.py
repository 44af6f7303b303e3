"""Passwords: hashed with argon2id, and checked in the same time whether there is such an account or not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from records.errors import RecordsError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH = 10
"""Characters; more of them beat any rule about which (NIST SP 800-63B)."""
MAX_LENGTH = 1000
_AT_ONCE = 4
"""Hashing takes 64 MiB each time, which nobody may multiply by knocking often."""


class PasswordRefused(RecordsError):
    """The password is too short or too long to be set."""

    def __init__(self) -> None:
        super().__init__(f"A password needs {MIN_LENGTH} to {MAX_LENGTH} characters; choose another one.")


@dataclass
class Passwords:
    """Hashes and checks passwords; safe to call from several threads, of which four hash at once.

    The costs are argon2-cffi's own (RFC 9106, low memory) unless given: passes, KiB, lanes.
    """

    costs: tuple[int, int, int] | None = None
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False)

    def hashed(self, password: str) -> str:
        """What is kept of a password, with its salt and its costs.

        Raises:
            PasswordRefused: it is shorter than 10 characters or longer than 1000.
        """
        password = _normal(password)
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise PasswordRefused
        with self._turns:
            return self._hasher.hash(password)

    def is_right(self, kept: str | None, password: str) -> bool:
        """Whether `kept` was made of this password; None takes as long and is always wrong."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        password = _normal(password[: MAX_LENGTH + 1])
        with self._turns:
            try:
                right = self._hasher.verify(self._of_nobody if kept is None else kept, password)
            except (Argon2Error, InvalidHashError):
                return False
        return right and kept is not None and len(password) <= MAX_LENGTH

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made at other costs than are usual now."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return PasswordHasher(*self.costs) if self.costs else PasswordHasher()

    @cached_property
    def _of_nobody(self) -> str:
        return self._hasher.hash("the password of nobody")


def _normal(password: str) -> str:
    """The same password however a keyboard composed it; half a surrogate pair cannot be hashed."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode("utf-8"))
