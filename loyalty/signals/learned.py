"""The learned half of finding signals: a weight for each hashed n-gram of a message, and for what phrases found in it.

Phrases know what somebody thought of; the n-grams know what looks like it. A logistic regression for each kind of
signal and one for the reason of contact were trained on lines written for this project (`training.py`).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import OperatorLoyaltyError
from loyalty.nouns import ContactReason, SignalKind
from loyalty.signals.finding import Found
from loyalty.signals.grams import gram_rows

KINDS: Final[tuple[SignalKind, ...]] = get_args(SignalKind)
REASONS: Final[tuple[ContactReason, ...]] = get_args(ContactReason)
SHIPPED: Final = Path(__file__).resolve().parent / "learned.npz"
BATCH_CODE_POINTS: Final = 200_000
"""Code points read at once, which bounds memory whatever the number of messages."""

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class LearnedSignals:
    """Weights: `grams`, a row a bucket and a column for each kind and then each reason, with their `bias`; `hints`, a
    row for each kind and reason that the phrases found and a column a reason.
    """

    grams: Numbers
    hints: Numbers
    bias: Numbers

    def scores(self, folded: Sequence[str], found: Sequence[Found]) -> Numbers:
        """Log-odds of each kind, then logits of each reason: one row a message. `found` are what the phrases found."""
        scores = np.tile(self.bias, (len(folded), 1))
        scores[:, len(KINDS) :] += hints_of(found) @ self.hints
        start = 0
        for end in _ends(folded):
            scores[start:end] += gram_rows(folded[start:end]) @ self.grams
            start = end
        return scores

    def save(self, file: Path) -> None:
        """Write the weights in half precision."""
        half = {name: getattr(self, name).astype(np.float16) for name in ("grams", "hints", "bias")}
        np.savez_compressed(file, **half)


def hints_of(found: Sequence[Found]) -> Numbers:
    """Which kinds and reasons the phrases found: one row a message, 1 for found."""
    hints = np.zeros((len(found), len(KINDS) + len(REASONS)), dtype=np.float32)
    for at, one in enumerate(found):
        for signal in one.signals:
            hints[at, KINDS.index(signal.kind)] = 1
        for reason, _ in one.reasons:
            hints[at, len(KINDS) + REASONS.index(reason)] = 1
    return hints


@cache
def shipped_signals() -> LearnedSignals:
    """The weights that travel with the package.

    Raises:
        OperatorLoyaltyError: they are not there or cannot be read.
    """
    try:
        with np.load(SHIPPED) as read:
            arrays: dict[str, Any] = {name: read[name].astype(np.float32) for name in ("grams", "hints", "bias")}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise OperatorLoyaltyError(f"{SHIPPED} cannot be read; install the package again.") from error
    return LearnedSignals(**arrays)


def probability(score: float) -> float:
    """The probability, 0 to 1, of log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, float(score)))))


def _ends(texts: Sequence[str]) -> list[int]:
    """Where batches of about so many code points end."""
    ends, length = [], 0
    for at, text in enumerate(texts, 1):
        length += len(text) + 1
        if length >= BATCH_CODE_POINTS or at == len(texts):
            ends.append(at)
            length = 0
    return ends
