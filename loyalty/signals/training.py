"""Trains the learned half of finding signals, from labelled lines. `scripts/train_signals.py` runs it.

Lines come from `lines.yaml`, from labelled messages and from the sentiment model's lines, whose mood tells praise and
complaints; what a line does not tell weighs 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import ContactReason, SignalKind
from loyalty.signals.finding import find
from loyalty.signals.folding import fold
from loyalty.signals.grams import gram_rows
from loyalty.signals.learned import KINDS, REASONS, LearnedSignals, Numbers, hints_of
from loyalty.signals.phrase_book import PhraseBook

_PRESENT: Final = 3.0
"""What a line with a signal weighs against one without."""
_STRICTNESS: Final = 8.0
"""scikit-learn's C, of the kinds and the reasons."""
_SHORTEST: Final = 8
_JUDGED: Final = frozenset({"none", "praise", "complaint"})
"""Lines of which it is sure whether they praise or complain."""
_NEVER: Final = -9.0
"""The log-odds of what no line has."""
_GUESSED: Final = 0.15
"""What a reason counts that is only likely from what a line says."""
_KINDS_REASON: Final[dict[str, ContactReason]] = {"leave": "complaint", "recommend": "other", "wants_person": "other"}


@dataclass(frozen=True, slots=True)
class TaughtLine:
    """A line with what it tells: for each kind whether it holds it and how much that counts; the reason if any."""

    text: str
    holds: Mapping[SignalKind, bool]
    counts: Mapping[SignalKind, float]
    reason: ContactReason | None = None
    reason_counts: float = 1.0
    answer: str = ""


def lines_of(read: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> list[TaughtLine]:
    """The lines of `lines.yaml`."""
    everything = dict.fromkeys(KINDS, 1.0)
    half = {**everything, "praise": 0.5, "complaint": 0.5}
    taught = [
        TaughtLine(
            text,
            {kind: kind == name for kind in KINDS},
            everything if name in _JUDGED else half,
            _KINDS_REASON.get(name),
            _GUESSED,
            "…" if name == "unresolved" else "",
        )
        for name, tongues in read["signals"].items()
        for texts in tongues.values()
        for text in texts
    ]
    taught += [
        TaughtLine(text, {}, {}, cast("ContactReason", reason))
        for reason, tongues in read["reasons"].items()
        for texts in tongues.values()
        for text in texts
    ]
    return taught


def labelled_lines(messages: Iterable[Mapping[str, Any]]) -> list[TaughtLine]:
    """Messages with `text`, `signals`, `before` and `contact_reason`."""
    taught = []
    for one in messages:
        said = {signal["kind"] for signal in one["signals"]}
        holds = {kind: kind in said for kind in KINDS}
        taught.append(
            TaughtLine(one["text"], holds, dict.fromkeys(KINDS, 1.0), one["contact_reason"], 1.0, one["before"])
        )
    return taught


def mood_lines(lines: Iterable[Mapping[str, Any]], book: PhraseBook) -> list[TaughtLine]:
    """Lines with `text`, `label` and `tags`: a negative one complains, a positive one praises, unless it is small talk,
    has both, or holds another signal.
    """
    taught = []
    for one in lines:
        others = {signal.kind for signal in find(one["text"], lambda: [], book).signals} - {"praise", "complaint"}
        counts: dict[SignalKind, float] = {kind: 0.0 if kind in others else 0.5 for kind in KINDS}
        vague = bool(others) or bool({"mixed", "chatter"} & set(one["tags"]))
        counts["praise"] = counts["complaint"] = 0.0 if vague else 1.0
        if one["label"] == "positive" and len(one["text"]) < _SHORTEST:
            counts["praise"] = 0.0
        holds: dict[SignalKind, bool] = {"praise": one["label"] == "positive", "complaint": one["label"] == "negative"}
        counts["unresolved"] *= 0.4
        taught.append(TaughtLine(one["text"], holds, counts))
    return taught


def train(lines: Sequence[TaughtLine], book: PhraseBook) -> LearnedSignals:
    """The weights by which the lines are told best."""
    from scipy.sparse import csr_matrix, hstack

    hints = hints_of([find(one.text, lambda one=one: [fold(one.answer)], book) for one in lines])  # type: ignore[misc]
    grams = gram_rows([fold(one.text) for one in lines])
    table = hstack([grams, csr_matrix(hints)]).tocsr()
    kinds, reasons = _kinds(grams, lines), _reasons(table, lines)
    width = grams.shape[1]
    return LearnedSignals(
        grams=np.hstack([kinds[:-1], reasons[:width]]),
        hints=reasons[width:-1],
        bias=np.hstack([kinds[-1], reasons[-1]]),
    )


def _kinds(table: Any, lines: Sequence[TaughtLine]) -> Numbers:
    """One column a kind; the last row is the bias."""
    columns = []
    for kind in KINDS:
        holds = np.array([int(one.holds.get(kind, False)) for one in lines])
        counts = np.array([one.counts.get(kind, 0.0) for one in lines]) * np.where(holds, _PRESENT, 1.0)
        columns.append(_fitted(table, holds, counts, 2)[:, 1:])
    return np.hstack(columns)


def _reasons(table: Any, lines: Sequence[TaughtLine]) -> Numbers:
    """One column a reason; the last row is the bias."""
    told = np.array([REASONS.index(one.reason) if one.reason else 0 for one in lines])
    return _fitted(table, told, np.array([one.reason_counts if one.reason else 0.0 for one in lines]), len(REASONS))


def _fitted(table: Any, told: NDArray[np.int64], counts: NDArray[np.float64], classes: int) -> Numbers:
    """One column a class, the bias last; a class that no line tells is as unlikely as can be. Two classes share one
    column, the second, which has their log-odds.
    """
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((table.shape[1] + 1, classes), dtype=np.float32)
    weights[-1] = _NEVER
    used = counts > 0
    met = np.unique(told[used])
    if len(met) > 1:
        model = LogisticRegression(C=_STRICTNESS, max_iter=500).fit(table[used], told[used], sample_weight=counts[used])
        columns = met[1:] if len(met) == 2 else met
        weights[:, columns] = np.vstack([model.coef_.T, model.intercept_])
        if len(met) == 2:
            weights[-1, met[0]] = 0
    elif len(met):
        weights[-1, met] = -_NEVER
    return weights
