"""What people really write, in two languages: every marked piece is found, as a whole and of its kind, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from records.redaction.redactor import Redactor

REDACTOR = Redactor(b"k" * 32)
LINES = Path(__file__).with_name("redaction_messages.txt").read_text(encoding="utf-8").splitlines()
MARKED = [line for line in LINES if line and not line.startswith("#")]
_PIECE = re.compile(r"<(email|phone|card|cn_id|iban|passport|address|name)\|([^>]*)>")


def unmarked(line: str) -> tuple[str, list[tuple[str, str]]]:
    return _PIECE.sub(lambda found: found[2], line), [(found[1], found[2]) for found in _PIECE.finditer(line)]


@pytest.mark.parametrize("line", MARKED)
def test_what_is_marked_is_found(line: str) -> None:
    text, pieces = unmarked(line)
    done = REDACTOR.redact(text, "customer:C-001")
    assert [(one.kind, one.original) for one in done.findings] == pieces
    assert all(text[one.start : one.end] == one.original for one in done.findings)
    assert REDACTOR.redact(done.text, "customer:C-001").text == done.text
