"""A web server on a port that was seen to be free before anything was built on it."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from assistant.errors import OperatorError, PortBusyError
from records.redaction.log_lines import redact_log_lines

SHUTDOWN_SECONDS = 3
"""How long open answers may take to end after the site was told to stop."""
_PATIENCE_SECONDS = 60


def open_port(host: str, port: int) -> socket.socket:
    """A socket bound to exactly that address; port 0 takes any free one.

    Raises:
        PortBusyError: another program listens there.
        OperatorError: the address is not one of this machine, or the port may not be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        raise _explained(error, host, port) from error
    return opened


def _explained(error: OSError, host: str, port: int) -> OperatorError:
    if error.errno == errno.EADDRINUSE:
        return PortBusyError(f"Port {port} is taken by another program; stop it or choose another port.", port)
    if error.errno == errno.EACCES:
        return OperatorError(f"Port {port} may not be used by this user; choose one above 1023.")
    return OperatorError(f"This machine cannot listen on {host}; use 127.0.0.1, or 0.0.0.0 for all its addresses.")


def checked_tls(certificate: Path | None, key: Path | None) -> TlsFiles | None:
    """The files that the site proves itself with; None where it is served over plain http.

    Raises:
        OperatorError: they cannot be read, do not belong together, or there is a key without a certificate.
    """
    if certificate is None:
        if key is not None:
            raise OperatorError("DAOGOU_TLS_KEY names a key but not whose; set DAOGOU_TLS_CERTIFICATE.")
        return None
    try:
        # Asked for a password, OpenSSL would wait at the terminal: a locked key is refused instead.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (OSError, ssl.SSLError) as error:
        raise OperatorError(
            f"The site cannot be served with the certificate {certificate} ({error.strerror or error}); "
            "correct DAOGOU_TLS_CERTIFICATE and DAOGOU_TLS_KEY."
        ) from error
    return TlsFiles(certificate, key)


def address_of(opened: socket.socket, scheme: str = "http") -> str:
    """The address to type into a browser on this machine."""
    host, port = opened.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"{scheme}://{shown}:{port}"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """A certificate in PEM, and its key unless that stands in the same file."""

    certificate: Path
    key: Path | None = None


class SiteServer(uvicorn.Server):
    """Serves `app` on an opened port and calls `ready` with the address once it answers.

    `run_on_port` blocks until interrupted or until `should_exit` is set from another thread.
    """

    def __init__(
        self,
        app: FastAPI,
        opened: socket.socket,
        ready: Callable[[str], None] | None = None,
        tls: TlsFiles | None = None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                ws="none",
                ssl_certfile=tls.certificate if tls else None,
                ssl_keyfile=tls.key if tls else None,
            )
        )
        self._scheme = "https" if tls else "http"
        # They have handlers of their own, which the program's logging does not reach.
        for name in ("uvicorn", "uvicorn.access"):
            redact_log_lines(logging.getLogger(name))
        self._opened = opened
        self._ready = ready

    def run_on_port(self) -> None:
        """Serves; returns when stopped, also by Ctrl-C."""
        try:
            self.run(sockets=[self._opened])
        except KeyboardInterrupt:
            return
        finally:
            self._opened.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen, then says so."""
        await super().startup(sockets)
        if self._ready is not None and self.started:
            self._ready(address_of(self._opened, self._scheme))


@contextmanager
def served(app: FastAPI, tls: TlsFiles | None = None) -> Iterator[str]:
    """Serves `app` on a free port of this machine, in a thread of its own, until the block ends; gives its address.

    For whoever visits the site from the same process: tests and benchmarks.

    Raises:
        TimeoutError: the site does not begin to answer, or does not stop.
    """
    answering, addresses = threading.Event(), list[str]()

    def ready(address: str) -> None:
        addresses.append(address)
        answering.set()

    server = SiteServer(app, open_port("127.0.0.1", 0), ready, tls)
    thread = threading.Thread(target=server.run_on_port)
    thread.start()
    try:
        if not answering.wait(_PATIENCE_SECONDS):
            raise TimeoutError("The site does not answer.")
        yield addresses[0]
    finally:
        server.should_exit = True
        thread.join(_PATIENCE_SECONDS)
        if thread.is_alive():
            raise TimeoutError("The site does not stop.")
