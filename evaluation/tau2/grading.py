"""Judges conversations as tau2 does: by the database they leave behind and by what the user was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evaluation.errors import EvaluationError
from evaluation.tau2.data import RetailData
from evaluation.tau2.database import Database, differences
from evaluation.tau2.retail_tools import WRITING, RetailTools
from evaluation.tau2.simulation import JUDGED, Call, Simulation
from evaluation.tau2.tasks import Action, Task

if TYPE_CHECKING:
    from evaluation.tau2.running import Tau2Run

CUT_SHORT: Final = {
    "max_steps": "ran out of steps",
    "too_many_errors": "too many calls that failed",
    "agent_error": "the agent's language model failed",
    "user_error": "the user's language model failed",
}


@dataclass(frozen=True)
class Grade:
    """What a conversation is worth: `reward` 1 or 0, None where nothing can be said of it.

    `checks` are the parts of the reward that the task rests on, `reason` is why it failed in a few words, and `why` in
    detail.
    """

    simulation: Simulation
    reward: int | None
    checks: Mapping[str, bool]
    reason: str = ""
    why: tuple[str, ...] = ()


def grade(simulation: Simulation, task: Task, data: RetailData, judged: Sequence[bool] | None = None) -> Grade:
    """Judge one conversation; nothing is played.

    A conversation that an endpoint spoiled is not judged, nor one whose task rests on assertions in words while
    `judged`, whether each of them holds, is not given.
    """
    if simulation.infrastructure:
        return Grade(simulation, None, {}, "the endpoint was at fault", (simulation.infrastructure,))
    if simulation.ended not in JUDGED:
        return Grade(simulation, 0, {}, CUT_SHORT[simulation.ended], (simulation.why,) if simulation.why else ())
    criteria = task.evaluation_criteria
    checks: dict[str, bool] = {}
    why: list[str] = []
    if "DB" in criteria.reward_basis and criteria.actions is not None:
        found = state_faults(simulation, task, data.database)
        checks["DB"] = not found
        why += found
    if "COMMUNICATE" in criteria.reward_basis:
        untold = _untold(simulation, criteria.communicate_info)
        checks["COMMUNICATE"] = not untold
        why += [f"never said {info}" for info in untold]
    if "ACTION" in criteria.reward_basis:
        missing = [action.name for action in task.actions if not _made(action, simulation.calls)]
        checks["ACTION"] = not missing
        why += [f"never called {name} as expected" for name in missing]
    if "NL_ASSERTION" in criteria.reward_basis and criteria.nl_assertions:
        if judged is None:
            return Grade(simulation, None if all(checks.values()) else 0, checks, "assertions not judged", tuple(why))
        checks["NL_ASSERTION"] = all(judged)
        why += [
            f"does not hold: {text}" for text, holds in zip(criteria.nl_assertions, judged, strict=True) if not holds
        ]
    reward = int(all(checks.values()))
    return Grade(simulation, reward, checks, "" if reward else _reason(checks, simulation), tuple(why))


def grade_all(run: Tau2Run, data: RetailData) -> tuple[Grade, ...]:
    """Judge every conversation of a run.

    Raises:
        EvaluationError: the run was made with other data.
    """
    if run.header.data != data.fingerprint:
        which = f"{run.header.data}, not {data.fingerprint}"
        raise EvaluationError(f"The run was made with other data of tau2 ({which}); name them with --data.")
    tasks = {task.id: task for task in data.tasks}
    return tuple(grade(one, tasks[one.task], data) for one in run.simulations)


def state_faults(simulation: Simulation, task: Task, start: Database) -> list[str]:
    """Where the conversation's final state is another one than the expected course leads to.

    Both are reached by making the calls again from the same start, so that only what was called counts.
    """
    expected, found = RetailTools(start.fresh()), RetailTools(start.fresh())
    for action in task.actions:
        expected.call(action.name, action.arguments)
    for call in simulation.calls:
        found.call(call.name, call.arguments)
    return list(differences(expected.database, found.database))


def _untold(simulation: Simulation, wanted: Sequence[str]) -> list[str]:
    """What no message of the agent's has in it, as tau2 compares: in small letters, without commas."""
    said = [message.text.lower().replace(",", "") for message in simulation.messages if message.role == "assistant"]
    return [info for info in wanted if not any(info.lower() in text for text in said)]


def _made(action: Action, calls: Sequence[Call]) -> bool:
    """Whether a call is the expected one, by the arguments that count."""
    names = action.compare_args if action.compare_args is not None else None
    for call in calls:
        if call.name != action.name:
            continue
        wanted, made = dict(action.arguments), dict(call.arguments)
        if names is not None:
            wanted, made = ({name: one.get(name) for name in names} for one in (wanted, made))
        if wanted == made:
            return True
    return False


def _reason(checks: Mapping[str, bool], simulation: Simulation) -> str:
    if checks.get("DB", True):
        return "did not tell what had to be told" if not checks.get("COMMUNICATE", True) else "did not do as expected"
    changed = any(call.ok and call.name in WRITING for call in simulation.calls)
    return "left another state" if changed else "changed nothing"
