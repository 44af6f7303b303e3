"""Whether a request that changes something comes from a page of this site."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def comes_from_here(headers: Mapping[str, str], allowed_origins: tuple[str, ...] = ()) -> bool:
    """Whether a browser sent it for a page of this site or of an allowed one, or it was sent by no browser at all.

    `headers` have small names. The rule is that of Go's CrossOriginProtection: browsers say `Sec-Fetch-Site` or, the
    older ones, `Origin` with everything that changes something; a page of a sister site is a stranger too.
    """
    origin = headers.get("origin", "").lower()
    if origin and origin in allowed_origins:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    if "origin" not in headers:
        return True
    try:
        # The scheme is left out: behind a proxy that speaks TLS the site itself is asked in plain http.
        return bool(origin) and urlsplit(origin).netloc == headers.get("host", "").lower()
    except ValueError:
        return False
