"""A real HTTP server on loopback that speaks OpenAI's streaming chat protocol and says what a test tells it to."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One response: pieces of text, then tool calls (name, arguments as JSON), then usage.

    `status` other than 200, or a `body`, sends that instead, with `retry_after` as a header. After the text `breaks`
    closes the connection, `stalls` says nothing more until the server is closed, and `dribbles` sends these bytes
    every 20 ms for as long. `mute` never answers, `slow_headers` dribbles headers, `resets` cuts the connection
    before the first byte. `raw` is sent as it is after the text.
    """

    pieces: Sequence[str] = ()
    tool_calls: Sequence[tuple[str, str]] = ()
    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False
    stalls: bool = False
    retry_after: str = ""
    dribbles: bytes = b""
    mute: bool = False
    slow_headers: bool = False
    resets: bool = False
    raw: bytes = b""
    prompt_tokens: int = 100
    completion_tokens: int = 10


@dataclass
class Loopback:
    """What the server will say, oldest first, and what it was asked."""

    base_url: str
    answers: list[Answer]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def openai_loopback(*answers: Answer) -> Iterator[Loopback]:
    """Serve `answers` in order; the last one is repeated."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.loopback = Loopback(f"http://127.0.0.1:{server.server_port}/v1", list(answers))  # type: ignore[attr-defined]
    server.closing = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.loopback  # type: ignore[attr-defined]
    finally:
        server.closing.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        loopback: Loopback = self.server.loopback  # type: ignore[attr-defined]
        loopback.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        loopback.headers.append({name.lower(): value for name, value in self.headers.items()})
        answer = loopback.answers[0] if len(loopback.answers) == 1 else loopback.answers.pop(0)
        if answer.mute or answer.slow_headers or answer.resets:
            self._no_answer(answer)
        elif answer.status != 200 or answer.body:
            self._whole(answer.status, answer.body, answer.retry_after)
        elif loopback.requests[-1].get("stream"):
            self._stream(answer)
        else:
            self._whole(200, _completion(answer))

    def _no_answer(self, answer: Answer) -> None:
        self.close_connection = True
        if answer.resets:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif answer.slow_headers:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._dribble(b"a")
        else:
            self._closing().wait(30)

    def _dribble(self, what: bytes) -> None:
        """Send `what` again and again until the client is gone or the test is over."""
        with contextlib.suppress(OSError):
            while not self._closing().wait(0.02):
                self.wfile.write(what)
                self.wfile.flush()

    def _closing(self) -> threading.Event:
        return self.server.closing  # type: ignore[attr-defined, no-any-return]

    def _whole(self, status: int, content: dict[str, Any], retry_after: str = "") -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        if answer.breaks:
            self.send_header("Content-Length", "1000000")
        self.end_headers()
        for piece in answer.pieces:
            self._event({"delta": {"content": piece}})
        self.wfile.write(answer.raw)
        self.wfile.flush()
        if answer.stalls:
            self._closing().wait(30)
        if answer.dribbles:
            self._dribble(answer.dribbles)
        if answer.breaks or answer.stalls or answer.dribbles or answer.raw:
            self.close_connection = True
            return
        for call in _calls(answer):
            self._event({"delta": {"tool_calls": [call]}})
        self._event({"delta": {}, "finish_reason": "tool_calls" if answer.tool_calls else "stop"})
        self._send({"choices": [], "usage": _usage(answer)})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, choice: dict[str, Any]) -> None:
        self._send({"choices": [{"index": 0, "finish_reason": None, **choice}]})

    def _send(self, data: dict[str, Any]) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "loopback", **data}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *args: object) -> None:
        """Say nothing on stderr."""


def _calls(answer: Answer) -> list[dict[str, Any]]:
    functions = [{"name": name, "arguments": arguments} for name, arguments in answer.tool_calls]
    return [{"index": i, "id": f"call_{i}", "type": "function", "function": f} for i, f in enumerate(functions)]


def _usage(answer: Answer) -> dict[str, int]:
    total = answer.prompt_tokens + answer.completion_tokens
    return {
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.completion_tokens,
        "total_tokens": total,
    }


def _completion(answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(answer.pieces)}
    if answer.tool_calls:
        message["tool_calls"] = _calls(answer)
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    about = {"id": "c", "object": "chat.completion", "created": 0, "model": "loopback"}
    return {**about, "choices": [choice], "usage": _usage(answer)}


def token(text: str) -> bytes:
    """One streamed piece of text as it goes over the wire."""
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "loopback"}
    choice = {"index": 0, "finish_reason": None, "delta": {"content": text}}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode()
