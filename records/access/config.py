"""What a shop sets about who comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """The OpenID Connect provider that people may sign in with; `issuer` is its address without a trailing slash."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False, default="")

    @property
    def name(self) -> str:
        """What shoppers know it by: the name of its host."""
        return urlsplit(self.issuer).hostname or self.issuer


@dataclass(frozen=True, slots=True)
class AccessConfig:
    """How long people stay signed in, from where pages may call, and with whom they may sign in.

    `allowed_origins` are like `https://shop.example`, without a path, and so are `frame_ancestors`, the sites whose
    pages may show the shop in a frame.
    """

    sign_in_lifetime: timedelta = timedelta(days=14)
    sign_in_idle: timedelta = timedelta(days=7)
    guest_lifetime: timedelta = timedelta(days=90)
    allowed_origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    oidc: OidcConfig | None = None
