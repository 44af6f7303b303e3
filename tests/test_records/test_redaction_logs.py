"""Log lines of real loggers: messages, arguments and exceptions are written without personal data."""

from __future__ import annotations

import io
import logging

import pytest

from records.redaction.log_lines import RedactingFormatter, redact_log_lines


@pytest.fixture
def logger() -> logging.Logger:
    made = logging.Logger("shop")
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    made.addHandler(handler)
    redact_log_lines(made)
    return made


def written(logger: logging.Logger) -> str:
    (handler,) = logger.handlers
    assert isinstance(handler, logging.StreamHandler)
    return str(handler.stream.getvalue())


def test_messages_and_arguments_are_redacted(logger: logging.Logger) -> None:
    logger.warning("a message of %s at %s", "anna@example.com", 13800138000)
    assert written(logger).startswith("WARNING shop: a message of [EMAIL_")
    assert "13800138000" not in written(logger)


def test_exceptions_and_their_causes_are_redacted(logger: logging.Logger) -> None:
    def send() -> None:
        try:
            raise ValueError("no mailbox anna@example.com")
        except ValueError as cause:
            raise RuntimeError("我叫王小明 could not be read") from cause

    try:
        send()
    except RuntimeError:
        logger.exception("failed")
    assert "anna@example.com" not in written(logger)
    assert "王小明" not in written(logger)
    assert "Traceback" in written(logger)
    assert "RuntimeError" in written(logger)


def test_other_lines_stay_as_they_are(logger: logging.Logger) -> None:
    line = "turn t-1 of D-100001 took 1234.5 ms at 2026-11-22 12:00:01,123 on 127.0.0.1:7860"
    logger.info(line)
    assert written(logger) == f"INFO shop: {line}\n"


def test_a_huge_record_is_cut_and_doing_it_twice_changes_nothing(logger: logging.Logger) -> None:
    (handler,) = logger.handlers
    first = handler.formatter
    redact_log_lines(logger)
    assert handler.formatter is first
    logger.error("x" * 100_000)
    assert len(written(logger)) < 21_000
    assert isinstance(first, RedactingFormatter)
