"""How well loyalty signals are found. Every figure is defined here.

A labelled signal and a found one **match** if they are of one kind and their quotes overlap.

- **recall**: of the labelled signals, the share that a found one matches.
- **precision**: of the found signals, the share that matches a labelled one.
- **f1**: the harmonic mean of both; its interval is the percentile bootstrap over messages (Efron, Tibshirani, 1993).
- **aspect_agreement**: of the labelled signals with an aspect that are found, the share found with that aspect.
- **false_alarm_rate**: of the messages without a signal, the share in which one is found.
- **contact_reason_accuracy**: of the messages with a reason, the share read with that reason.

A figure of nothing is None; shares come with Wilson's interval at 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np

from evaluation.shares import Tally
from evaluation.signals_sets import LabelledMessage, LabelledSignal
from loyalty.nouns import Aspect, ContactReason, SignalKind

KINDS: Final[tuple[SignalKind, ...]] = get_args(SignalKind)
_RESAMPLES: Final = 1_000


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal that was found, by its place in the message."""

    kind: str
    start: int
    end: int
    aspect: Aspect | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A labelled message and what was read in it."""

    labelled: LabelledMessage
    seen: tuple[SeenSignal, ...]
    contact_reason: ContactReason

    def matches(self) -> list[tuple[LabelledSignal, list[SeenSignal]]]:
        """Each labelled signal with the found ones that match it."""
        pairs = zip(self.labelled.signals, self.labelled.spans(), strict=True)
        return [
            (one, [seen for seen in self.seen if seen.kind == one.kind and seen.start < end and seen.end > start])
            for one, (start, end) in pairs
        ]

    def missed(self) -> list[LabelledSignal]:
        """Labelled signals that nothing matches."""
        return [one for one, seen in self.matches() if not seen]

    def strays(self) -> list[SeenSignal]:
        """Found signals that match no labelled one."""
        matched = {id(seen) for _, found in self.matches() for seen in found}
        return [one for one in self.seen if id(one) not in matched]


@dataclass(frozen=True, slots=True)
class SignalsReport:
    """Messages with what was read in each; `shape` is what scripts read."""

    messages: tuple[ReadMessage, ...]

    def recall(self, kind: str | None = None) -> Tally:
        """Labelled signals found."""
        return _tally(
            bool(seen) for one in self.messages for label, seen in one.matches() if kind in (None, label.kind)
        )

    def precision(self, kind: str | None = None) -> Tally:
        """Found signals that are labelled."""
        found = [one for message in self.messages for one in message.seen if kind in (None, one.kind)]
        strays = [one for message in self.messages for one in message.strays() if kind in (None, one.kind)]
        return Tally(len(found) - len(strays), len(found))

    def f1(self, kind: str | None = None) -> float | None:
        """The harmonic mean of precision and recall, 0 to 1; None where nothing is labelled and nothing found."""
        recall, precision = self.recall(kind), self.precision(kind)
        return _f1(np.array([[recall.right, recall.judged, precision.right, precision.judged]], dtype=float))

    def f1_interval(self, kind: str | None = None, seed: int = 0) -> tuple[float, float] | None:
        """Where the F1 of resampled messages lies at 95 %."""
        rows = np.array([_counts(one, kind) for one in self.messages], dtype=float).reshape(-1, 4)
        if not rows.any():
            return None
        draw = np.random.default_rng(seed)
        drawn = [_f1(rows[draw.integers(0, len(rows), len(rows))]) for _ in range(_RESAMPLES)]
        low, high = np.quantile([one for one in drawn if one is not None], (0.025, 0.975))
        return float(low), float(high)

    def aspect_agreement(self) -> Tally:
        """Found with the labelled aspect, of the labelled signals with an aspect that are found."""
        return _tally(
            any(one.aspect == label.aspect for one in seen)
            for message in self.messages
            for label, seen in message.matches()
            if label.aspect and seen
        )

    def false_alarm_rate(self) -> Tally:
        """Messages without a signal in which one is found."""
        return _tally(bool(one.seen) for one in self.messages if not one.labelled.signals)

    def contact_reason_accuracy(self) -> Tally:
        """Messages read with their reason, of those that have one."""
        return _tally(
            one.contact_reason == one.labelled.contact_reason for one in self.messages if one.labelled.contact_reason
        )

    @property
    def kinds(self) -> tuple[SignalKind, ...]:
        """The kinds that are labelled or found, in their usual order."""
        labelled = {label.kind for one in self.messages for label in one.labelled.signals}
        return tuple(
            kind for kind in KINDS if kind in labelled | {seen.kind for one in self.messages for seen in one.seen}
        )

    def groups(self, name: Callable[[LabelledMessage], str]) -> dict[str, SignalsReport]:
        """The report of each language or part, by name; messages that name none are in no group."""
        named = sorted({name(one.labelled) for one in self.messages} - {""})
        return {key: SignalsReport(tuple(one for one in self.messages if name(one.labelled) == key)) for key in named}

    def failures(self) -> tuple[ReadMessage, ...]:
        """Messages with a miss or a stray, without those of a part called `held_out`: nobody is to learn from them."""
        return tuple(one for one in self.messages if one.labelled.part != "held_out" and (one.missed() or one.strays()))

    def shape(self) -> dict[str, Any]:
        """Everything but the failures as JSON: shares from 0 to 1, `interval_95` as [low, high]."""
        by_part = self.groups(lambda message: message.part)
        return {
            **self.figures(),
            "kinds": {kind: self.kind_figures(kind) for kind in self.kinds},
            "languages": {name: one.figures() for name, one in self.groups(lambda message: message.language).items()},
            "parts": {
                name: {
                    **one.figures(),
                    "languages": {
                        key: of.figures() for key, of in one.groups(lambda message: message.language).items()
                    },
                }
                for name, one in by_part.items()
            },
        }

    def figures(self) -> dict[str, Any]:
        """The figures over all kinds; `n` counts messages."""
        recall, precision = self.recall(), self.precision()
        return {
            "n": len(self.messages),
            "f1": self.f1(),
            "f1_interval_95": self.f1_interval(),
            "precision": precision.shape(),
            "recall": recall.shape(),
            "aspect_agreement": self.aspect_agreement().shape(),
            "false_alarm_rate": self.false_alarm_rate().shape(),
            "contact_reason_accuracy": self.contact_reason_accuracy().shape(),
        }

    def kind_figures(self, kind: str) -> dict[str, Any]:
        """The figures of one kind."""
        return {
            "f1": self.f1(kind),
            "f1_interval_95": self.f1_interval(kind),
            "precision": self.precision(kind).shape(),
            "recall": self.recall(kind).shape(),
        }


def _tally(right: Iterable[bool]) -> Tally:
    judged: Sequence[bool] = list(right)
    return Tally(sum(judged), len(judged))


def _counts(one: ReadMessage, kind: str | None) -> tuple[int, int, int, int]:
    """Labels found, labels, found signals that are labelled, found signals."""
    labels = [bool(seen) for label, seen in one.matches() if kind in (None, label.kind)]
    found = sum(kind in (None, seen.kind) for seen in one.seen)
    strays = sum(kind in (None, seen.kind) for seen in one.strays())
    return sum(labels), len(labels), found - strays, found


def _f1(rows: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    right, labels, true, found = rows.sum(axis=0)
    if not labels and not found:
        return None
    recall, precision = (right / labels if labels else 0.0), (true / found if found else 0.0)
    return float(2 * recall * precision / (recall + precision)) if recall + precision else 0.0
