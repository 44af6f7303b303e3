"""What the site's cookies hold: a text signed with the site's secret, and when it was signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, TimestampSigner

GUEST_COOKIE = "daogou_guest"
SIGN_IN_COOKIE = "daogou_sign_in"
_RENEW_AFTER = timedelta(days=1)
_TEXT = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MAX_LENGTH = 256


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs and reads the tokens of one `kind` of cookie; a token of another kind is not read.

    One older than `lifetime` is not read either. One signed in the future is: the clock was put back since.
    """

    secret: bytes
    kind: str
    lifetime: timedelta
    now: Callable[[], datetime]

    def sign(self, text: str) -> str:
        """The token that holds `text`, 16 to 64 URL-safe characters."""
        return self._signer().sign(text).decode()

    def read(self, token: str | None) -> str | None:
        """The text in a token; None for one that is forged, expired, of another kind or no token at all."""
        found = self._parts(token)
        return None if found is None or self.now() - found[1] > self.lifetime else found[0]

    def is_aging(self, token: str | None) -> bool:
        """Whether a token that can be read was signed more than a day ago, and so had better be signed anew."""
        found = self._parts(token)
        return found is not None and self.now() - found[1] > _RENEW_AFTER

    def _parts(self, token: str | None) -> tuple[str, datetime] | None:
        if not token or len(token) > _MAX_LENGTH:
            return None
        try:
            # No max_age here: itsdangerous takes a token of the future for an expired one.
            value, signed_at = self._signer().unsign(token, return_timestamp=True)
            text = value.decode()
        except (BadSignature, UnicodeError, ValueError, OverflowError, OSError):
            return None
        return (text, signed_at) if _TEXT.fullmatch(text) else None

    def _signer(self) -> TimestampSigner:
        return _ClockedSigner(self.secret, self.kind, self.now)


class _ClockedSigner(TimestampSigner):
    """Signs by a given clock."""

    def __init__(self, secret: bytes, kind: str, now: Callable[[], datetime]) -> None:
        super().__init__(secret, salt=f"daogou.{kind}")
        self._now = now

    def get_timestamp(self) -> int:
        """The moment in whole seconds."""
        return int(self._now().timestamp())
