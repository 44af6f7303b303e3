"""Runs declared evaluations one after another, keeps what each printed, and refreshes the docs block by block."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records.whole_file import written_whole
from scripts.figures.blocks import Made, block, blocks_in, changes, with_block
from scripts.figures.declared import Evaluation, at, read_figure

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST_MINUTES, MOST_MINUTES = 0.2, 12 * 60.0
"""With less time left nothing further is begun; nothing takes longer."""


@dataclass(frozen=True)
class Place:
    """Where evaluations run and what they write; `tell` gets a line for people."""

    docs: Path = ROOT / "docs" / "evaluation.md"
    kept: Path = ROOT / "artefacts" / "evaluation"
    data: Path = ROOT.parent / "shared" / "data"
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)


def run_all(wanted: Sequence[Evaluation], place: Place, max_minutes: float, chosen: bool = False) -> bool:
    """Run what has not been run in this round, until the time is over; whether everything came to its end.

    A round ends when everything was run; what is `chosen` by name is run whatever the round says.
    """
    place.kept.mkdir(parents=True, exist_ok=True)
    round_file, began, whole = place.kept / "round.json", time.monotonic(), True
    done = set(json.loads(round_file.read_text("utf-8"))) if round_file.is_file() and not chosen else set()
    for evaluation in wanted:
        left = max_minutes - (time.monotonic() - began) / 60
        if evaluation.name in done:
            place.tell(f"{evaluation.name}: run in this round already")
        elif left < LEAST_MINUTES:
            place.tell(f"{evaluation.name}: no time left; it took {last_minutes(evaluation, place):.1f} min")
            whole = False
        elif refresh(evaluation, place, min(left, MOST_MINUTES)):
            done.add(evaluation.name)
        else:
            whole = False
        if not chosen:
            write_whole(round_file, json.dumps(sorted(done)))
    if whole and not chosen:
        round_file.unlink(missing_ok=True)
    return whole


def refresh(evaluation: Evaluation, place: Place, minutes: float) -> bool:
    """Run one evaluation and write its block; whether it came to its end. What it lacks here is told."""
    if missing := lacking(evaluation, place):
        place.tell(f"{evaluation.name}: left out, {missing}")
        return True
    place.tell(f"{evaluation.name}: {evaluation.about} (about {last_minutes(evaluation, place):.1f} min)")
    folder = place.kept / evaluation.name
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    result = _run(evaluation, place, folder, minutes)
    if result is None or (evaluation.left and at(result, evaluation.left)):
        how_much = f"{at(result, evaluation.left)} left" if result else "it failed or its time was over"
        place.tell(f"{evaluation.name}: {how_much}; run it again to go on")
        return False
    if evaluation.spoiled and (spoiled := at(result, evaluation.spoiled)):
        place.tell(f"{evaluation.name}: an endpoint spoiled {spoiled} turns; run it anew when it answers")
        shutil.rmtree(folder)  # what was spoiled would not be played again
        return False
    made = Made(datetime.now(UTC).date().isoformat(), commit(), time.monotonic() - started)
    try:
        seen = {one.figure: read_figure(result, one) for one in evaluation.figures}
    except KeyError as error:
        place.tell(f"{evaluation.name}: what it printed has no figure at {error.args[0]}")
        return False
    told = {"command": evaluation.command, "model": evaluation.model, **vars_of(made), "result": result}
    write_whole(place.kept / f"{evaluation.name}.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    before = place.docs.read_text("utf-8")
    for line in changes(evaluation, blocks_in(before).get(evaluation.name, ""), seen):
        place.tell(f"  {line}")
    write_whole(place.docs, with_block(before, evaluation.name, block(evaluation, seen, made)), mode=0o644)
    shutil.rmtree(folder)  # what was kept to go on with; the next round plays anew
    return True


def lacking(evaluation: Evaluation, place: Place) -> str:
    """What the evaluation needs and is not here; empty where nothing is."""
    if "shared_data" in evaluation.needs and not place.data.is_dir():
        return f"for the public data sets are not here ({place.data})"
    if "embedded_model" in evaluation.needs:
        from assistant.llm.model_files import list_models
        from assistant.settings import read_settings

        if not any(one.present for one in list_models(read_settings().cache) if one.name == "qwen2.5-coder-1.5b"):
            return "for the embedded language model is not here; run: daogou models fetch"
    return ""


def last_minutes(evaluation: Evaluation, place: Place) -> float:
    """How long it took when it was last run here, or when it was declared."""
    file = place.kept / f"{evaluation.name}.json"
    took = json.loads(file.read_text("utf-8")).get("took") if file.is_file() else None
    return evaluation.minutes if took is None else float(took) / 60


def commit() -> str:
    """The commit that runs, with a `+` where files differ from it."""
    run = ("git", "-C", str(ROOT))
    head = subprocess.run([*run, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*run, "status", "--porcelain", "-uno"], capture_output=True, text=True, check=False)
    return (head.stdout.strip() or "unknown") + ("+" if changed.stdout.strip() else "")


def vars_of(made: Made) -> Mapping[str, Any]:
    """How a result came about, for its file."""
    return {"date": made.date, "commit": made.commit, "took": round(made.took, 1)}


def _run(evaluation: Evaluation, place: Place, folder: Path, minutes: float) -> Mapping[str, Any] | None:
    """The JSON object that the command printed last; None where it failed or had to be stopped."""
    words = {"kept": shlex.quote(str(folder)), "data": shlex.quote(str(place.data)), "minutes": f"{minutes * 0.9:.2f}"}
    command = shlex.split(evaluation.command.format(**words))
    try:
        done = subprocess.run(
            [*_program(command[0]), *command[1:]],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            timeout=minutes * 60 + 30,
        )
    except subprocess.TimeoutExpired:
        return None
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    try:
        found = json.loads(lines[-1]) if lines and done.returncode == 0 else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else None


def _program(name: str) -> Iterator[str]:
    """The program of this environment, whatever PATH says."""
    beside = Path(sys.executable).with_name(name)
    yield from (str(beside),) if beside.is_file() else (sys.executable,) if name == "python" else (name,)


def write_whole(file: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that is complete or as it was."""
    with written_whole(file) as out:
        out.write(text.encode())
    file.chmod(mode)
