"""The seed that the calls of a turn are sampled with, where the language model takes one.

OpenAI's chat completions take `seed` and promise to try; llama.cpp's server takes the same field and keeps to it,
except that a prompt read for the first time adds numbers up in another order than one it still holds. A context
variable, since a chat model is shared by many conversations while a seed belongs to one play of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SEED: ContextVar[int | None] = ContextVar("sampling_seed", default=None)


@contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Calls within, also in threads that LangChain starts for them, are sampled with `seed`; None leaves it open."""
    token = _SEED.set(seed)
    try:
        yield
    finally:
        _SEED.reset(token)


def sampling_seed() -> int | None:
    """The seed of the calls that are made here and now, None where none is wanted."""
    return _SEED.get()
