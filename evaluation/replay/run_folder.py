"""A run on disk: `run.json` says how it was made, `transcripts.jsonl` what was played, `turns.jsonl` what was seen.

A conversation is written once it is over, so that a run that was killed goes on, and may be graded as far as it came.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from evaluation.dialogue_transcript import is_whole, mend
from evaluation.errors import EvaluationError
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader, as_json
from evaluation.replay.saved_sets import write_transcripts
from evaluation.replay.transcripts import Transcript, read_transcripts


class RunFolder:
    """Keeps what a run sees, for its owner's eyes; one process writes at a time."""

    def __init__(self, folder: Path, header: RunHeader, transcripts: Sequence[Transcript]) -> None:
        """Begins a run in `folder`, or goes on with the one that is there.

        Raises:
            EvaluationError: another run is there, or the folder cannot be written.
        """
        self._turns = folder / "turns.jsonl"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if (folder / "run.json").is_file():
                _same(folder, header)
                mend(self._turns)
                return
            write_transcripts(folder / "transcripts.jsonl", transcripts)
            self._turns.touch(0o600)
            (folder / "run.json").write_text(header.model_dump_json(indent=1), encoding="utf-8")
        except OSError as error:
            raise EvaluationError(f"{folder} cannot be written ({error.strerror}); choose another folder.") from error

    def finished(self) -> frozenset[tuple[str, int]]:
        """The (transcript, repeat) of what need not be played again: it ended, and the endpoint spoiled no turn."""
        turns = read_turns(self._turns)
        spoiled = {(turn.case, turn.repeat) for turn in turns if turn.infrastructure}
        return frozenset((turn.case, turn.repeat) for turn in turns) - spoiled

    def keep(self, turns: Sequence[ReplayedTurn]) -> None:
        """Writes the turns of a conversation that is over; they are on disk when this returns."""
        text = "".join(json.dumps(as_json(turn), ensure_ascii=False) + "\n" for turn in turns)
        with self._turns.open("a", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())


def read_run(folder: Path) -> Run:
    """The run in a folder, as far as it came; of a conversation that was played again, the later turns.

    Raises:
        EvaluationError: there is none, or it cannot be read.
    """
    header = _header(folder)
    turns = read_turns(folder / "turns.jsonl")
    run = Run.of(header, read_transcripts(folder / "transcripts.jsonl"), turns)
    left = header.conversations * header.repeats - len({(turn.case, turn.repeat) for turn in run.turns})
    return run.model_copy(update={"left": left, "stopped": "it was stopped before the end" if left else ""})


def read_turns(file: Path) -> tuple[ReplayedTurn, ...]:
    """The turns of conversations that came to their end.

    Raises:
        EvaluationError: the file cannot be read, or is none that a run wrote.
    """
    latest: dict[tuple[str, int], dict[int, ReplayedTurn]] = {}
    try:
        for line in filter(is_whole, file.read_text(encoding="utf-8").splitlines()):
            turn = ReplayedTurn.model_validate_json(line)
            known = latest.setdefault((turn.case, turn.repeat), {})
            if turn.turn == 0:
                known.clear()
            known[turn.turn] = turn
    except (OSError, ValueError, ValidationError) as error:
        raise EvaluationError(f"{file} is no file that `daogou evaluate replay` wrote.") from error
    whole = [turns for turns in latest.values() if any(turn.last for turn in turns.values())]
    return tuple(turn for turns in whole for _, turn in sorted(turns.items()))


def _header(folder: Path) -> RunHeader:
    try:
        return RunHeader.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{folder} holds no run; name a folder that `daogou evaluate replay --out` wrote."
        ) from error


def _same(folder: Path, wanted: RunHeader) -> None:
    """Does nothing where the run in the folder is of the same making."""
    there = _header(folder)
    for name in ("model", "prompts", "fingerprint", "repeats"):
        if getattr(there, name) != getattr(wanted, name):
            raise EvaluationError(
                f"{folder} holds a run with another {name} ({getattr(there, name)}, not {getattr(wanted, name)}); "
                "choose another folder for --out."
            )
