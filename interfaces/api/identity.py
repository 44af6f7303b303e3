"""Who is behind a request: a browser by its cookies, a program by its API key. Routes and Gradio events ask alike."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from interfaces.api.tokens import GUEST_COOKIE, SIGN_IN_COOKIE, Tokens
from records.access.config import AccessConfig
from records.access.rules import Visitor


class Recognises(Protocol):
    """Knows the accounts behind signed-in browsers and API keys; see `records.access.people.People`."""

    def signed_in(self, secret: str) -> Visitor | None:
        """The visitor of a sign-in that is neither ended nor expired, without a guest id; otherwise None."""
        ...

    def key_holder(self, key: str) -> Visitor | None:
        """The visitor of an API key that is neither revoked nor expired; otherwise None."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """What was found out about one request.

    `sign_in` is what the sign-in cookie holds, None where it is no good. `guest_is_new` says that the browser does not
    hold its guest token yet or had better get a fresh one. `is_browser` is False for an API key. `key_refused` says
    that a key was sent which is no good: whoever sends one does not mean to be a guest.
    """

    visitor: Visitor = field(default_factory=Visitor)
    sign_in: str | None = None
    guest_is_new: bool = False
    is_browser: bool = True
    key_refused: bool = False


@dataclass(frozen=True, slots=True)
class Identities:
    """Finds out who asks. Without `people`, a shop that keeps no accounts, everybody is a guest."""

    secret: bytes
    config: AccessConfig
    now: Callable[[], datetime]
    people: Recognises | None = None

    @property
    def guest_tokens(self) -> Tokens:
        """Of the guest cookie."""
        return Tokens(self.secret, "guest", self.config.guest_lifetime, self.now)

    @property
    def sign_in_tokens(self) -> Tokens:
        """Of the sign-in cookie."""
        return Tokens(self.secret, "sign-in", self.config.sign_in_lifetime, self.now)

    def of(self, cookies: Mapping[str, str], authorization: str | None = None) -> Identity:
        """The identity that a request's cookies and its Authorization header speak for."""
        if authorization is not None:
            return self._of_key(authorization)
        token = cookies.get(GUEST_COOKIE)
        known = self.guest_tokens.read(token)
        is_new = known is None or self.guest_tokens.is_aging(token)
        guest_id = known or new_guest_id()
        sign_in = self.sign_in_tokens.read(cookies.get(SIGN_IN_COOKIE))
        account = self.people.signed_in(sign_in) if sign_in and self.people else None
        if account is None:
            return Identity(Visitor(guest_id=guest_id), guest_is_new=is_new)
        visitor = Visitor(account.role, account.account_id, account.customer_id, guest_id)
        return Identity(visitor, sign_in, is_new)

    def looks_up(self, cookies: Mapping[str, str], authorization: str | None = None) -> bool:
        """Whether `of` asks the database: for a sign-in or a key, not for a guest."""
        return authorization is not None or SIGN_IN_COOKIE in cookies

    def csrf_token(self, identity: Identity) -> str:
        """What a page of this site sends along to show that it is one; each browser and each sign-in has its own."""
        whose = f"csrf:{identity.visitor.guest_id}:{identity.sign_in}"
        return hmac.new(self.secret, whose.encode(), hashlib.sha256).hexdigest()

    def _of_key(self, authorization: str) -> Identity:
        scheme, _, key = authorization.partition(" ")
        holder = self.people.key_holder(key.strip()) if scheme.lower() == "bearer" and self.people else None
        return Identity(holder or Visitor(), is_browser=False, key_refused=holder is None)


def new_guest_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(16)


def visitor_of(request: Any) -> Visitor:
    """Who sends a request (Starlette's) or an event (`gr.Request`); a guest who owns nothing where nobody found out."""
    return identity_of(request).visitor


def identity_of(request: Any) -> Identity:
    """All that the site's gate found out about a request or an event."""
    found = getattr(getattr(request, "state", None), "identity", None)
    return found if isinstance(found, Identity) else Identity()
