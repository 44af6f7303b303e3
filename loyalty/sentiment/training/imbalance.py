"""What is done about labels that are rare, in the training part only: five ways, each a small function.

- none: nothing.
- weights: every text counts n / (labels * texts of its label), so that all labels weigh the same.
- oversample: rare labels are repeated at random up to the most frequent one.
- undersample: frequent labels are thinned at random to the rarest one.
- augment: as oversample, the repetitions varied by `augmentation.varied`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import LABELS, Label
from loyalty.sentiment.training.augmentation import varied
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.recipe import ImbalanceName

Rows = tuple[LabelledText, ...]


@dataclass(frozen=True, slots=True)
class Balanced:
    """The texts to train on, and how much each counts (mean 1)."""

    rows: Rows
    weights: NDArray[np.float32]


def balance(rows: Sequence[LabelledText], how: ImbalanceName, seed: int) -> Balanced:
    """The training texts with rare labels cared for; the same texts and seed give the same result."""
    return _WAYS[how](_by_label(rows), tuple(rows), random.Random(seed))


def untouched(by_label: Mapping[Label, Rows], rows: Rows, chance: random.Random) -> Balanced:
    """All texts as they are."""
    return Balanced(rows, np.ones(len(rows), np.float32))


def weighed(by_label: Mapping[Label, Rows], rows: Rows, chance: random.Random) -> Balanced:
    """All texts; those of rare labels count more."""
    each = {label: len(rows) / (len(by_label) * len(those)) for label, those in by_label.items()}
    return Balanced(rows, np.array([each[row.label] for row in rows], np.float32))


def oversampled(by_label: Mapping[Label, Rows], rows: Rows, chance: random.Random) -> Balanced:
    """Rare labels repeated."""
    return _even(rows + tuple(_more(by_label, chance)), chance)


def undersampled(by_label: Mapping[Label, Rows], rows: Rows, chance: random.Random) -> Balanced:
    """Frequent labels thinned."""
    least = min(map(len, by_label.values()))
    return _even(tuple(row for those in by_label.values() for row in chance.sample(those, least)), chance)


def augmented(by_label: Mapping[Label, Rows], rows: Rows, chance: random.Random) -> Balanced:
    """Rare labels repeated in other words."""
    copies = tuple(replace(row, text=varied(row.text, chance)) for row in _more(by_label, chance))
    return _even(rows + copies, chance)


_WAYS: Final[Mapping[ImbalanceName, Callable[[Mapping[Label, Rows], Rows, random.Random], Balanced]]] = {
    "none": untouched,
    "weights": weighed,
    "oversample": oversampled,
    "undersample": undersampled,
    "augment": augmented,
}


def _by_label(rows: Sequence[LabelledText]) -> dict[Label, Rows]:
    found = {label: tuple(row for row in rows if row.label == label) for label in LABELS}
    return {label: those for label, those in found.items() if those}


def _more(by_label: Mapping[Label, Rows], chance: random.Random) -> list[LabelledText]:
    """What brings every label to the size of the largest: all texts of a label again before any a third time."""
    most = max(map(len, by_label.values()))
    more: list[LabelledText] = []
    for those in by_label.values():
        whole, rest = divmod(most - len(those), len(those))
        more += [*those * whole, *chance.sample(those, rest)]
    return more


def _even(rows: Rows, chance: random.Random) -> Balanced:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    return Balanced(tuple(shuffled), np.ones(len(shuffled), np.float32))
