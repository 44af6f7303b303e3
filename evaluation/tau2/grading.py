"""Judges conversations as tau2 does: by the database they leave behind and by what the user was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from evaluation.errors import EvaluationError
from evaluation.tau2.data import RetailData
from evaluation.tau2.database import Database, differences
from evaluation.tau2.retail_tools import WRITING, RetailTools
from evaluation.tau2.simulation import JUDGED, Call, Simulation
from evaluation.tau2.tasks import Action, Basis, Task
from evaluation.tau2.user_faults import user_faults

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
    detail. `user_faults` are what was wrong with the user, for which the agent may have failed.
    """

    simulation: Simulation
    reward: int | None
    checks: Mapping[str, bool]
    reason: str = ""
    why: tuple[str, ...] = ()
    user_faults: tuple[str, ...] = ()


def grade(simulation: Simulation, task: Task, data: RetailData) -> Grade:
    """Judge one conversation; nothing is played and no model asked.

    A conversation that an endpoint spoiled is not judged, nor one whose task rests on assertions in words of which
    nobody has said whether they hold.
    """
    if simulation.infrastructure:
        return Grade(simulation, None, {}, "the endpoint was at fault", (simulation.infrastructure,))
    if simulation.ended not in JUDGED:
        return Grade(simulation, 0, {}, CUT_SHORT[simulation.ended], (simulation.why,) if simulation.why else ())
    checks: dict[str, bool] = {}
    why: list[str] = []
    unjudged = False
    for basis in task.evaluation_criteria.reward_basis:
        faults = _FAULTS[basis](simulation, task, data)
        unjudged |= faults is None
        if faults is not None:
            checks[basis] = not faults
            why += faults
    passed = all(checks.values())
    if unjudged and passed:
        return Grade(simulation, None, checks, "assertions not judged")
    return Grade(simulation, int(passed), checks, "" if passed else _reason(checks, simulation), tuple(why))


def grade_all(run: Tau2Run, data: RetailData) -> tuple[Grade, ...]:
    """Judge every conversation of a run.

    Raises:
        EvaluationError: the run was made with other data.
    """
    if run.header.data != data.fingerprint:
        which = f"{run.header.data}, not {data.fingerprint}"
        raise EvaluationError(f"The run was made with other data of tau2 ({which}); name them with --data.")
    tasks = {task.id: task for task in data.tasks}
    grades = (grade(one, tasks[one.task], data) for one in run.simulations)
    return tuple(replace(one, user_faults=user_faults(tasks[one.simulation.task], one.simulation)) for one in grades)


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


def _of_state(simulation: Simulation, task: Task, data: RetailData) -> list[str]:
    """Nothing where the task has no expected course."""
    return [] if task.evaluation_criteria.actions is None else state_faults(simulation, task, data.database)


def _of_telling(simulation: Simulation, task: Task, data: RetailData) -> list[str]:
    """What no message of the agent's has in it, as tau2 compares: in small letters, without commas."""
    said = [message.text.lower().replace(",", "") for message in simulation.messages if message.role == "assistant"]
    wanted = task.evaluation_criteria.communicate_info
    return [f"never said {info}" for info in wanted if not any(info.lower() in text for text in said)]


def _of_calls(simulation: Simulation, task: Task, data: RetailData) -> list[str]:
    missing = [action.name for action in task.actions if not _made(action, simulation.calls)]
    return [f"never called {name} as expected" for name in missing]


def _of_words(simulation: Simulation, task: Task, data: RetailData) -> list[str] | None:
    """Which assertions do not hold; None where nobody has said."""
    wanted = task.evaluation_criteria.nl_assertions
    if simulation.assertions is None:
        return None if wanted else []
    return [
        f"does not hold: {text}" for text, holds in zip(wanted, simulation.assertions, strict=True) if not holds
    ]  # fmt: skip


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


_FAULTS: Final[Mapping[Basis, Callable[[Simulation, Task, RetailData], list[str] | None]]] = {
    "DB": _of_state,
    "COMMUNICATE": _of_telling,
    "ACTION": _of_calls,
    "NL_ASSERTION": _of_words,
}
"""What is wrong by each part that a reward may rest on."""


def _reason(checks: Mapping[str, bool], simulation: Simulation) -> str:
    if not checks.get("DB", True):
        changed = any(call.ok and call.name in WRITING for call in simulation.calls)
        return "left another state" if changed else "changed nothing"
    return "did not do as expected" if checks.get("COMMUNICATE", True) else "did not tell what had to be told"
