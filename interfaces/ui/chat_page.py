"""The shopper's page: one Gradio component drawn by `page.html`, `page.css` and `page.js`.

The browser owns what it looks like, Gradio carries the events both ways and keeps one state per visitor. This module
imports Gradio, so it is itself imported only when a site is built.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.agent.events import ChatEvent
from interfaces.ui.chips import ChipWriter, taken_back
from interfaces.ui.images import image_url
from interfaces.ui.names import read_shop_names
from interfaces.ui.running_turn import RunningTurn
from interfaces.ui.shopfront import Shopfront, catalog_dir
from interfaces.ui.texts import all_texts
from interfaces.ui.turn_view import TurnView
from interfaces.ui.visitors import Visitors

log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
CONCURRENT_TURNS = 8
"""How many shoppers are answered at one moment; others wait in a queue."""


def new_conversation_id() -> str:
    """An id that nobody can guess, so that knowing one's own says nothing about another's."""
    return secrets.token_urlsafe(16)


def build_chat_page(shop: Shopfront) -> gr.Blocks:
    """The page as Gradio blocks, with its events and its queue; `theme()` and `head()` go to whoever mounts it."""
    visitors = Visitors.of(shop)
    desk = _ChatDesk(shop, ChipWriter(shop.search_engine.currency, read_shop_names(catalog_dir(shop))), visitors)
    blocks: gr.Blocks
    with gr.Blocks(title=shop.settings.shop_name, analytics_enabled=False, fill_width=True) as blocks:
        conversation, customer = gr.State(None), gr.State(None)
        page = gr.HTML(
            None,
            html_template=(_HERE / "page.html").read_text(encoding="utf-8"),
            js_on_load=(_HERE / "page.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            elem_id="daogou",
            shop_names={"en": shop.settings.shop_name, "zh": shop.settings.shop_name_zh or shop.settings.shop_name},
            texts=all_texts(),
            visitors=[{"id": id, "name": name} for id, name in visitors.names.items()],
        )
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        page.ask(
            desk.answer, [conversation, customer], [page, conversation], trigger_mode="multiple", queue=True, **quiet
        )
        page.halt(desk.stop, conversation, None, trigger_mode="multiple", queue=False, **quiet)
        page.renew(desk.renew, conversation, [conversation, customer], trigger_mode="multiple", queue=False, **quiet)
    blocks.queue(default_concurrency_limit=CONCURRENT_TURNS, api_open=False)
    return blocks


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with fonts that every system has; nothing is fetched from a font service."""
    return gr.themes.Base(font=["Helvetica Neue", "Arial", "sans-serif"], font_mono=["Consolas", "monospace"])


def head() -> str:
    """The page's own style sheet, for the document's head."""
    return f"<style>{(_HERE / 'page.css').read_text(encoding='utf-8')}</style>"


@dataclass(slots=True)
class _ChatDesk:
    """Hears the page's events; holds the turns being answered by the conversation they belong to."""

    shop: Shopfront
    chip_writer: ChipWriter
    visitors: Visitors
    running: dict[str, RunningTurn] = field(default_factory=dict)

    async def answer(
        self, conversation_id: str | None, customer_id: str | None, asked: gr.EventData
    ) -> AsyncIterator[tuple[dict[str, Any], str]]:
        """Frames of one turn, each with the conversation's id for the visitor's state."""
        conversation_id = conversation_id or new_conversation_id()
        view = TurnView(str(getattr(asked, "turn", "")), self._image_url, self.chip_writer)
        turn = self._begin(conversation_id, self.visitors.customer(customer_id), asked)
        try:
            yield view.frame(), conversation_id
            async for event in turn.events():
                view.take(event)
                yield view.frame(), conversation_id
            view.stop() if turn.stopped else view.close()
        except Exception:  # the page's outermost edge: the shopper gets a sentence, the operator the traceback
            log.exception("A chat turn failed")
            view.fail()
        finally:
            self._end(conversation_id, turn)
        yield view.frame(), conversation_id

    async def stop(self, conversation_id: str | None) -> None:
        """Stops the visitor's own turn, if one is being answered."""
        turn = self.running.get(conversation_id or "")
        if turn is not None:
            turn.stop()

    async def renew(self, conversation_id: str | None, wanted: gr.EventData) -> tuple[str, str | None]:
        """Stops what is being answered; a fresh conversation for the visitor, or for the customer they pass for."""
        await self.stop(conversation_id)
        return new_conversation_id(), self.visitors.customer(getattr(wanted, "visitor", None))

    def _begin(self, conversation_id: str, customer_id: str | None, asked: gr.EventData) -> RunningTurn:
        chat, text = self.shop.chat, str(getattr(asked, "text", ""))
        gone = taken_back(getattr(asked, "remove", None))

        def stream() -> Iterator[ChatEvent]:
            if gone is None:
                return chat.stream(text, conversation_id=conversation_id, customer_id=customer_id)
            return chat.remove_constraint(conversation_id, *gone, text=text, customer_id=customer_id)

        turn = RunningTurn(stream)
        self.running[conversation_id] = turn
        return turn

    def _end(self, conversation_id: str, turn: RunningTurn) -> None:
        turn.stop()
        if self.running.get(conversation_id) is turn:
            del self.running[conversation_id]

    def _image_url(self, product: Any) -> str | None:
        return image_url(product, catalog_dir(self.shop))
