"""The page at `/conversations`: what it adds to the shell of the pages for staff, and the routes it asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_page import StaffPage

if TYPE_CHECKING:
    from fastapi import FastAPI

    from interfaces.ui.conversations.turn_story import StoryTeller

SCRIPTS = ("page.js", "page_list.js", "page_inbox.js", "page_turn.js", "page_conversation.js", "page_keeping.js")
STYLES = ("page.css", "page_turn.css")


def conversations_page(shop: Shopfront) -> StaffPage:
    """The page of an opened shop."""
    return StaffPage("conversations", Path(__file__).parent, scripts=SCRIPTS, styles=STYLES)


def serve_desk(app: FastAPI, shop: Shopfront) -> None:
    """The routes; the shop's parts are opened at the first request."""
    from interfaces.ui.conversations.desk_routes import (
        answer_desk_refusals,
        keeping_routes,
        list_routes,
        reading_routes,
    )
    from interfaces.ui.conversations.evaluation_sets import EvaluationSets
    from interfaces.ui.conversations.staff_desk import StaffDesk
    from interfaces.ui.conversations.staff_lists import StaffLists
    from interfaces.ui.staff.staff_names import StaffNames

    names = StaffNames(lambda: shop.people)
    sets = EvaluationSets(lambda: shop.settings.home, lambda: shop.redactor)
    desk = StaffDesk(shop, lambda: _teller(shop), sets, names)
    answer_desk_refusals(app)
    app.include_router(list_routes(StaffLists(shop, desk, names)))
    app.include_router(reading_routes(desk))
    app.include_router(keeping_routes(desk))


def forget_in_sets(shop: Shopfront, conversation_id: str) -> None:
    """Takes a conversation that its owner deleted out of every set of conversations."""
    from assistant.saved_sets import FOLDER, SavedSets

    SavedSets(shop.settings.home / FOLDER, lambda customer_id: ()).erase(f"conversation:{conversation_id}")


def _teller(shop: Shopfront) -> StoryTeller:
    from assistant.llm.cost import prices_of
    from interfaces.ui.conversations.turn_story import StoryTeller
    from interfaces.ui.floor.chips import ChipWriter
    from interfaces.ui.floor.names import read_shop_names
    from interfaces.ui.shopfront import catalog_dir

    chips = ChipWriter(shop.search_engine.currency, read_shop_names(catalog_dir(shop)))
    return StoryTeller(prices_of(shop.settings.language_model()), chips, shop.search_engine.product)
