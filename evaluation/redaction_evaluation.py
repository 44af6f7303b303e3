"""Redacts a labelled set and says how well that went."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from evaluation.redaction_metrics import RedactedText, RedactionReport
from evaluation.redaction_sets import PACKAGED, LabelledText, Span, load_labelled

Redact = Callable[[str], Iterable[Span]]
"""What is found in a text: spans of the text as given, `type` being the kind."""

_SECRET: Final = b"the placeholders of an evaluation are shown to nobody"
_SCOPE: Final = "evaluation"


def evaluate_redaction(file: Path = PACKAGED, part: str | None = None, redact: Redact | None = None) -> RedactionReport:
    """Redact every text of the file (or of one part of it) as the shop does, or by `redact`.

    Raises:
        EvaluationError: the file or a line of it cannot be used.
    """
    return redacted(load_labelled(file, part), redact or shop_redaction())


def redacted(texts: Iterable[LabelledText], redact: Redact) -> RedactionReport:
    """The texts with what `redact` finds in each."""
    return RedactionReport(tuple(RedactedText(one, tuple(redact(one.text))) for one in texts))


def shop_redaction() -> Redact:
    """What the shop itself redacts with, before a word is kept."""
    from records.redaction.redactor import Redactor

    redactor = Redactor(_SECRET)

    def redact(text: str) -> Iterable[Span]:
        findings = redactor.redact(text, _SCOPE).findings
        return [Span(start=one.start, end=one.end, type=one.kind) for one in findings]

    return redact
