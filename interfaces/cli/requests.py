"""Reads the requests of `daogou ask --file`, one JSON object a line, and keeps the place of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Request:
    """One line: a message, or what is wrong with the line. `line` counts from 1; `id` is None when not given."""

    line: int
    id: str | int | None
    text: str = ""
    conversation: str | None = None
    customer: str | None = None
    fault: str = ""


def read_requests(file: Path) -> Iterator[Request]:
    """The requests in `file` (`-` is stdin), in order, as they are read; blank lines are left out.

    Raises:
        OperatorError: the file cannot be read.
    """
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield _request(number, line)
    except OSError as error:
        raise OperatorError(f"{file} cannot be read ({error.strerror}); name a file of JSON lines.") from error


def _request(number: int, line: bytes) -> Request:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except ValueError:
        return Request(number, None, fault="The line is not valid JSON in UTF-8.")
    if not isinstance(data, dict):
        return Request(number, None, fault="The line is not a JSON object.")
    id = data.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int):
        return Request(number, None, fault="The line has no id; give it a text or a whole number.")
    for name in ("text", "conversation", "customer"):
        fault = _fault(name, data)
        if fault:
            return Request(number, id, fault=fault)
    return Request(number, id, data["text"], data.get("conversation"), data.get("customer"))


def _fault(name: str, data: dict[str, Any]) -> str:
    value = data.get(name)
    if name == "text" and value is None:
        return "The line has no text."
    if value is not None and not isinstance(value, str):
        return f"The line's {name} is not a text."
    if name != "text" and value == "":
        return f"The line's {name} is empty; leave it out or name one."
    return ""
