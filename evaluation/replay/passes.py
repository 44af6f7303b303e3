"""pass^k: how likely all of k plays of a conversation do what is expected (tau-bench, Yao et al., 2024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb

from evaluation.replay.grading import GradedRun


def conversation_outcomes(run: GradedRun) -> Mapping[str, list[bool]]:
    """For each conversation that expects something, whether each play met it all; spoiled plays are left out."""
    plays: dict[tuple[str, int], list[bool | None]] = {}
    spoiled = {(one.turn.case, one.turn.repeat) for one in run.turns if one.spoiled}
    for one in run.judged:
        plays.setdefault((one.turn.case, one.turn.repeat), []).append(one.met)
    found: dict[str, list[bool]] = {}
    for (case, repeat), met in plays.items():
        judged = [one for one in met if one is not None]
        if judged and (case, repeat) not in spoiled:
            found.setdefault(case, []).append(all(judged))
    return found


def pass_rates(run: GradedRun) -> dict[str, float]:
    """`pass^1` to `pass^k`, k the least number of plays of a conversation; empty where nothing is expected."""
    return pass_hat(list(conversation_outcomes(run).values()))


def pass_hat(outcomes: Sequence[Sequence[bool]]) -> dict[str, float]:
    """`pass^1` to `pass^k` of tasks by the outcomes of their trials, k the least number of trials; empty for no task.

    C(c, k) / C(n, k), averaged over tasks, c of whose n trials did all that was expected.
    """
    if not outcomes:
        return {}
    most = min(map(len, outcomes))
    return {
        f"pass^{k}": sum(comb(sum(met), k) / comb(len(met), k) for met in outcomes) / len(outcomes)
        for k in range(1, most + 1)
    }
