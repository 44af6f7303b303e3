"""Whether a conversation ended with a matter still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loyalty.nouns import SaidTurn, Signal
from loyalty.signals.finding import Found

_OPENS: Final = frozenset({"complaint", "unresolved", "wants_person"})
_CLOSES: Final = frozenset({"praise", "buy_again", "recommend"})
_NOT_SERVED: Final = frozenset({"fallback", "failed", "refused"})


def is_unresolved(turns: Sequence[SaidTurn], signals: Sequence[Sequence[Signal]], found: Sequence[Found]) -> bool:
    """Whether the last complaint, open question, call for a person or turn that the shop could not serve is followed by
    no thanks, no praise and nothing that says it is solved. All three are in the order of the turns.
    """
    is_open = False
    for turn, said, seen in zip(turns, signals, found, strict=True):
        opened = max((signal.start for signal in said if signal.kind in _OPENS), default=-1)
        closed = max([*seen.closed, *(signal.start for signal in said if signal.kind in _CLOSES)], default=-1)
        if opened >= 0 or closed >= 0:
            is_open = opened >= closed
        is_open = is_open or turn.outcome in _NOT_SERVED
    return is_open
