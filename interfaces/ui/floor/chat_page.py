"""The shopper's page: one Gradio component drawn by `page.html`, the style sheets and the scripts beside it.

The browser owns what it looks like and says which conversation it is in; Gradio carries the events both ways. This
module imports Gradio, so it is itself imported only when a site is built.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.agent.events import ChatEvent
from assistant.agent.next_questions import NextQuestions
from interfaces.api.identity import visitor_of
from interfaces.ui.floor.chips import ChipWriter, set_anew, taken_back
from interfaces.ui.floor.comparison import ComparisonWriter
from interfaces.ui.floor.conversation_place import place_of
from interfaces.ui.floor.drawing import Drawing, DrawnEvent
from interfaces.ui.floor.history import History
from interfaces.ui.floor.images import image_url
from interfaces.ui.floor.live_turns import LiveTurn, LiveTurns, Place
from interfaces.ui.floor.names import ShopNames, read_shop_names
from interfaces.ui.floor.order_cards import OrderCards
from interfaces.ui.floor.persons import Persons
from interfaces.ui.floor.sources import SourceWriter
from interfaces.ui.floor.texts import all_texts
from interfaces.ui.floor.thoughts import Thoughts
from interfaces.ui.floor.visitors import Visitors
from interfaces.ui.gradio_queue import tune_queue
from interfaces.ui.shopfront import Shopfront, catalog_dir
from records.access.rules import may
from retrieval.catalog import Product

_HERE = Path(__file__).parent
SCRIPTS = (
    "page.js",
    "page_words.js",
    "page_history.js",
    "page_parts.js",
    "page_chips.js",
    "page_compare.js",
    "page_cart.js",
    "page_orders.js",
    "page_sources.js",
    "page_feedback.js",
    "page_ask_person.js",
    "page_privacy.js",
    "page_person.js",
    "page_session.js",
    "page_account.js",
)
"""Read one after another into one function; the last one begins."""
_STYLES = (
    "../colours.css",
    "page.css",
    "page_history.css",
    "page_shop.css",
    "page_orders.css",
    "page_chips.css",
    "page_under.css",
    "page_asking.css",
    "page_person.css",
)
CONCURRENT_TURNS = 64
"""How many shoppers are answered at one moment; others wait in a queue. A language model of this machine admits fewer
to itself (`assistant.llm.gateway.CALLS_A_SLOT`), so that whoever needs none does not wait for those who do."""


def build_chat_page(shop: Shopfront, live: LiveTurns, history: History) -> gr.Blocks:
    """The page as Gradio blocks, with its events and its queue; `head()` goes to whoever mounts it."""
    visitors = Visitors.of(shop)
    desk = _ChatDesk(shop, history, live, visitors)
    blocks: gr.Blocks
    with gr.Blocks(title=shop.settings.shop_name, analytics_enabled=False, fill_width=True) as blocks:
        page = gr.HTML(
            None,
            html_template=(_HERE / "page.html").read_text(encoding="utf-8"),
            js_on_load=_joined(SCRIPTS),
            apply_default_css=False,
            elem_id="daogou",
            shop_names={"en": shop.settings.shop_name, "zh": shop.settings.shop_name_zh or shop.settings.shop_name},
            texts=all_texts(),
            visitors=[{"id": id, "name": name} for id, name in visitors.names.items()],
        )
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        # Frames are JSON as they are: without Gradio's own step none of them waits for a thread.
        page.ask(desk.answer, None, page, trigger_mode="multiple", queue=True, postprocess=False, **quiet)
        page.halt(desk.stop, None, None, trigger_mode="multiple", queue=False, **quiet)
    blocks.queue(default_concurrency_limit=CONCURRENT_TURNS, api_open=False)
    tune_queue(blocks, CONCURRENT_TURNS)
    return blocks


def history_of(shop: Shopfront) -> History:
    """What draws the shop's conversations; the log is opened when the first one is drawn."""
    folder = catalog_dir(shop)
    names = read_shop_names(folder)
    return History(
        log=lambda: shop.log,
        find=lambda product_id: shop.search_engine.product(product_id),
        image_url=lambda product: image_url(product, folder),
        chip_writer=ChipWriter(shop.search_engine.currency, names),
        source_writer=SourceWriter(names, {rule.topic: rule.topic_title for rule in shop.policies.sections}),
        thoughts=lambda conversation: thoughts_of(shop).of(conversation),
        persons=Persons.of(shop).events,
        drawing=_drawing_of(shop, names, folder),
    )


def _drawing_of(shop: Shopfront, names: ShopNames, folder: Path) -> Drawing:
    """What draws comparisons, orders and questions; the shop's parts are opened when they are needed."""

    def find(product_id: str) -> Product | None:
        return shop.search_engine.product(product_id)

    def address(product: Product) -> str | None:
        return image_url(product, folder)

    return Drawing(
        comparisons=ComparisonWriter(address, names),
        orders=OrderCards(lambda: shop.ledger, lambda: shop.policies, find, address, lambda: shop.now()),
        suggest=NextQuestions(find, lambda: shop.reviews, lambda: shop.policies.topics).after,
    )


def thoughts_of(shop: Shopfront) -> Thoughts:
    """What takes feedback; its parts are opened with the first."""
    return Thoughts(lambda: shop.log, lambda: shop.feedback, lambda: shop.redactor)


def head() -> str:
    """The page's own style sheet, for the document's head."""
    return f"<style>{_joined(_STYLES)}</style>"


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


@dataclass(slots=True)
class _ChatDesk:
    """Hears the page's events; whose a conversation is it asks the log, never the browser."""

    shop: Shopfront
    history: History
    live: LiveTurns
    visitors: Visitors

    async def answer(self, asked: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, Any]]:
        """Frames of one turn; of the one that is being answered already where its message is sent again."""
        tried = self.visitors.customer(getattr(asked, "visitor", None))
        place = await place_of(asked, visitor_of(request), self.shop.log, self.live, tried)
        if place is None:
            refused = self.history.view(str(getattr(asked, "turn", "")))
            refused.fail()
            yield refused.frame()
            return
        async for frame in (self.live.turn(place.turn_id) or self._begin(place, asked)).frames():
            yield frame

    async def stop(self, wanted: gr.EventData, request: gr.Request) -> None:
        """Stops the visitor's own turn, if it is being answered."""
        turn = self.live.turn(str(getattr(wanted, "turn", "")))
        if turn is not None and may(visitor_of(request), "conversation.write", turn.place):
            turn.stop()

    def _begin(self, place: Place, asked: gr.EventData) -> LiveTurn:
        chat, text = self.shop.chat, str(getattr(asked, "text", ""))
        chip = getattr(asked, "remove", None)
        changed, gone = set_anew(chip), taken_back(chip)
        whose: Any = {"customer_id": place.customer_id, "guest_id": place.guest_id, "turn_id": place.turn_id}

        def events() -> Iterator[ChatEvent]:
            if changed is not None:
                return chat.change_constraint(place.conversation_id, *changed, text=text, **whose)
            if gone is not None:
                return chat.remove_constraint(place.conversation_id, *gone, text=text, **whose)
            return chat.stream(text, conversation_id=place.conversation_id, **whose)

        def stream() -> Iterator[DrawnEvent]:
            return self.history.drawn(events(), place.conversation_id, place.customer_id)

        return self.live.begin(place, self.history.view(place.turn_id), stream)
