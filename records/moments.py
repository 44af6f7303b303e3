"""Keeps moments in order, even where the clock goes backwards."""

from __future__ import annotations

from datetime import datetime, timedelta

_TICK = timedelta(microseconds=1)


def next_moment(now: datetime, last: datetime | None) -> datetime:
    """`now`, or the first moment after `last` where the clock says that `last` is still to come; both aware."""
    return now if last is None or now > last else last + _TICK
