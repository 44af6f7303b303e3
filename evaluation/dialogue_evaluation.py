"""Plays sets in an open shop and judges what was seen. Read this first: play, then grade, then report."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.dialogue_facts import Facts
from evaluation.dialogue_grading import grade
from evaluation.dialogue_report import DialogueReport
from evaluation.dialogue_run import Progress, play
from evaluation.dialogue_sets import SETS, SETS_FOLDER, draw, load_sets
from evaluation.dialogue_stage import Stage
from evaluation.dialogue_transcript import Transcript, read_transcript

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wiring import Shop


@dataclass(frozen=True, slots=True)
class DialogueTask:
    """Which sets to play, and how.

    `limit` draws so many cases of each set with `seed`; `out` keeps what was seen and is gone on with when it is there;
    `max_minutes` ends the playing after a case when so long has passed.
    """

    sets: tuple[str, ...] = SETS
    folder: Path = SETS_FOLDER
    limit: int | None = None
    seed: int = 0
    out: Path | None = None
    max_minutes: float | None = None


def evaluate_dialogue(task: DialogueTask, shop: Shop, progress: Progress) -> DialogueReport:
    """Play what `task.out` has not seen yet, and judge all of it.

    `shop` is prepared and its settings come from `dialogue_stage.staged`. The report's `made` has `left`, the cases
    for which there was no time. Raises `EvaluationError` for sets and files that cannot be used.
    """
    cases = draw(load_sets(task.sets, task.folder), task.limit, task.seed)
    with tempfile.TemporaryDirectory() as kept:
        made = {"model": shop.language_model.name, "sets": list(task.sets), "limit": task.limit, "seed": task.seed}
        transcript = Transcript(task.out or Path(kept) / "seen.jsonl", made)
        left = play(cases, Stage(shop, Path(kept)), transcript, progress, task.max_minutes)
        seen = transcript.read()
    chosen = {(case.set, case.id) for case in cases}
    turns = [turn for turn in seen if (turn.set, turn.case) in chosen]
    graded = grade(turns, cases, facts_of(shop.settings), str(made["model"]))
    return DialogueReport({**made, "left": left}, graded)


def grade_file(
    file: Path, settings: Settings, sets: tuple[str, ...] = SETS, folder: Path = SETS_FOLDER
) -> DialogueReport:
    """Judge once more what was kept, against the sets as they are now.

    Raises:
        EvaluationError: the file or a set cannot be used.
    """
    made, turns = read_transcript(file)
    graded = grade(turns, load_sets(sets, folder), facts_of(settings), str(made.get("model", "")))
    return DialogueReport(_without_unknown(made), graded)


def facts_of(settings: Settings) -> Facts:
    """What is true in the shop of these settings."""
    return Facts.load(settings.catalog.resolve(), settings.currency_rates)


def _without_unknown(made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: made[name] for name in ("model", "sets", "limit", "seed") if name in made}
