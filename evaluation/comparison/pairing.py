"""Lines up two runs turn by turn, simulated ones conversation by conversation; refuses runs of different sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluation.comparison.whole_conversations import as_turns, is_simulated
from evaluation.errors import EvaluationError
from evaluation.replay.grades import GradedTurn
from evaluation.replay.grading import GradedRun

Floats = NDArray[np.float64]
Turns = Mapping[tuple[str, int], list[GradedTurn]]
"""The repeats of each (conversation, turn) that was not spoiled."""


@dataclass(frozen=True)
class Paired:
    """The turns that both runs have, each with all its repeats."""

    a: Turns
    b: Turns

    @property
    def places(self) -> list[tuple[str, int]]:
        """The (conversation, turn) of every pair, in order."""
        return list(self.a)

    @cached_property
    def conversations(self) -> dict[str, int]:
        """The conversations and their numbers from 0."""
        return {case: number for number, case in enumerate(dict.fromkeys(case for case, _ in self.a))}

    def of(self, grade: str) -> PairedGrade | None:
        """One grade of the turns that have it in both; None where there is none."""
        rows = [
            (self.conversations[place[0]], _values(self.a[place], grade), _values(self.b[place], grade))
            for place in self.places
        ]
        kept = [row for row in rows if row[1] and row[2]]
        return PairedGrade(kept, len(self.conversations)) if kept else None


@dataclass(frozen=True)
class PairedGrade:
    """The values of one grade: for each turn its conversation, and those of A's and of B's repeats."""

    rows: list[tuple[int, list[float], list[float]]]
    conversations: int

    @cached_property
    def means(self) -> tuple[float, float]:
        """The mean of A and of B over turns, each turn counting once however often it was played."""
        return (
            float(np.mean([_mean(a) for _, a, _ in self.rows])),
            float(np.mean([_mean(b) for _, _, b in self.rows])),
        )

    @cached_property
    def clusters(self) -> tuple[Floats, Floats]:
        """For each conversation the differences b - a added up, and how many turns have the grade."""
        sums, counts = np.zeros(self.conversations), np.zeros(self.conversations)
        for conversation, a, b in self.rows:
            sums[conversation] += _mean(b) - _mean(a)
            counts[conversation] += 1
        return sums, counts

    @property
    def judged(self) -> int:
        """How many conversations have the grade."""
        return int((self.clusters[1] > 0).sum())

    def repeats(self, side: int) -> Floats:
        """A row for each conversation, a column for each repeat that all turns of side 0 or 1 have: sums of values."""
        played = [(conversation, b if side else a) for conversation, a, b in self.rows]
        number = min(len(values) for _, values in played)
        sums = np.zeros((self.conversations, number))
        for conversation, values in played:
            sums[conversation] += values[:number]
        return sums


def pair(a: GradedRun, b: GradedRun) -> Paired:
    """The turns that neither run's endpoint spoiled.

    Raises:
        EvaluationError: the runs are of different sets, were judged by different expectations, or share no turn.
    """
    _check_same(a, b)
    first, second = _turns(a), _turns(b)
    places = [place for place in first if place in second]
    if not places:
        raise EvaluationError("The two runs have no turn in common; play both to their end, then compare.")
    return Paired({place: first[place] for place in places}, {place: second[place] for place in places})


def _turns(run: GradedRun) -> Turns:
    found: dict[tuple[str, int], list[GradedTurn]] = {}
    for one in as_turns(run) if is_simulated(run) else run.judged:
        found.setdefault((one.turn.case, one.turn.turn), []).append(one)
    return found


def _check_same(a: GradedRun, b: GradedRun) -> None:
    first, second = ({one.id: one for one in run.run.transcripts} for run in (a, b))
    only = [*_first(first.keys() - second.keys(), "A"), *_first(second.keys() - first.keys(), "B")]
    if only:
        raise EvaluationError(f"The runs are of different sets: {' and '.join(only)}. Replay one set with both.")
    shoppers = [run.run.header.shopper for run in (a, b)]
    if shoppers[0] != shoppers[1]:
        raise EvaluationError(
            f"The runs had different shoppers ({shoppers[0] or 'as written'} and {shoppers[1] or 'as written'}), "
            "so what differs may be theirs. Simulate both with one."
        )
    for id, one in first.items():
        other = second[id]
        if one.goal != other.goal:
            raise EvaluationError(
                f"The runs are of different sets: the shopper of {id} has another goal. Simulate one set with both."
            )
        if [m.content for m in one.said] != [m.content for m in other.said] or one.customer_id != other.customer_id:
            raise EvaluationError(
                f"The runs are of different sets: in {id} the shopper says something else, or is another. Replay one "
                "set with both."
            )
        if [m.expect for m in one.said] != [m.expect for m in other.said]:
            raise EvaluationError(
                f"The runs were judged differently: {id} expects something else in A than in B. Replay one set with "
                "both."
            )


def _first(ids: Iterable[str], name: str) -> list[str]:
    only = sorted(ids)
    return [f"only {name} has {only[0]}" + (f" and {len(only) - 1} more" if len(only) > 1 else "")] if only else []


def _values(turns: Iterable[GradedTurn], grade: str) -> list[float]:
    return [turn.grades[grade].value for turn in turns if grade in turn.grades]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
