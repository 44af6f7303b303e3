"""`daogou serve`: prepares the shop and serves its web site."""

from __future__ import annotations

import os
import sys
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.desk import Desk, Home, desk

if TYPE_CHECKING:
    from assistant.settings import Settings
    from interfaces.cli.composition import Shop

PATIENCE_SECONDS = 2.0

Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Where to listen; DAOGOU_HOST otherwise.")]
Port = Annotated[int | None, typer.Option("--port", metavar="N", help="Where to listen; DAOGOU_PORT otherwise.")]


def serve(context: typer.Context, host: Host = None, port: Port = None, home: Home = None) -> None:
    """Prepare what is missing and serve the chat page."""
    here = desk(context)
    settings = here.composition.settings(home)
    where, number = host or settings.host, settings.port if port is None else port
    # A busy port is told before minutes go into fetching a model.
    here.composition.check_port(where, number)
    _tell_of_encryption(here, settings)
    with here.shop(settings, language_model=True, records=True) as shop:
        # Opened here, where a fault still ends the verb, rather than in the thread.
        _ = shop.chat
        warming = Thread(target=_warm, args=(here, shop), name="warm", daemon=True)
        warming.start()
        try:
            opened = partial(_tell_where, here, settings, shop, where)
            here.composition.launch(shop, where, number, opened)
        except BaseException:
            warming.join()
            raise
        _leave_when_warm(warming)


def _tell_where(here: Desk, settings: Settings, shop: Shop, host: str, address: str) -> None:
    """Says where the shop is open and, of the demo shop, how to look at the pages for staff."""
    here.say(f"The shop is open at {address}")
    staff = here.composition.demo_staff(settings, shop, host)
    if staff is not None:
        here.say(
            f"Pages for staff: {address}/lab, {address}/conversations, {address}/loyalty; "
            f"sign in as {staff.login} with the password {staff.password}"
        )


def _tell_of_encryption(here: Desk, settings: Settings) -> None:
    """Says where nothing is encrypted, and ends the verb where something must be."""
    if settings.keyring() is None:
        here.note(
            "daogou: what is kept about customers is not encrypted; set DAOGOU_ENCRYPTION_KEYS to a key that "
            "`daogou records keys new` makes."
        )


def _leave_when_warm(warming: Thread) -> None:
    """Waits for the warming a little, then ends the process as it is.

    Loading a language model cannot be interrupted, and closing it meanwhile crashes; every turn is on disk already.
    """
    warming.join(PATIENCE_SECONDS)
    if warming.is_alive():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _warm(here: Desk, shop: Shop) -> None:
    """Loads what the first answer needs while the page already opens."""
    from assistant.errors import OperatorError
    from retrieval.errors import RetrievalError

    try:
        shop.warm()
    except (OperatorError, RetrievalError) as error:
        here.note(f"daogou: {error}")
