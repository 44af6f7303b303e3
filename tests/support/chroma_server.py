"""A real Chroma server in a process of its own, on this machine only."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True)
class ChromaServer:
    """A running server; `stop` ends it, as a crash would."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """Start a server that keeps its data in `folder`, wait until it answers, end it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    command = [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    server = ChromaServer(f"http://127.0.0.1:{port}", process)
    try:
        _await_heartbeat(server)
        yield server
    finally:
        server.stop()


def _await_heartbeat(server: ChromaServer, attempts: int = 600) -> None:
    for _ in range(attempts):
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{server.url}/api/v2/heartbeat").raise_for_status()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"The Chroma server ended with code {server.process.wait(0.05)}.")
    raise RuntimeError("The Chroma server does not answer.")
