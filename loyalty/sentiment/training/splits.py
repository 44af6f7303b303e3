"""Divides labelled texts into training, validation and test: at random, by label, or by date.

Texts of one group (reposts of one review) always stay on the same side. The same texts, shares and seed give the same
parts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from loyalty.errors import TrainingDataError
from loyalty.nouns import LABELS, Label
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.recipe import SplitName

Group = tuple[LabelledText, ...]
Shares = tuple[float, float, float]
"""Of training, validation and test."""


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts and how they were made; no text is in two of them."""

    how: SplitName
    training: tuple[LabelledText, ...]
    validation: tuple[LabelledText, ...]
    test: tuple[LabelledText, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels of the training part, in the order of `LABELS`."""
        seen = {row.label for row in self.training}
        return tuple(label for label in LABELS if label in seen)

    def shape(self) -> dict[str, Any]:
        """How many texts of each label each part has, and its first and last date where every text has one."""
        parts = {"training": self.training, "validation": self.validation, "test": self.test}
        return {"how": self.how, **{name: _told(rows) for name, rows in parts.items()}}


def split_texts(
    texts: Sequence[LabelledText], how: SplitName, seed: int, validation_share: float = 0.1, test_share: float = 0.2
) -> Split:
    """The three parts; shares are of the texts, 0 to 1, and are kept as nearly as groups allow.

    Raises:
        TrainingDataError: a part is empty, training lacks a label that the texts have, or dates are missing.
    """
    groups = _groups(texts)
    shares = (1 - validation_share - test_share, validation_share, test_share)
    parts = _WAYS[how](groups, shares, random.Random(seed))
    made = Split(how, *(tuple(row for group in part for row in group) for part in parts))
    _check(made, texts)
    return made


def at_random(groups: Sequence[Group], shares: Shares, chance: random.Random) -> list[list[Group]]:
    """Groups in a new order, cut by the shares."""
    shuffled = list(groups)
    chance.shuffle(shuffled)
    return _cut(shuffled, shares)


def by_label(groups: Sequence[Group], shares: Shares, chance: random.Random) -> list[list[Group]]:
    """As `at_random` for each label of each file, so that all parts have them in like shares."""
    kinds: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        kinds.setdefault((group[0].source, group[0].label), []).append(group)
    parts: list[list[Group]] = [[], [], []]
    for kind in sorted(kinds):
        for part, more in zip(parts, at_random(kinds[kind], shares, chance), strict=True):
            part += more
    for part in parts:
        chance.shuffle(part)
    return parts


def by_date(groups: Sequence[Group], shares: Shares, chance: random.Random) -> list[list[Group]]:
    """The oldest for training, the newest for the test.

    A group counts by its newest text, so that training knows nothing from after its last moment. Texts of the moment at
    a cut stand in the order of the files and may lie on both sides.

    Raises:
        TrainingDataError: a text has no date.
    """
    undated = [row for group in groups for row in group if row.at is None]
    if undated:
        first = undated[0]
        raise TrainingDataError(
            f"{len(undated)} texts have no date (as {first.source}:{first.line}), which a temporal split needs; "
            "use --split stratified.",
            first.source,
        )
    return _cut(sorted(groups, key=lambda group: max(row.at for row in group if row.at)), shares)


_WAYS: Final[Mapping[SplitName, Callable[[Sequence[Group], Shares, random.Random], list[list[Group]]]]] = {
    "random": at_random,
    "stratified": by_label,
    "temporal": by_date,
}


def _groups(texts: Iterable[LabelledText]) -> list[Group]:
    groups: dict[str, list[LabelledText]] = {}
    for row in texts:
        groups.setdefault(row.group, []).append(row)
    return [tuple(rows) for rows in groups.values()]


def _cut(groups: Sequence[Group], shares: Shares) -> list[list[Group]]:
    """The groups in order, each in the part in which its middle falls."""
    total = sum(map(len, groups))
    parts: list[list[Group]] = [[], [], []]
    done = 0
    for group in groups:
        middle = (done + len(group) / 2) / total
        parts[0 if middle < shares[0] else 1 if middle < shares[0] + shares[1] else 2].append(group)
        done += len(group)
    return parts


def _check(split: Split, texts: Sequence[LabelledText]) -> None:
    for name, rows in (("training", split.training), ("validation", split.validation), ("test", split.test)):
        if not rows:
            raise TrainingDataError(f"The {split.how} split leaves no text for {name}; give more texts.")
    absent = {row.label for row in texts} - set(split.labels)
    if absent:
        raise TrainingDataError(
            f"The {split.how} split leaves no {', '.join(sorted(absent))} text for training; use --split stratified."
        )


def _told(rows: Sequence[LabelledText]) -> dict[str, Any]:
    told: dict[str, Any] = {"n": len(rows), **{label: sum(row.label == label for row in rows) for label in LABELS}}
    moments = [row.at for row in rows if row.at]
    if len(moments) == len(rows):
        told |= {"first": min(moments).date().isoformat(), "last": max(moments).date().isoformat()}
    return told
