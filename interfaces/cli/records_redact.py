"""`daogou records redact`: takes personal data out of lines on their way through a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import Home, desk

if TYPE_CHECKING:
    from records.redaction.findings import Redacted

Scope = Annotated[
    str, typer.Option(metavar="OWNER", help="Whose words they are: the same value of one owner gets one placeholder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, with kinds and places.")]


def redact(context: typer.Context, scope: Scope = "", as_json: AsJson = False, home: Home = None) -> None:
    """Read lines on stdin and print them with placeholders for personal data, each as soon as it came in.

    Without --home the placeholders are good for this run alone; with it they are those of the shop's records.
    """
    from records.redaction.redactor import Redactor

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    here = desk(context)
    redactor = Redactor(_key(home))
    for line in _lines():
        done = redactor.redact(line, scope)
        if as_json:
            here.answer(_shape(done))
        else:
            here.say(done.text)


def _key(home: Path | None) -> bytes:
    from records.redaction.secret import read_redaction_key, throwaway_key

    return read_redaction_key(home.expanduser()) if home else throwaway_key()


def _lines() -> Iterator[str]:
    """Lines of stdin as they come, read as UTF-8 whatever the locale; bytes that are none read as �."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _shape(done: Redacted) -> dict[str, Any]:
    findings = [
        {"kind": one.kind, "start": one.start, "end": one.end, "placeholder": one.placeholder} for one in done.findings
    ]
    return {"text": done.text, "findings": findings}
