"""Reads labelled messages as the shop does and says how well that went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evaluation.signals_metrics import ReadMessage, SeenSignal, SignalsReport
from evaluation.signals_sets import PACKAGED, LabelledMessage, load_messages
from loyalty.nouns import ConversationReading, SaidConversation, SaidTurn
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.opening import open_sentiment_model
from loyalty.signals.reader import SignalReader

_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate_signals(
    files: Sequence[Path] = PACKAGED, part: str | None = None, sentiment: SentimentModel | None = None
) -> SignalsReport:
    """Read every message of the files (or of one part of them), with the shipped sentiment model unless one is given.

    Raises:
        EvaluationError: a file or a line of it cannot be used.
    """
    return signals_read(load_messages(files, part), SignalReader(sentiment or open_sentiment_model()))


def signals_read(messages: Sequence[LabelledMessage], reader: SignalReader) -> SignalsReport:
    """The messages with what the reader finds in each."""
    readings = reader.read_conversations([said(one) for one in messages])
    return SignalsReport(tuple(_read(one, reading) for one, reading in zip(messages, readings, strict=True)))


def said(message: LabelledMessage) -> SaidConversation:
    """The message as a conversation; the answer that it follows is that to a turn without words."""
    turns = [SaidTurn("before", 0, _AT, "", message.before, message.language, "answered")] if message.before else []
    turns.append(SaidTurn("turn", len(turns), _AT, message.text, "", message.language, "answered"))
    return SaidConversation(message.id, None, _AT, tuple(turns))


def _read(message: LabelledMessage, reading: ConversationReading) -> ReadMessage:
    seen = (SeenSignal(one.kind, one.start, one.end, one.aspect, one.confidence) for one in reading.turns[-1].signals)
    return ReadMessage(message, tuple(seen), reading.contact_reason)
