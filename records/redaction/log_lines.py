"""Log lines without personal data: what a logger is told and what an exception says is redacted on its way out."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.redaction.redactor import Redactor

_SCOPE = "log"
_MOST_CHARS = 20_000
"""More of one record is not written: a traceback can hold a whole document."""


class RedactingFormatter(logging.Formatter):
    """Writes each record as `inner` does, redacted: message, exception, stack.

    The placeholders are of this process alone, so that a log line cannot be joined to the records.
    """

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    @cached_property
    def _redactor(self) -> Redactor:
        """Opened at the first line: most runs of a verb write none."""
        from records.redaction.redactor import Redactor
        from records.redaction.secret import throwaway_key

        return Redactor(throwaway_key())

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines, of a record."""
        written = self._inner.format(record)
        if len(written) > _MOST_CHARS:
            written = f"{written[:_MOST_CHARS]} … ({len(written)} characters)"
        return self._redactor.redact(written, _SCOPE).text


def redact_log_lines(logger: logging.Logger | None = None) -> None:
    """Let every handler of `logger` (the root logger, if None) write redacted lines; doing it again changes nothing."""
    for handler in (logger or logging.getLogger()).handlers:
        if not isinstance(handler.formatter, RedactingFormatter):
            handler.setFormatter(RedactingFormatter(handler.formatter))
