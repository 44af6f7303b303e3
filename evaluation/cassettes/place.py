"""Where a call belongs: a turn of a conversation in one of its plays, so that no worker takes another's recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock

from assistant.llm.sampling import seeded


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The turn `turn` (from 0) of a conversation in its `repeat`-th play (from 0)."""

    conversation: str = ""
    turn: int = 0
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class MissingCall:
    """A call of a turn for which nothing was recorded; `why` is what can be said about the reason."""

    place: Place
    why: str


@dataclass
class TurnCalls:
    """The calls of one play of a turn; `prompts` are the labels of the prompts that it is held with.

    `missing` has the calls for which nothing was recorded.
    """

    place: Place = field(default_factory=Place)
    prompts: Sequence[str] = ()
    missing: list[MissingCall] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def number(self, key: str) -> int:
        """How often the same was asked before in this play of the turn."""
        with self._lock:
            self._asked[key] += 1
            return self._asked[key] - 1


_CALLS: ContextVar[TurnCalls | None] = ContextVar("turn_calls", default=None)


@contextmanager
def calls_of(
    conversation: str, turn: int = 0, repeat: int = 0, *, prompts: Sequence[str] = (), seed: int | None = None
) -> Iterator[TurnCalls]:
    """Language model calls within belong to this turn and are sampled with `seed`; begin it anew for each play."""
    calls = TurnCalls(Place(conversation, turn, repeat), tuple(prompts))
    token = _CALLS.set(calls)
    try:
        with seeded(seed):
            yield calls
    finally:
        _CALLS.reset(token)


def calls_here() -> TurnCalls | None:
    """The turn that a call made here and now belongs to, None outside of all."""
    return _CALLS.get()
