"""The tasks of tau2 retail: who calls and why, what should come of it, and by what it is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evaluation.errors import EvaluationError

Basis = Literal["DB", "COMMUNICATE", "ACTION", "NL_ASSERTION"]
"""What a reward may rest on. ENV_ASSERTION, which no retail task has, is refused."""
DEFAULT_BASIS: tuple[Basis, ...] = ("DB", "COMMUNICATE")
"""tau2's own, for tasks that name none."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(_Part):
    """A call that the expected course of a task makes; `compare_args` None compares all arguments."""

    action_id: str = ""
    name: str
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    requestor: Literal["assistant"] = "assistant"
    info: str | None = None
    compare_args: tuple[str, ...] | None = None


class Criteria(_Part):
    """What should come of a task: the calls that lead there, and what the user must be told.

    `actions` None judges no database. `nl_assertions` are sentences that must hold of the conversation.
    """

    actions: tuple[Action, ...] | None = None
    communicate_info: tuple[str, ...] = ()
    nl_assertions: tuple[str, ...] = ()
    reward_basis: tuple[Basis, ...] = DEFAULT_BASIS


class Instructions(_Part):
    """What the user wants and knows."""

    task_instructions: str
    domain: str = ""
    reason_for_call: str = ""
    known_info: str | None = None
    unknown_info: str | None = None


class Scenario(_Part):
    """All that the user is told."""

    instructions: Instructions | str
    persona: str | None = None

    @property
    def text(self) -> str:
        """The scenario with its parts named, as the user's language model reads it."""
        told = self.instructions
        parts = {"Persona": self.persona}
        if isinstance(told, str):
            parts["Instructions"] = told
        else:
            parts |= {
                "Domain": told.domain,
                "Reason for call": told.reason_for_call,
                "Known info": told.known_info,
                "Unknown info": told.unknown_info,
                "Task instructions": told.task_instructions,
            }
        return "\n".join(f"{name}: {value}" for name, value in parts.items() if value)


class Description(_Part):
    """What a task is for, for people."""

    purpose: str | None = None
    relevant_policies: str | None = None
    notes: str | None = None


class Task(_Part):
    """One task; `id` is unlike any other's."""

    id: str
    user_scenario: Scenario
    evaluation_criteria: Criteria
    description: Description | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """The calls of the expected course."""
        return self.evaluation_criteria.actions or ()


def read_tasks(file: Path) -> tuple[Task, ...]:
    """The tasks of a file as tau2 writes it. A part that is null says nothing and may be unknown.

    Raises:
        EvaluationError: the file cannot be read, or a task has a part that is not known here; the text names both.
    """
    tasks = tuple(_read_task(file, number, value) for number, value in enumerate(_listed(file)))
    twice = {task.id for task in tasks if sum(other.id == task.id for other in tasks) > 1}
    if twice:
        raise EvaluationError(f"{file} has two tasks {min(twice)!r}; give each an id of its own.")
    return tasks


def read_splits(file: Path, tasks: Sequence[Task]) -> Mapping[str, tuple[str, ...]]:
    """Which tasks belong to which split, by its name; `base`, all tasks, is always there.

    Raises:
        EvaluationError: the file is not of the form {split: [task id]}, or names a task that is not there.
    """
    everything = {"base": tuple(task.id for task in tasks)}
    if not file.is_file():
        return everything
    try:
        splits = TypeAdapter(dict[str, tuple[str, ...]]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvaluationError(f"{file} cannot be read as lists of task ids by split.") from error
    unknown = sorted({id for ids in splits.values() for id in ids} - set(everything["base"]))
    if unknown:
        raise EvaluationError(f"{file} names the task {unknown[0]!r}, which tasks.json does not have.")
    return {**everything, **splits}


def _listed(file: Path) -> list[Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{file} cannot be read as JSON; name the folder of tau2's retail data.") from error
    if not isinstance(found, list) or not found:
        raise EvaluationError(f"{file} has no list of tasks; name the folder of tau2's retail data.")
    return found


def _read_task(file: Path, number: int, value: Any) -> Task:
    name = value.get("id", f"number {number}") if isinstance(value, dict) else f"number {number}"
    try:
        return Task.model_validate_json(json.dumps(_said(value)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = "is not known here" if first["type"] == "extra_forbidden" else first["msg"]
        raise EvaluationError(f"{file}, task {name}, cannot be used: {where} {why}.") from error


def _said(value: Any) -> Any:
    """The same without what is null, in which newer versions of tau2 differ though they say nothing."""
    if isinstance(value, dict):
        return {key: _said(part) for key, part in value.items() if key == "arguments" or not _is_nothing(part)}
    return [_said(part) for part in value] if isinstance(value, list) else value


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and bool(value) and all(map(_is_nothing, value.values())))


def chosen(
    tasks: Sequence[Task], splits: Mapping[str, Sequence[str]], split: str, ids: Sequence[str] = ()
) -> tuple[Task, ...]:
    """The tasks of a split in its order, or those named.

    Raises:
        EvaluationError: there is no such split or task.
    """
    if split not in splits:
        raise EvaluationError(f"There is no split {split!r}; choose {', '.join(splits)}.")
    by_id = {task.id: task for task in tasks}
    for id in ids:
        if id not in by_id:
            raise EvaluationError(f"There is no task {id!r}; there are {', '.join(_few(by_id))}.")
    return tuple(by_id[id] for id in dict.fromkeys(ids or splits[split]))


def _few(ids: Mapping[str, Any]) -> Iterator[str]:
    """The first ids and the last."""
    known = list(ids)
    yield from known if len(known) <= 6 else [*known[:4], "…", known[-1]]
