"""How the site's cookies are set: no script reads them, and no other site's form sends them."""

from __future__ import annotations

from datetime import timedelta


def set_cookie(name: str, token: str, lifetime: timedelta, secure: bool, framed: bool = False) -> str:
    """The value of a Set-Cookie header; `secure` where the site is served over https.

    `framed`, over https: also for a page in another site's frame, where browsers keep it apart for each such site
    (`Partitioned`). What changes something is then held to `same_site` and the page's token alone.
    """
    reach = "SameSite=None; Partitioned" if framed and secure else "SameSite=lax"
    parts = [f"{name}={token}", "HttpOnly", f"Max-Age={int(lifetime.total_seconds())}", "Path=/", reach]
    return "; ".join([*parts, "Secure"] if secure else parts)


def drop_cookie(name: str, secure: bool, framed: bool = False) -> str:
    """The value of a Set-Cookie header that takes the cookie away."""
    return set_cookie(name, "", timedelta(0), secure, framed)
