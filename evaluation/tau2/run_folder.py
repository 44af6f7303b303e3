"""A run on disk: `run.json` says how it was made, `simulations.jsonl` has each conversation that came to its end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.dialogue_transcript import mend, whole_lines
from evaluation.errors import EvaluationError
from evaluation.tau2.simulation import Simulation


class Header(BaseModel):
    """How a run is made; `data` is the fingerprint of tau2's data, `prompts` are those of agent and user with hashes.

    `folder` is where the data lay. `tasks` are played `trials` times each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    user_model: str
    prompts: dict[str, str]
    data: str
    folder: str
    tasks: tuple[str, ...]
    trials: int
    seed: int
    max_steps: int


class Tau2Folder:
    """Keeps what a run sees, for its owner's eyes; one process writes at a time."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Begins a run in `folder`, or goes on with the one that is there, which may have had fewer trials and tasks.

        Raises:
            EvaluationError: another run is there, or the folder cannot be written.
        """
        self._file = folder / "simulations.jsonl"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if (folder / "run.json").is_file():
                _same(folder, header)
                mend(self._file)
            elif self._file.is_file():
                raise EvaluationError(
                    f"{folder} holds no run but a {self._file.name} of its own; choose another folder."
                )
            self._file.touch(0o600)
            (folder / "run.json").write_text(header.model_dump_json(indent=1), encoding="utf-8")
        except OSError as error:
            raise EvaluationError(f"{folder} cannot be written ({error.strerror}); choose another folder.") from error

    def finished(self) -> frozenset[tuple[str, int]]:
        """The (task, trial) of what need not be played again: no endpoint spoiled it."""
        return frozenset((one.task, one.trial) for one in _read(self._file) if not one.infrastructure)

    def keep(self, simulation: Simulation) -> None:
        """Writes a conversation that is over; it is on disk when this returns."""
        with self._file.open("a", encoding="utf-8") as out:
            out.write(simulation.model_dump_json(exclude_defaults=True) + "\n")
            out.flush()
            os.fsync(out.fileno())


def read_run(folder: Path) -> tuple[Header, tuple[Simulation, ...]]:
    """How a run was made and what it saw so far, in the order of tasks and trials; of one played again, the later.

    Raises:
        EvaluationError: there is none, or it cannot be read.
    """
    header = _header(folder)
    latest = {(one.task, one.trial): one for one in _read(folder / "simulations.jsonl")}
    jobs = [(task, trial) for task in header.tasks for trial in range(header.trials)]
    return header, tuple(latest[job] for job in jobs if job in latest)


def _read(file: Path) -> Sequence[Simulation]:
    try:
        return [Simulation.model_validate_json(line) for line in whole_lines(file)]
    except (OSError, ValueError, ValidationError) as error:
        raise EvaluationError(f"{file} is no file that `daogou evaluate tau2` wrote.") from error


def _header(folder: Path) -> Header:
    try:
        return Header.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{folder} holds no run; name a folder that `daogou evaluate tau2 --out` wrote."
        ) from error


def _same(folder: Path, wanted: Header) -> None:
    """Does nothing where the run in the folder is of the same making; more tasks and trials may be asked of it."""
    there = _header(folder)
    for name in ("model", "user_model", "prompts", "data", "seed", "max_steps"):
        if getattr(there, name) != getattr(wanted, name):
            raise EvaluationError(
                f"{folder} holds a run with another {name} ({getattr(there, name)}, not {getattr(wanted, name)}); "
                "choose another folder for --out."
            )
