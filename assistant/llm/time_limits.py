"""Time limits of one language model call that hold whatever the server does.

A read timeout alone does not: a server that sends a blank line every few seconds never runs into it. Here every wait
for the network, from the connection to the last byte, is bounded by what is left of the call's own limits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import httpcore
import httpx

from assistant.llm.config import TimeLimits

Piece = TypeVar("Piece")
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


@dataclass
class CallClock:
    """What is left of the limits of one call, in seconds by `clock`.

    Until something is said the call is bounded as a decision; text makes it an answer (`said`), which may take longer.
    """

    limits: TimeLimits
    clock: Callable[[], float] = time.monotonic
    streams: bool = True

    def __post_init__(self) -> None:
        self._started = self._waiting_since = self.clock()
        self._heard = self._answering = False

    def waits(self) -> None:
        """The caller waits for the next piece from now on; the time it took over the last one is not the server's."""
        self._waiting_since = self.clock()

    def heard(self) -> None:
        """A piece came that holds a token."""
        self._heard = True
        self._waiting_since = self.clock()

    def said(self) -> None:
        """What came is text, so the call is an answer."""
        self._answering = True

    def left(self) -> float:
        """Seconds until the first of the limits that hold now; zero or less when one is over."""
        limits, now = self.limits, self.clock()
        whole = limits.answer_seconds if self._answering else limits.decision_seconds
        silence = limits.between_tokens_seconds if self._heard else limits.first_token_seconds
        left = self._started + whole - now
        return min(left, self._waiting_since + silence - now) if self.streams else left


_RUNNING: ContextVar[CallClock | None] = ContextVar("running_call", default=None)


@contextmanager
def running(clock: CallClock) -> Iterator[None]:
    """Bound every network wait of this thread by what `clock` has left."""
    token = _RUNNING.set(clock)
    try:
        yield
    finally:
        _RUNNING.reset(token)


def timed(pieces: Iterable[Piece], clock: CallClock, kind_of: Callable[[Piece], str]) -> Iterator[Piece]:
    """The pieces of one call under its limits; `kind_of` tells "text", other "tokens", and "" for an empty piece.

    Raises whatever the network raises when a limit is over, as `httpx.ReadTimeout` from the transport below.
    """
    source = iter(pieces)
    clock.waits()
    while True:
        with running(clock):
            try:
                piece = next(source)
            except StopIteration:
                return
        kind = kind_of(piece)
        if kind == "text":
            clock.said()
        if kind:
            clock.heard()
        if clock.left() <= 0:
            raise httpx.ReadTimeout("the call's time is over")
        yield piece
        if kind:
            clock.waits()


def timed_transport() -> httpx.HTTPTransport:
    """A transport that reads no environment and whose every wait keeps the limits of the running call."""
    transport = httpx.HTTPTransport(trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=5.0,
        network_backend=_TimedBackend(httpcore.SyncBackend()),
    )
    return transport


def _bounded(timeout: float | None, over: type[Exception]) -> float | None:
    """The shorter of `timeout` and what the running call has left; raises `over` when that is nothing."""
    clock = _RUNNING.get()
    if clock is None:
        return timeout
    left = clock.left()
    if left <= 0:
        raise over("the call's time is over")
    return left if timeout is None else min(timeout, left)


class _TimedBackend(httpcore.NetworkBackend):
    """Opens connections whose waits are bounded."""

    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to `host`; looking the name up is the system's and has the system's own limit."""
        bounded = _bounded(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._inner.connect_tcp(host, port, bounded, local_address, socket_options))


class _TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes are bounded, also inside TLS."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes as they come."""
        return self._inner.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        self._inner.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS."""
        bounded = _bounded(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, bounded))  # type: ignore[arg-type]

    def get_extra_info(self, info: str) -> object:
        """What httpcore asks of a connection, such as whether it is readable."""
        return self._inner.get_extra_info(info)
