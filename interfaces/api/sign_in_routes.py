"""Signing in and out with a password, and who one is."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from interfaces.api.cookies import drop_cookie, set_cookie
from interfaces.api.identity import Identities, Identity, identity_of, new_guest_id
from interfaces.api.page_keys import PageKeys
from interfaces.api.refusals import refusal
from interfaces.api.tokens import GUEST_COOKIE, SIGN_IN_COOKIE
from records.access.accounts import Account
from records.access.people import People, SignInRefused, SignInTooSoon, visitor_with
from records.access.rules import Visitor

NO_STORE = {"Cache-Control": "no-store"}


class Credentials(BaseModel):
    """What is typed to sign in."""

    login: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=1000)]


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """Signs browsers in and out. `people` is None in a shop without accounts.

    `adopt` is given the guest id and the customer id; `name_of` the name of a customer, or None.
    """

    identities: Identities
    people: People | None
    pages: PageKeys
    adopt: Callable[[str, str], object]
    name_of: Callable[[str], str | None]

    def welcome(
        self, request: Request, account: Account, secret: str, answer: Callable[[Identity], Response]
    ) -> Response:
        """Signs the browser in with a new sign-in, ends its old one and makes the guest's things the customer's.

        The guest token is replaced, so that whoever planted or knew the old one knows nothing of what follows.
        """
        before = identity_of(request)
        if before.sign_in is not None and self.people is not None:
            self.people.sign_ins.end(before.sign_in)
        guest_id = before.visitor.guest_id
        if before.visitor.role == "guest" and guest_id is not None and account.customer_id is not None:
            self.adopt(guest_id, account.customer_id)
        found = visitor_with(account)
        visitor = Visitor(found.role, found.account_id, found.customer_id, new_guest_id())
        self.pages.move(before.visitor, visitor)
        made = Identity(visitor, secret)
        return self.with_cookies(answer(made), made, request.url.scheme == "https")

    def goodbye(self, request: Request) -> Response:
        """Ends the sign-in and makes the browser another guest."""
        before = identity_of(request)
        if before.sign_in is not None and self.people is not None:
            self.people.sign_ins.end(before.sign_in)
        made = Identity(Visitor(guest_id=new_guest_id()))
        return self.with_cookies(Response(status_code=204, headers=NO_STORE), made, request.url.scheme == "https")

    def me(self, identity: Identity) -> dict[str, Any]:
        """Who one is, JSON-ready; `oidc` names the provider one may sign in with, null where there is none."""
        visitor, oidc = identity.visitor, self.identities.config.oidc
        return {
            "role": visitor.role,
            "account_id": visitor.account_id,
            "customer_id": visitor.customer_id,
            "name": self._name(visitor),
            "csrf_token": self.identities.csrf_token(identity) if identity.is_browser else None,
            "accounts": self.people is not None,
            "oidc": None if oidc is None or self.people is None else oidc.name,
        }

    def with_cookies(self, answer: Response, made: Identity, secure: bool) -> Response:
        """The answer with the cookies of an identity that was just made."""
        config = self.identities.config
        framed = bool(config.frame_ancestors)
        guest = self.identities.guest_tokens.sign(made.visitor.guest_id or new_guest_id())
        answer.headers.append("set-cookie", set_cookie(GUEST_COOKIE, guest, config.guest_lifetime, secure, framed))
        if made.sign_in is None:
            answer.headers.append("set-cookie", drop_cookie(SIGN_IN_COOKIE, secure, framed))
        else:
            token = self.identities.sign_in_tokens.sign(made.sign_in)
            kept = set_cookie(SIGN_IN_COOKIE, token, config.sign_in_lifetime, secure, framed)
            answer.headers.append("set-cookie", kept)
        return answer

    def _name(self, visitor: Visitor) -> str | None:
        if visitor.account_id is None or self.people is None:
            return None
        name = self.name_of(visitor.customer_id) if visitor.customer_id else None
        account = None if name else self.people.accounts.account(visitor.account_id)
        return name or (account.login if account else None)


def sign_in_routes(desk: SignInDesk) -> APIRouter:
    """`POST /api/sign-in`, `POST /api/sign-out` and `GET /api/me`."""
    routes = APIRouter(prefix="/api")

    @routes.post("/sign-in", response_model=None)
    def sign_in(request: Request, typed: Credentials) -> Response:
        if desk.people is None:
            return refusal(404, "no_accounts")
        try:
            account, secret = desk.people.sign_in(typed.login, typed.password, address_of(request))
        except SignInTooSoon as error:
            return refusal(429, "too_many_tries", seconds=error.seconds)
        except SignInRefused:
            return refusal(401, "wrong_password")
        return desk.welcome(request, account, secret, lambda made: JSONResponse(desk.me(made), headers=NO_STORE))

    @routes.post("/sign-out", response_model=None)
    def sign_out(request: Request) -> Response:
        return desk.goodbye(request)

    @routes.get("/me", response_model=None)
    def me(request: Request) -> Response:
        return JSONResponse(desk.me(identity_of(request)), headers=NO_STORE)

    return routes


def address_of(request: Request) -> str:
    """Where a request comes from, as failed tries are counted: of IPv6 the network, since anyone has a whole one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
