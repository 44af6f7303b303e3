"""Judgments as the grades `helpfulness` and `helpfulness_turn` of a run, with how far the judge agrees with people.

A conversation's rating is the grade of its last turn. People's ratings are of conversations, so nothing is known of how
far a judge of single answers agrees with anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from evaluation.judging.judgment import FILE, JudgedBy, Judgment, JudgmentFile, judges_of
from evaluation.judging.kept_agreement import SHIPPED, find_agreement, own_file
from evaluation.judging.rubric import Scope
from evaluation.replay.grades import Caveat, Grade, GradedTurn
from evaluation.replay.grading import GradedRun

GRADES: Final[dict[Scope, str]] = {"conversation": "helpfulness", "turn": "helpfulness_turn"}
_POOR: Final = 2
"""A rating so low is told among what was wrong."""


def judgments_in(folder: Path) -> tuple[Judgment, ...]:
    """The judgments kept in a run's folder; none where it was never judged.

    Raises:
        EvaluationError: the file cannot be read.
    """
    return JudgmentFile(folder / FILE).read()


def with_judgments(
    graded: GradedRun, judgments: Sequence[Judgment], home: Path | None = None, by: JudgedBy | None = None
) -> GradedRun:
    """The run with what one judge said of it: `by`, or whoever judged it last. As it was where nobody did.

    `home` may have agreements of the shop's own. Raises `EvaluationError` where their file cannot be read.
    """
    judges = judges_of(judgments)
    chosen = by or (judges[0] if judges else None)
    mine = [one for one in judgments if one.by == chosen]
    if chosen is None or not mine:
        return graded
    caveats = {GRADES[scope]: _caveat(chosen, scope, mine, home) for scope in {one.scope for one in mine}}
    rated = {(one.scope, *one.of[:2], one.turn): one for one in mine if one.rating is not None}
    turns = tuple(replace(one, grades={**one.grades, **dict(_grades(one, rated))}) for one in graded.turns)
    return replace(graded, turns=turns, caveats={**graded.caveats, **caveats})


def judge_of_all(judgments: Sequence[Sequence[Judgment]]) -> JudgedBy | None:
    """Who judged every one of the runs, of several whoever judged the last of them last; None where nobody did."""
    shared = [{one.by for one in each} for each in judgments]
    return next((one for one in judges_of(judgments[-1]) if all(one in each for each in shared)), None)


def _grades(one: GradedTurn, rated: dict[tuple[Scope, str, int, int | None], Judgment]) -> Iterable[tuple[str, Grade]]:
    turn = one.turn
    if one.spoiled:
        return
    found: list[tuple[Scope, Judgment | None]] = [("turn", rated.get(("turn", turn.case, turn.repeat, turn.turn)))]
    if turn.last:
        found.append(("conversation", rated.get(("conversation", turn.case, turn.repeat, None))))
    for scope, judgment in found:
        if judgment is not None and judgment.rating is not None and judgment.value is not None:
            poor = judgment.rating <= _POOR
            why = f"{judgment.rating} of 5: {judgment.reason} «{judgment.quote}»" if poor else ""
            yield GRADES[scope], Grade(judgment.value, why)


def _caveat(by: JudgedBy, scope: Scope, judgments: Sequence[Judgment], home: Path | None) -> Caveat:
    mine = [one for one in judgments if one.scope == scope]
    label = mine[-1].rubric
    absent = sum(one.rating is None for one in mine)
    missing = f"; {absent} of {len(mine)} not judged" if absent else ""
    files = ([own_file(home)] if home else []) + [SHIPPED]
    known = find_agreement(by, files) if scope == "conversation" else None
    if known is None:
        what = "" if scope == "conversation" else " of single answers"
        text = f"agreement with people{what}: not measured for rubric {label} and model {by.model}"
        return Caveat(text + missing, trusted=False, source=f"{by.model} by {label} ({by.rubric_hash[:12]})")
    return Caveat(known.sentence() + missing, known.holds, source=f"{by.model} by {label} ({by.rubric_hash[:12]})")
