"""What the grades of one run come to, in figures; `shape` is what scripts read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.comparison.statistics import bootstrap_intervals
from evaluation.replay.grades import RULES, GradedTurn, Rule
from evaluation.replay.grading import GradedRun
from evaluation.replay.missing_turns import missing_in
from evaluation.replay.noise import noise_in
from evaluation.replay.passes import pass_rates
from evaluation.simulator.errors import shape_of_errors


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of a grade over `turns` turns, with its 95 % interval over conversations."""

    rule: Rule
    mean: float
    low: float
    high: float
    turns: int


def figures_of(run: GradedRun, seed: int = 0) -> tuple[Figure, ...]:
    """One figure for each grade that was given; the same seed draws the same resamples."""
    cases = {case: number for number, case in enumerate(dict.fromkeys(one.turn.case for one in run.judged))}
    found = []
    for rule in RULES.values():
        graded = [(cases[one.turn.case], one.grades[rule.name].value) for one in run.judged if rule.name in one.grades]
        if graded:
            sums, counts = np.zeros((len(cases), 1)), np.zeros((len(cases), 1))
            for case, value in graded:
                sums[case] += value
                counts[case] += 1
            ((low, high),) = bootstrap_intervals(sums, counts, seed)
            found.append(Figure(rule, float(sums.sum() / counts.sum()), low, high, len(graded)))
    return tuple(found)


def shape_of(run: GradedRun) -> dict[str, Any]:
    """All of it as one JSON object; what was not judged is absent."""
    made = run.run
    played = [one.played for one in run.turns if one.played is not None]
    return {
        **made.header.model_dump(mode="json", exclude={"together"}),
        "turns": len(run.turns),
        "spoiled": len(run.turns) - len(run.judged),
        "missing": missing_in(made.turns).shape(),
        "left": made.left,
        "stopped": made.stopped,
        "cost_usd": made.cost_usd,
        "grades": {
            one.rule.name: {
                "mean": round(one.mean, 6),
                "interval_95": [round(one.low, 6), round(one.high, 6)],
                "turns": one.turns,
                **({"beside": run.caveats[one.rule.name].text} if one.rule.name in run.caveats else {}),
            }
            for one in figures_of(run)
        },
        "passes": pass_rates(run),
        **({"noise": noise.shape()} if (noise := noise_in(made.turns)) else {}),
        **({"simulator": shape_of_errors(played)} if played else {}),
        "failures": [_failure(one) for one in run.judged if one.wrong],
    }


def _failure(one: GradedTurn) -> Mapping[str, Any]:
    turn = one.turn
    return {
        "case": turn.case,
        "turn": turn.turn,
        "repeat": turn.repeat,
        "text": turn.text,
        "wrong": dict(one.wrong),
        "tools": [{"name": call.name, "arguments": dict(call.arguments)} for call in turn.tools],
        "products": list(turn.products),
        "answer": turn.shown_text,
        "outcome": turn.outcome,
    }
