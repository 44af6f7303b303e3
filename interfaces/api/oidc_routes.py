"""`GET /sign-in/oidc` sends a browser to the provider, `/sign-in/oidc/callback` takes it back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from interfaces.api.cookies import drop_cookie, set_cookie
from interfaces.api.oidc import FLOW_COOKIE, FLOW_LIFETIME, OidcClient, Person, ProviderFault
from interfaces.api.sign_in_routes import NO_STORE, SignInDesk
from records.access.accounts import Account, AccountFault, Accounts

logger = logging.getLogger(__name__)
_SORRY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in · 登录</title></head><body>
<p>Signing in did not work this time, sorry. Please <a href="/">go back to the shop</a> and try again.</p>
<p lang="zh-CN">抱歉，这次登录没有成功。请<a href="/">返回商店</a>后重试。</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Finds or makes the account of somebody whom the provider recognises.

    `customer_with` gives the id of the one customer with an e-mail address, or None.
    """

    accounts: Accounts
    customer_with: Callable[[str], str | None]

    def account(self, person: Person) -> Account | None:
        """Their account; None where it is disabled.

        First the one linked to them; then one whose login is their verified e-mail address; then a new shopper's, of
        the customer with that address where there is one. An address that was not verified counts for nothing.

        Raises:
            AccountFault: two sign-ins of the same person raced, or their account belongs to somebody else.
        """
        known = self.accounts.linked(person.issuer, person.subject)
        if known is not None:
            return None if known.disabled_at else known
        named = self.accounts.by_login(person.email) if person.email else None
        if named is not None:
            return None if named.disabled_at else self.accounts.link(named.id, person.issuer, person.subject)
        customer_id = self.customer_with(person.email) if person.email else None
        login = person.email or f"oidc:{person.subject_hash}"
        return self.accounts.add_linked(login, person.issuer, person.subject, customer_id)


def oidc_routes(desk: SignInDesk, client: OidcClient, newcomers: Newcomers) -> APIRouter:
    """The two routes; whatever goes wrong, a shopper reads one kind sentence and the operator the reason in the log."""
    routes = APIRouter(prefix="/sign-in/oidc")

    @routes.get("", response_model=None)
    def begin(request: Request) -> Response:
        try:
            address, token = client.begin(_back(request))
        except ProviderFault as error:
            logger.warning("signing in with the provider is not possible: %s", error)
            return HTMLResponse(_SORRY, 503, NO_STORE)
        answer = RedirectResponse(address, 303, NO_STORE)
        secure = request.url.scheme == "https"
        answer.headers.append("set-cookie", set_cookie(FLOW_COOKIE, token, FLOW_LIFETIME, secure))
        return answer

    @routes.get("/callback", response_model=None)
    def callback(request: Request) -> Response:
        answer = _arrival(request, desk, client, newcomers)
        answer.headers.append("set-cookie", drop_cookie(FLOW_COOKIE, request.url.scheme == "https"))
        return answer

    return routes


def _arrival(request: Request, desk: SignInDesk, client: OidcClient, newcomers: Newcomers) -> Response:
    try:
        person = client.finish(request.cookies.get(FLOW_COOKIE), request.query_params, _back(request))
        account = newcomers.account(person)
    except (ProviderFault, AccountFault) as error:
        logger.warning("somebody could not sign in with the provider: %s", error)
        return HTMLResponse(_SORRY, 403, NO_STORE)
    if account is None or desk.people is None:
        logger.warning("somebody with a disabled account came from the provider")
        return HTMLResponse(_SORRY, 403, NO_STORE)
    secret = desk.people.sign_ins.begin(account.id)
    return desk.welcome(request, account, secret, lambda _: RedirectResponse("/", 303, NO_STORE))


def _back(request: Request) -> str:
    """The address of the callback, as the browser knows this site."""
    return f"{request.url.scheme}://{request.url.netloc}/sign-in/oidc/callback"
