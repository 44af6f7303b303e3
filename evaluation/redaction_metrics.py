"""How well personal data is found and shopping text left alone. Every figure is defined here.

Only letters and digits count: whether the dash of a phone number or the space before it is covered does not matter.

- **recall**: of all labelled spans, the share of which every letter and digit is redacted, as whatever kind.
- **kind_agreement**: of the spans found like that, the share that a finding of the label's own kind touches.
- **precision**: of all findings, the share that touches a letter or digit of a labelled span.
- **false_alarm_rate**: of the texts without any labelled span, the share in which something is redacted.
- **outside_rate**: of the texts with spans, the share in which a letter or digit outside all spans is redacted.

A figure of nothing (no span, no finding, no text) is None. Each comes with Wilson's interval at 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.redaction_sets import LabelledText, Span
from evaluation.shares import Tally


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A labelled text and what was found in it, as spans of the text as it was."""

    labelled: LabelledText
    found: tuple[Span, ...]

    def is_whole(self, span: Span) -> bool:
        """Whether every letter and digit of the span is redacted."""
        return self._marks(span) <= self._covered()

    def agrees(self, span: Span) -> bool:
        """Whether a finding of the span's own kind touches it."""
        return any(one.type == span.type and self._marks(one) & self._marks(span) for one in self.found)

    def missed(self) -> tuple[Span, ...]:
        """Labelled spans that are not wholly redacted."""
        return tuple(span for span in self.labelled.spans if not self.is_whole(span))

    def strays(self) -> tuple[Span, ...]:
        """Findings that touch no labelled span."""
        labelled = self._labelled()
        return tuple(one for one in self.found if not self._marks(one) & labelled)

    def reaches_out(self) -> bool:
        """Whether a letter or digit outside all labelled spans is redacted."""
        return not self._covered() <= self._labelled()

    def _covered(self) -> set[int]:
        return set().union(*map(self._marks, self.found))

    def _labelled(self) -> set[int]:
        return set().union(*map(self._marks, self.labelled.spans))

    def _marks(self, span: Span) -> set[int]:
        """Where its letters and digits stand."""
        return {
            at for at in range(span.start, min(span.end, len(self.labelled.text))) if self.labelled.text[at].isalnum()
        }


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """The texts with what was found in each; `shape` is what scripts read."""

    texts: tuple[RedactedText, ...]

    def recall(self, kind: str | None = None) -> Tally:
        """Spans wholly redacted of all spans, or of all of one kind."""
        return _tally([one.is_whole(span) for one, span in self._spans(kind)])

    def kind_agreement(self, kind: str | None = None) -> Tally:
        """Spans taken for what they are, of those wholly redacted."""
        return _tally([one.agrees(span) for one, span in self._spans(kind) if one.is_whole(span)])

    def precision(self) -> Tally:
        """Findings that touch a labelled span, of all findings."""
        found = sum(len(one.found) for one in self.texts)
        return Tally(found - sum(len(one.strays()) for one in self.texts), found)

    def false_alarm_rate(self) -> Tally:
        """Texts without a span in which something was redacted, of all texts without a span."""
        return _tally([bool(one.found) for one in self.texts if not one.labelled.spans])

    def outside_rate(self) -> Tally:
        """Texts with spans in which something beside them was redacted, of all texts with spans."""
        return _tally([one.reaches_out() for one in self.texts if one.labelled.spans])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The labels' kinds, by name."""
        return tuple(sorted({span.type for _, span in self._spans(None)}))

    def groups(self, name: Callable[[LabelledText], str]) -> dict[str, RedactionReport]:
        """The report of each language or part, by name; texts that name none are in no group."""
        named = sorted({name(one.labelled) for one in self.texts} - {""})
        return {group: RedactionReport(tuple(t for t in self.texts if name(t.labelled) == group)) for group in named}

    def failures(self) -> tuple[RedactedText, ...]:
        """Texts with a missed span or a finding that touches none."""
        return tuple(one for one in self.texts if one.missed() or one.strays())

    def shape(self) -> dict[str, Any]:
        """Everything as JSON: shares from 0 to 1, `interval_95` as [low, high]."""
        return {
            **self.figures(),
            "kinds": {kind: _kind_shape(self, kind) for kind in self.kinds},
            "languages": {name: one.figures() for name, one in self.groups(lambda text: text.language).items()},
            "parts": {name: one.figures() for name, one in self.groups(lambda text: text.part).items()},
            "failures": [_failure(one) for one in self.failures()],
        }

    def figures(self) -> dict[str, Any]:
        """The figures over all texts; `n` counts texts, `spans` labelled spans, `findings` what was redacted."""
        tallies = {
            "recall": self.recall(),
            "false_alarm_rate": self.false_alarm_rate(),
            "precision": self.precision(),
            "outside_rate": self.outside_rate(),
            "kind_agreement": self.kind_agreement(),
        }
        return {
            **{name: tally.share for name, tally in tallies.items()},
            "n": len(self.texts),
            "spans": self.recall().judged,
            "findings": self.precision().judged,
            "intervals_95": {name: tally.interval() for name, tally in tallies.items()},
        }

    def _spans(self, kind: str | None) -> Iterable[tuple[RedactedText, Span]]:
        return ((one, span) for one in self.texts for span in one.labelled.spans if kind in (None, span.type))


def _tally(right: Sequence[bool]) -> Tally:
    return Tally(sum(right), len(right))


def _kind_shape(report: RedactionReport, kind: str) -> dict[str, Any]:
    recall = report.recall(kind)
    return {
        "recall": recall.share,
        "n": recall.judged,
        "interval_95": recall.interval(),
        "kind_agreement": report.kind_agreement(kind).share,
    }


def _failure(one: RedactedText) -> dict[str, Any]:
    text = one.labelled.text.encode("utf-8", "replace").decode()  # halves of surrogate pairs cannot be printed
    return {
        "id": one.labelled.id,
        "text": text,
        "missed": [{**span.model_dump(), "text": text[span.start : span.end]} for span in one.missed()],
        "false_alarms": [{**span.model_dump(), "text": text[span.start : span.end]} for span in one.strays()],
    }
