"""The figures of a run: pass^k with an interval, why tasks failed, and what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from evaluation.intervals import Estimate, estimate
from evaluation.replay.passes import pass_hat
from evaluation.tau2.grading import Grade
from evaluation.tau2.running import Tau2Run


def outcomes(grades: Iterable[Grade]) -> Mapping[str, list[bool]]:
    """For each task, whether each conversation that was judged earned its reward."""
    found: dict[str, list[bool]] = {}
    for one in grades:
        if one.reward is not None:
            found.setdefault(one.simulation.task, []).append(bool(one.reward))
    return found


def pass_one(grades: Iterable[Grade], seed: int = 0) -> Estimate | None:
    """pass^1 with a 95 % interval over tasks; None where nothing was judged."""
    shares = [sum(one) / len(one) for one in outcomes(grades).values()]
    return estimate(np.array(shares, dtype=np.float64), seed)


def shape_of(run: Tau2Run, grades: Sequence[Grade]) -> dict[str, Any]:
    """All figures of a run, ready for JSON. What was not judged is absent."""
    judged = [one for one in grades if one.reward is not None]
    clean = [one for one in judged if not one.user_faults]
    calls = [call for one in grades for call in one.simulation.calls]
    return {
        "model": run.header.model,
        "user_model": run.header.user_model,
        "data": run.header.data,
        "prompts": run.header.prompts,
        "tasks": len(run.header.tasks),
        "trials": run.header.trials,
        "conversations": len(run.simulations),
        "judged": len(judged),
        "spoiled": sum(bool(one.simulation.infrastructure) for one in grades),
        "left": run.left,
        "stopped": run.stopped,
        "passes": pass_hat(list(outcomes(judged).values())),
        "pass^1": _interval(pass_one(judged)),
        "reasons": dict(Counter(one.reason for one in judged if not one.reward).most_common()),
        "user_faults": len(judged) - len(clean),
        "pass^1_without_user_faults": _interval(pass_one(clean)),
        "calls": len(calls),
        "calls_failed": sum(not call.ok for call in calls),
        "steps": _mean(one.simulation.steps for one in judged),
        "seconds": _mean(one.simulation.seconds for one in judged),
        "tokens": _tokens(grades),
        "cost_usd": _cost(grades),
        "results": [_result(one) for one in grades],
    }


def _result(one: Grade) -> dict[str, Any]:
    """One conversation's line; a part that was not judged is absent."""
    seen = one.simulation
    shape: dict[str, Any] = {"task": seen.task, "trial": seen.trial, "ended": seen.ended, "steps": seen.steps}
    if one.reward is not None:
        shape |= {"reward": one.reward, "checks": dict(one.checks)}
    told = {"reason": one.reason, "why": list(one.why), "user_faults": list(one.user_faults)}
    return shape | {name: value for name, value in told.items() if value}


def _interval(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"mean": found.mean, "interval_95": [found.low, found.high], "tasks": found.queries}


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 1) if found else None


def _tokens(grades: Sequence[Grade]) -> dict[str, int]:
    return {
        f"{who}_{what}": sum(getattr(getattr(one.simulation, who), f"{what}_tokens") for one in grades)
        for who in ("agent", "user", "judge")
        for what in ("prompt", "completion")
    }


def _cost(grades: Sequence[Grade]) -> float | None:
    """US dollars of both models; None where a price is not known."""
    costs = [one.simulation.cost_usd for one in grades]
    return None if None in costs else sum(cost or 0.0 for cost in costs)


def lines_of(shape: Mapping[str, Any]) -> Iterable[str]:
    """The figures for people, a line each."""
    for name, rate in shape["passes"].items():
        (low, high), tasks = shape["pass^1"]["interval_95"], shape["pass^1"]["tasks"]
        within = f"  95 % {low:.1%} to {high:.1%}, {tasks} tasks" if name == "pass^1" else ""
        yield f"{name:<10}{rate:>8.1%}{within}"
    if not shape["passes"]:
        yield "nothing was judged"
    if shape["user_faults"]:
        clean = shape["pass^1_without_user_faults"]
        rest = f"pass^1 of the others {clean['mean']:.1%}" if clean else "of the agent this says nothing"
        yield f"the user was at fault in {shape['user_faults']} of {shape['judged']} conversations; {rest}"
    for reason, count in shape["reasons"].items():
        yield f"{count:>6}  {reason}"
    failed = f"{shape['calls_failed']} of {shape['calls']} tool calls failed"
    counts = f"{shape['judged']} conversations judged, {shape['spoiled']} spoiled by an endpoint, {shape['left']} left"
    yield f"{counts}; {failed}"
    cost = "unknown" if shape["cost_usd"] is None else f"${shape['cost_usd']:.4f}"
    yield f"agent {shape['model']}, user {shape['user_model']}; {shape['seconds'] or 0:g} s each; cost {cost}"
