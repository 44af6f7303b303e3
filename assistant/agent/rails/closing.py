"""What makes a rail fail closed: one that breaks has judged nothing, so the turn is blocked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import RailError, ShopperError


@contextmanager
def fails_closed(rail: str) -> Iterator[None]:
    """Turns whatever breaks inside into a `RailError` that names the rail.

    Raises:
        RailError: something inside raised.
    """
    try:
        yield
    except (RailError, ShopperError):
        raise
    except Exception as error:  # whatever broke, what the rail should have judged is not safe to use
        raise RailError(f"The {rail} rail broke: {error}", rail) from error
