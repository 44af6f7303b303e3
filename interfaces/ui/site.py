"""The shop's web site: the chat page, the product pictures, and what guards them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from interfaces.ui.floor.images import CONTENT_TYPES, HEADERS, ROUTE, image_file
from interfaces.ui.mounting import mount_page
from interfaces.ui.page_guard import PageGuard
from interfaces.ui.shopfront import Shopfront, catalog_dir

if TYPE_CHECKING:
    from fastapi import FastAPI

    from interfaces.api.sign_in_routes import SignInDesk
    from interfaces.ui.floor.history import History
    from interfaces.ui.floor.live_turns import LiveTurns


def launch(shop: Shopfront, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serves the site on `host` and `port` until interrupted; `ready` is given the address once it answers.

    Port 0 takes any free port. The shop is not closed here.

    Raises:
        PortBusyError: another program listens on the port; no other one is tried.
        OperatorError: the address cannot be listened on, or the certificate cannot be used.
    """
    from interfaces.ui.server import SiteServer, checked_tls, open_port

    opened = open_port(host, port)
    tls = checked_tls(shop.settings.tls_certificate, shop.settings.tls_key)
    SiteServer(build_site(shop), opened, ready, tls).run_on_port()


def build_site(shop: Shopfront) -> FastAPI:
    """The site as an application, listening nowhere yet."""
    from fastapi import FastAPI

    from interfaces.api.entrance import build_entrance
    from interfaces.ui.floor.chat_page import build_chat_page, head, history_of
    from interfaces.ui.floor.live_turns import LiveTurns

    app = FastAPI(title=shop.settings.shop_name, docs_url=None, redoc_url=None, openapi_url=None)
    sign_in = build_entrance(app, shop)
    app.add_middleware(PageGuard, parents=shop.settings.access().frame_ancestors)
    _serve_pictures(app, shop)
    live, history = LiveTurns(), history_of(shop)
    _serve_history(app, shop, history, live, sign_in)
    _serve_staff(app, shop)
    mount_page(app, build_chat_page(shop, live, history), "/", head())
    return app


def _serve_pictures(app: FastAPI, shop: Shopfront) -> None:
    from fastapi import HTTPException
    from fastapi.responses import FileResponse

    @app.get(f"{ROUTE}/{{product_id:path}}", response_model=None)
    def picture(product_id: str) -> FileResponse:
        product = shop.search_engine.product(product_id)
        path = image_file(product, catalog_dir(shop)) if product else None
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, media_type=CONTENT_TYPES[path.suffix.lower()], headers=HEADERS)


def _serve_staff(app: FastAPI, shop: Shopfront) -> None:
    """The pages for staff, before the shop floor, which takes every path that is left."""
    from interfaces.ui.conversations.conversations_page import conversations_page, serve_desk
    from interfaces.ui.lab.lab import Lab
    from interfaces.ui.lab.lab_page import lab_page, lab_routes
    from interfaces.ui.loyalty.loyalty_page import loyalty_page
    from interfaces.ui.loyalty.loyalty_routes import loyalty_routes
    from interfaces.ui.staff.staff_page import mount_staff_page

    app.include_router(loyalty_routes(shop))
    serve_desk(app, shop)
    lab = Lab.of(shop)
    app.include_router(lab_routes(lab))
    for page in (lab_page(lab), conversations_page(shop), loyalty_page(shop)):
        mount_staff_page(app, page, shop.settings)


def _serve_history(app: FastAPI, shop: Shopfront, history: History, live: LiveTurns, sign_in: SignInDesk) -> None:
    from interfaces.api.conversation_routes import ConversationDesk, conversation_routes
    from interfaces.ui.conversations.conversations_page import forget_in_sets
    from interfaces.ui.floor.chat_page import thoughts_of
    from interfaces.ui.floor.feedback_routes import feedback_routes
    from interfaces.ui.floor.floor_routes import floor_routes
    from interfaces.ui.floor.history_routes import history_routes
    from interfaces.ui.floor.person_routes import person_routes
    from interfaces.ui.floor.persons import Persons
    from interfaces.ui.floor.privacy_routes import PrivacyDesk, privacy_routes

    persons = Persons.of(shop)
    parts = (lambda: shop.log, lambda: shop.audit, lambda: shop.redactor, shop.now, persons.words)
    desk = ConversationDesk(*parts, forget=lambda id: forget_in_sets(shop, id))
    app.include_router(conversation_routes(desk, live.stop_all))
    app.include_router(history_routes(desk, history, live))
    app.include_router(floor_routes(shop, desk, history))
    app.include_router(person_routes(desk, persons))
    app.include_router(feedback_routes(thoughts_of(shop)))
    app.include_router(privacy_routes(PrivacyDesk(desk, thoughts_of(shop), lambda: shop.eraser), sign_in, live))
