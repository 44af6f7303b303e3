"""How the site's cookies are set: no script reads them, and no other site's form sends them."""

from __future__ import annotations

from datetime import timedelta


def set_cookie(name: str, token: str, lifetime: timedelta, secure: bool) -> str:
    """The value of a Set-Cookie header; `secure` where the site is served over https."""
    parts = [f"{name}={token}", "HttpOnly", f"Max-Age={int(lifetime.total_seconds())}", "Path=/", "SameSite=lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)


def drop_cookie(name: str, secure: bool) -> str:
    """The value of a Set-Cookie header that takes the cookie away."""
    return set_cookie(name, "", timedelta(0), secure)
