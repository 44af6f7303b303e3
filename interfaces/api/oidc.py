"""Signing in with an OpenID Connect provider: the code flow with PKCE, and an ID token that is checked in full."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from interfaces.api.tokens import Tokens
from records.access.config import OidcConfig
from records.errors import RecordsError

FLOW_COOKIE = "daogou_oidc"
FLOW_LIFETIME = timedelta(minutes=10)
SCOPE = "openid email profile"
_SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Only what needs the provider's private key: never `none`, never a secret that the shop holds too."""
_CLOCK_MAY_DIFFER_SECONDS = 60
_TIMEOUT_SECONDS = 10.0
_METADATA_LASTS = timedelta(hours=1)
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFault(RecordsError):
    """Nobody can sign in with the provider now; the text tells the operator why, and no shopper."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider has recognised; `email` is None unless it says that it has verified it."""

    issuer: str
    subject: str
    email: str | None

    @property
    def subject_hash(self) -> str:
        """A name for somebody without an address that counts: always the same one, and says nothing."""
        return hashlib.sha256(f"{self.issuer} {self.subject}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class _Flow:
    """One journey to the provider and back. All three texts follow from `id`, which the browser's cookie holds."""

    state: str
    nonce: str
    verifier: str


@dataclass
class OidcClient:
    """The shop as the provider's client; safe to call from several threads; asking the provider may take seconds."""

    config: OidcConfig
    secret: bytes
    now: Callable[[], datetime]
    _metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    _read_at: datetime | None = field(default=None, repr=False)
    _keys: dict[str, Any] | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def flows(self) -> Tokens:
        """Of the cookie that a browser has while it is at the provider."""
        return Tokens(self.secret, "oidc", FLOW_LIFETIME, self.now)

    def begin(self, back: str) -> tuple[str, str]:
        """The provider's address to send the browser to, and what its cookie holds meanwhile; `back` is our address.

        Raises:
            ProviderFault: the provider does not answer, or not as one.
        """
        id = secrets.token_urlsafe(32)
        flow = self._flow(id)
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                self._provider()["authorization_endpoint"],
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        return address, self.flows.sign(id)

    def finish(self, token: str | None, answer: Mapping[str, str], back: str) -> Person:
        """Whom the provider has sent back with `answer`, the parameters of our address; `token` is the cookie.

        Raises:
            ProviderFault: the browser did not set out from here, the provider refused, or its token is not for us,
                not signed by it, not of this journey or out of date.
        """
        id = self.flows.read(token)
        state = answer.get("state", "")
        if id is None or not hmac.compare_digest(state.encode(), self._flow(id).state.encode()):
            raise ProviderFault("A browser came back from the provider that was not sent there from here.")
        if "error" in answer or not answer.get("code"):
            raise ProviderFault("The provider did not let somebody in.")
        if answer.get("iss", self.config.issuer).rstrip("/") != self.config.issuer:
            raise ProviderFault("Another provider than the one that was asked has answered.")
        return self._person(self._token(answer["code"], self._flow(id), back), self._flow(id))

    def _token(self, code: str, flow: _Flow, back: str) -> str:
        from authlib.integrations.base_client import OAuthError
        from httpx import HTTPError

        try:
            with self._client(back) as client:
                told = client.fetch_token(
                    self._provider()["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                )
        except (OAuthError, HTTPError, ValueError) as error:
            raise ProviderFault(f"The provider gave no token ({type(error).__name__}).") from error
        token = told.get("id_token")
        if not isinstance(token, str):
            raise ProviderFault("The provider gave no ID token.")
        return token

    def _person(self, token: str, flow: _Flow) -> Person:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        try:
            decoded = self._decoded(token)
            options = {"iss": {"essential": True, "value": self._provider()["issuer"]}}
            options["aud"] = {"essential": True, "value": self.config.client_id}
            params = {"nonce": flow.nonce, "client_id": self.config.client_id}
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(now=int(self.now().timestamp()), leeway=_CLOCK_MAY_DIFFER_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderFault(f"The provider's ID token cannot be taken ({error}).") from error
        subject, email = claims.get("sub"), claims.get("email")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise ProviderFault("The provider's ID token names nobody.")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return Person(self.config.issuer, subject, email if verified else None)

    def _decoded(self, token: str) -> Any:
        """The token, whose signature is the provider's; its keys are asked for anew where it has changed them."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=_SIGNED_WITH, strict_check_header=False)
        try:
            return jwt.decode(token, KeySet.import_key_set(self._key_set()), registry=registry)  # type: ignore[arg-type]
        except InvalidKeyIdError:
            fresh = KeySet.import_key_set(self._key_set(anew=True))  # type: ignore[arg-type]
            return jwt.decode(token, fresh, registry=registry)

    def _key_set(self, anew: bool = False) -> dict[str, Any]:
        provider = self._provider()
        with self._lock:
            if self._keys is None or anew:
                self._keys = _read(provider["jwks_uri"])
            return self._keys

    def _provider(self) -> dict[str, Any]:
        """What the provider says of itself, read at most once an hour."""
        with self._lock:
            if self._read_at is None or abs(self.now() - self._read_at) > _METADATA_LASTS:
                told = _read(f"{self.config.issuer}/.well-known/openid-configuration")
                if any(not isinstance(told.get(name), str) for name in _NEEDED):
                    raise ProviderFault(f"{self.config.issuer} is no OpenID Connect provider; see DAOGOU_OIDC_ISSUER.")
                if told["issuer"].rstrip("/") != self.config.issuer:
                    raise ProviderFault(f"The provider calls itself {told['issuer']}; set DAOGOU_OIDC_ISSUER to that.")
                self._metadata, self._read_at, self._keys = told, self.now(), None
            return self._metadata

    def _client(self, back: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self.config.client_id,
            self.config.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.config.client_secret else "none",
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_TIMEOUT_SECONDS,
        )

    def _flow(self, id: str) -> _Flow:
        made = (hmac.new(self.secret, f"oidc {what}:{id}".encode(), hashlib.sha256) for what in ("s", "n", "v"))
        return _Flow(*(one.hexdigest() for one in made))


def _read(address: str) -> dict[str, Any]:
    """The JSON object at an address; over https, but for a provider on this machine."""
    import httpx

    if urlsplit(address).scheme != "https" and not _is_this_machine(address):
        raise ProviderFault(f"{address} is not https; a provider must be asked over https.")
    try:
        answer = httpx.get(address, timeout=_TIMEOUT_SECONDS)
        answer.raise_for_status()
        told = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderFault(f"The provider does not answer at {address} ({type(error).__name__}).") from error
    if not isinstance(told, dict):
        raise ProviderFault(f"What the provider answers at {address} is no JSON object.")
    return told


def _is_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
