"""`daogou ask`: one question, or a file of them, answered in one process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from interfaces.cli.composition import Chat
    from interfaces.cli.requests import Request

Text = Annotated[str | None, typer.Argument(help="What the shopper says.", show_default=False)]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="REQUESTS.jsonl", help="Answer the lines of a file in order; - reads stdin."),
]
ConversationId = Annotated[
    str | None, typer.Option("--conversation", metavar="ID", help="Continue or start the conversation of this id.")
]
CustomerId = Annotated[str | None, typer.Option("--customer", metavar="ID", help="Who is asking.")]


def ask(
    context: typer.Context,
    text: Text = None,
    conversation: ConversationId = None,
    customer: CustomerId = None,
    file: File = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Answer one question, or each line of a file."""
    here = desk(context)
    if (text is None) == (file is None):
        raise typer.BadParameter("give a text or --file, one of them")
    if file is not None and (conversation or customer):
        raise typer.BadParameter("with --file each line names its own conversation and customer")
    settings = here.composition.settings(home)
    with here.shop(settings, language_model=True, records=True) as shop:
        if file is not None:
            failed = _answer_file(here, shop.chat, file, as_json)
        else:
            failed = _answer_one(here, shop.chat, text or "", conversation, customer, as_json)
    if failed:
        raise typer.Exit(1)


def _answer_one(
    here: Desk, chat: Chat, text: str, conversation: str | None, customer: str | None, as_json: bool
) -> bool:
    from interfaces.cli.answers import answer_shape

    shape = answer_shape(chat.stream(text, conversation_id=conversation, customer_id=customer))
    if as_json:
        here.answer(shape)
    else:
        _show(here, shape)
    if "error" in shape:
        here.note(f"daogou: {shape['error']}")
    return "error" in shape


def _answer_file(here: Desk, chat: Chat, file: Path, as_json: bool) -> bool:
    from interfaces.cli.requests import read_requests

    failed = False
    customers: dict[str, str] = {}
    for request in read_requests(file):
        conversation = request.conversation or ""
        if conversation and request.customer:
            customers[conversation] = request.customer
        # A line that continues a conversation need not name its customer again.
        request = replace(request, customer=request.customer or customers.get(conversation))
        shape = _answer_request(chat, request)
        failed = failed or "error" in shape
        if as_json:
            here.answer(shape)
        else:
            here.say(f"[{shape['id']}] {request.text}")
            _show(here, shape)
            here.say(f"{shape['error']}\n" if "error" in shape else "")
    return failed


def _answer_request(chat: Chat, request: Request) -> dict[str, Any]:
    from assistant.errors import LanguageModelError, ShopperError
    from interfaces.cli.answers import answer_shape
    from records.errors import LogFault

    if request.fault:
        return {"id": request.id, "line": request.line, "error": request.fault, "code": "bad_line"}
    try:
        events = chat.stream(request.text, conversation_id=request.conversation, customer_id=request.customer)
        shape = answer_shape(events)
    except (LanguageModelError, ShopperError, LogFault) as error:
        shape = {"error": str(error), "code": getattr(error, "code", "failed")}
    if "error" in shape:
        return {"id": request.id, "line": request.line, **shape}
    return {"id": request.id, **shape}


def _show(here: Desk, shape: dict[str, Any]) -> None:
    """The answer as people read it: the products, then the words."""
    for product in shape.get("products", ()):
        here.say(f"  {product['title']} · {product['price']:.2f} {product['currency']} · {product['id']}")
    if shape.get("answer"):
        here.say(shape["answer"])
