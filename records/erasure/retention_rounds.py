"""Applies retention while the site runs: once when it opens, then once a day."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from records.erasure.retention import Retention
from records.errors import DatabaseFault

logger = logging.getLogger(__name__)

EVERY_SECONDS = 24 * 60 * 60.0
SITE = "site"
"""Who a receipt of these rounds says did it."""

Wait = Callable[[float], bool]
"""Waits for so many seconds; True, at once, when there is to be no further round."""


def keep_rounds(retention: Retention, wait: Wait) -> None:
    """Rounds until `wait` says that it is over; one that fails is told in the log line and made up for by the next."""
    while True:
        try:
            receipt = retention.apply(SITE)
        except DatabaseFault as fault:
            logger.warning("What is too old could not be deleted and is tried again tomorrow: %s", fault)
        else:
            if receipt is not None:
                logger.info("What was too old is deleted; receipt %s", receipt.id)
        if wait(EVERY_SECONDS):
            return


@contextmanager
def rounds_in_background(retention: Retention) -> Iterator[None]:
    """Keeps the rounds in a thread of their own until the block ends; a round that is under way is waited for."""
    over = Event()
    thread = Thread(target=keep_rounds, args=(retention, over.wait), name="retention", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
