"""Puts the gate before the site and opens the routes of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from interfaces.api.identity import Identities
    from interfaces.api.page_keys import PageKeys
    from interfaces.api.sign_in_routes import SignInDesk
    from interfaces.ui.shopfront import Shopfront


def build_entrance(app: FastAPI, shop: Shopfront) -> SignInDesk:
    """Adds what every request passes: the gate, CORS for the origins that are allowed, and the answers to refusals.

    What it gives back makes visitors somebody else.
    """
    from starlette.middleware.cors import CORSMiddleware

    from interfaces.api.gate import CSRF_HEADER, Gate
    from interfaces.api.identity import Identities
    from interfaces.api.page_keys import PageKeys
    from interfaces.api.refusals import answer_refusals

    config, pages = shop.settings.access(), PageKeys()
    identities = Identities(shop.site_secret, config, shop.now, shop.people)
    app.add_middleware(Gate, identities=identities, pages=pages)
    # Also where no origin is allowed: Gradio answers every origin with CORS headers unless its host does.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=config.allowed_origins,
        allow_credentials=bool(config.allowed_origins),
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", CSRF_HEADER],
    )
    answer_refusals(app)
    return _sign_in(app, shop, identities, pages)


def _sign_in(app: FastAPI, shop: Shopfront, identities: Identities, pages: PageKeys) -> SignInDesk:
    from interfaces.api.oidc import OidcClient
    from interfaces.api.oidc_routes import Newcomers, oidc_routes
    from interfaces.api.sign_in_routes import SignInDesk, sign_in_routes
    from records.access.adoption import adopt_guest

    def name_of(customer_id: str) -> str | None:
        customer = shop.ledger.customer(customer_id) if shop.ledger else None
        return customer.name if customer else None

    def customer_with(email: str) -> str | None:
        customer = shop.ledger.customer_with_email(email) if shop.ledger else None
        return customer.id if customer else None

    def adopt(guest_id: str, customer_id: str) -> int:
        return adopt_guest(shop.log, shop.ledger, guest_id, customer_id)

    desk = SignInDesk(identities, shop.people, pages, adopt, name_of)
    app.include_router(sign_in_routes(desk))
    oidc = identities.config.oidc
    if oidc is not None and shop.people is not None:
        client = OidcClient(oidc, identities.secret, identities.now)
        app.include_router(oidc_routes(desk, client, Newcomers(shop.people.accounts, customer_with)))
    return desk
