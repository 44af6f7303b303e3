"""`daogou chat`: a conversation in the terminal, rendered from the same events as the chat page."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

import typer

from interfaces.cli.ask import ConversationId, CustomerId
from interfaces.cli.desk import Desk, Home, desk

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.agent.events import ChatEvent, ProductsShown
    from interfaces.cli.composition import Chat

HINT = "Say what you are looking for. /new starts over, /quit (or Ctrl-D) ends, Ctrl-C stops an answer."


def chat(
    context: typer.Context, conversation: ConversationId = None, customer: CustomerId = None, home: Home = None
) -> None:
    """Talk with the assistant in the terminal."""
    from rich.console import Console

    here = desk(context)
    with here.shop(here.composition.settings(home), language_model=True, records=True) as shop:
        here.say(HINT)
        _talk(here, Console(file=here.out, highlight=False), shop.chat, conversation, customer)


def _talk(here: Desk, console: Console, service: Chat, conversation: str | None, customer: str | None) -> None:
    for text in _said(here):
        if text == "/new":
            conversation = None
            here.say("A new conversation.")
            continue
        with closing(_opened(service, text, conversation, customer)) as events:
            conversation = _render(console, _until_interrupted(events)) or conversation


def _opened(
    service: Chat, text: str, conversation: str | None, customer: str | None
) -> Generator[ChatEvent, None, None]:
    yield from service.stream(text, conversation_id=conversation, customer_id=customer)


def _until_interrupted(events: Iterable[ChatEvent]) -> Iterator[ChatEvent]:
    """The events until Ctrl-C, which ends the turn between two of them, so that it is logged as stopped.

    A second Ctrl-C ends the program.
    """
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        for event in events:
            yield event
            if asked:
                return
    finally:
        signal.signal(signal.SIGINT, before)


def _said(here: Desk) -> Iterator[str]:
    """What is typed, line by line, until /quit or the end of the input."""
    while True:
        here.say("\n> ", end="")
        try:
            text = input().strip()
        except (EOFError, KeyboardInterrupt):
            here.say()
            return
        if text in ("/quit", "/exit"):
            return
        if text:
            yield text


def _render(console: Console, events: Iterable[ChatEvent]) -> str | None:
    """Prints a turn as it happens; gives back the conversation's id, or None when the message was not taken."""
    from assistant.agent.events import (
        ConfirmationAsked,
        ConstraintsChanged,
        ProductsShown,
        TextDelta,
        ToolStarted,
        TurnEnded,
        TurnFailed,
        TurnStarted,
    )

    conversation, asked = None, False
    for event in events:
        match event:
            case TurnStarted():
                conversation = event.conversation_id
            case ToolStarted():
                console.print(f"… {event.name}", style="dim", markup=False)
            case ConstraintsChanged():
                console.print(_wishes(event.constraints), style="dim", markup=False)
            case ProductsShown():
                _print_products(console, event)
            case ConfirmationAsked():
                asked = True
            case TextDelta():
                console.out(event.text, end="", highlight=False)
            case TurnFailed():
                console.print(event.message, style="red", markup=False)
            case TurnEnded() if event.turn.outcome == "with_person":
                console.print("(a person of the shop has this conversation; your message waits for them)", style="dim")
            case _:
                pass
    console.out("")
    if asked:
        console.print("(yes: confirm · no: keep as is)", style="dim", markup=False)
    return conversation


def _wishes(constraints: Mapping[str, Any]) -> str:
    return "you asked for: " + (", ".join(f"{name} {value}" for name, value in constraints.items()) or "anything")


def _print_products(console: Console, event: ProductsShown) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("product", "price", "rating", "stock", "why", box=None, pad_edge=False, header_style="dim")
    for hit in event.hits:
        product = hit.product
        cells = (
            f"{product.title} ({product.id})",
            f"{product.price:.2f} {product.currency}",
            "" if product.rating is None else f"{product.rating:g}",
            "" if product.stock is None else str(product.stock),
            event.reasons.get(product.id, ""),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
