"""A run on disk: `run.json` says how it was made, `transcripts.jsonl` what was played, `turns.jsonl` what was seen.

A conversation is written once it is over, so that a run that was killed goes on, and may be graded as far as it came.
What was measured lies apart, in `timings.jsonl`, and a run that came to its end is put in order: two runs that did the
same have the same bytes in all files but that one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from evaluation.dialogue_transcript import mend, whole_lines
from evaluation.errors import EvaluationError
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader, as_json
from evaluation.replay.saved_sets import write_transcripts
from evaluation.replay.transcripts import Transcript, read_transcripts
from records.whole_file import written_whole


class RunFolder:
    """Keeps what a run sees, for its owner's eyes; one process writes at a time."""

    def __init__(self, folder: Path, header: RunHeader, transcripts: Sequence[Transcript]) -> None:
        """Begins a run in `folder`, or goes on with the one that is there.

        Raises:
            EvaluationError: another run is there, or the folder cannot be written.
        """
        self._turns, self._timings = folder / "turns.jsonl", folder / "timings.jsonl"
        self.header = header
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if (folder / "run.json").is_file():
                self.header = _same(folder, header)
                for file in (self._turns, self._timings):
                    file.touch(0o600)
                    mend(file)
                return
            _check_free(folder, transcripts)
            write_transcripts(folder / "transcripts.jsonl", transcripts)
            for file in (self._turns, self._timings):
                file.touch(0o600)
            (folder / "run.json").write_text(header.model_dump_json(indent=1), encoding="utf-8")
        except OSError as error:
            raise EvaluationError(f"{folder} cannot be written ({error.strerror}); choose another folder.") from error

    def finished(self) -> frozenset[tuple[str, int]]:
        """The (transcript, repeat) of what need not be played again: it ended, and every turn was answered."""
        turns = read_turns(self._turns)
        spoiled = {(turn.case, turn.repeat) for turn in turns if turn.is_spoiled}
        return frozenset((turn.case, turn.repeat) for turn in turns) - spoiled

    def keep(self, turns: Sequence[ReplayedTurn]) -> None:
        """Writes the turns of a conversation that is over; they are on disk when this returns."""
        for file, line in ((self._timings, _timings_of), (self._turns, _seen_of)):
            with file.open("a", encoding="utf-8") as out:
                out.write("".join(map(line, turns)))
                out.flush()
                os.fsync(out.fileno())

    def put_in_order(self, turns: Sequence[ReplayedTurn]) -> None:
        """Writes what was kept anew, in the order of `turns`; both files are whole at every moment."""
        for file, line in ((self._timings, _timings_of), (self._turns, _seen_of)):
            with written_whole(file) as out:
                out.write("".join(map(line, turns)).encode())


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
    """The turns of conversations that came to their end, with the timings that lie beside the file or, of an old run,
    in it.

    Raises:
        EvaluationError: a file cannot be read, or is none that a run wrote.
    """
    latest: dict[tuple[str, int], dict[int, ReplayedTurn]] = {}
    timings = _read_timings(file.with_name("timings.jsonl"))
    try:
        for line in whole_lines(file):
            turn = ReplayedTurn.model_validate_json(line)
            measured = timings.get((turn.case, turn.repeat, turn.turn), turn.timings_ms)
            turn = turn.model_copy(update={"timings_ms": measured})
            known = latest.setdefault((turn.case, turn.repeat), {})
            if turn.turn == 0:
                known.clear()
            known[turn.turn] = turn
    except (OSError, ValueError, ValidationError) as error:
        raise EvaluationError(
            f"{file} is no file that `daogou evaluate replay` wrote, or it is of another version; replay it anew."
        ) from error
    whole = [turns for turns in latest.values() if any(turn.last for turn in turns.values())]
    return tuple(turn for turns in whole for _, turn in sorted(turns.items()))


def _read_timings(file: Path) -> dict[tuple[str, int, int], dict[str, float]]:
    """The latest timings of each turn; none of a run that keeps them elsewhere."""
    if not file.is_file():
        return {}
    try:
        rows = [json.loads(line) for line in whole_lines(file)]
        return {(one["case"], one["repeat"], one["turn"]): dict(one["timings_ms"]) for one in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{file} is no file that `daogou evaluate replay` wrote.") from error


def _timings_of(turn: ReplayedTurn) -> str:
    measured = {"case": turn.case, "repeat": turn.repeat, "turn": turn.turn, "timings_ms": dict(turn.timings_ms)}
    return json.dumps(measured, ensure_ascii=False) + "\n"


def _seen_of(turn: ReplayedTurn) -> str:
    return json.dumps(as_json(turn.model_copy(update={"timings_ms": {}})), ensure_ascii=False) + "\n"


def _header(folder: Path) -> RunHeader:
    try:
        return RunHeader.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{folder} holds no run; name a folder that `daogou evaluate replay --out` wrote."
        ) from error


def _check_free(folder: Path, transcripts: Sequence[Transcript]) -> None:
    """Does nothing where none of a run's files is there, or only what a run left that was killed while it began."""
    filled = [file for name in ("turns.jsonl", "timings.jsonl") if _size(file := folder / name)]
    played = folder / "transcripts.jsonl"
    if _size(played) and _read_or_nothing(played) != tuple(transcripts):
        filled.append(played)
    if filled:
        raise EvaluationError(
            f"{folder} holds no run but a {filled[0].name} of its own; choose another folder for --out."
        )


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _read_or_nothing(file: Path) -> tuple[Transcript, ...]:
    try:
        return read_transcripts(file)
    except EvaluationError:
        return ()


def _same(folder: Path, wanted: RunHeader) -> RunHeader:
    """How the run in the folder was begun, where it is of the same making."""
    there = _header(folder)
    for name in ("model", "prompts", "fingerprint", "repeats", "seed", "shopper"):
        if getattr(there, name) != getattr(wanted, name):
            raise EvaluationError(
                f"{folder} holds a run with another {name} ({getattr(there, name)}, not {getattr(wanted, name)}); "
                "choose another folder for --out."
            )
    return there
