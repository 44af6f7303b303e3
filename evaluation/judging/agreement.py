"""Measures how far a judge agrees with people, beside predictors that ask no language model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.dialogue_run import Progress
from evaluation.errors import EvaluationError
from evaluation.judging.agreement_metrics import Figure, Floats, advantage, confusion, figures
from evaluation.judging.judge import Judge
from evaluation.judging.judging import Work, judge_all, left_to_judge
from evaluation.judging.judgment import FILE, Judgment, JudgmentFile
from evaluation.judging.kept_agreement import KeptAgreement
from evaluation.judging.rated_conversations import Half, Rated, read_halves
from evaluation.satisfaction_evaluation import Reads
from evaluation.satisfaction_metrics import spearman


@dataclass(frozen=True, slots=True)
class AgreementTask:
    """What is judged and how. `out` keeps the judgments and is gone on with; `seed` draws `limit` and the resamples."""

    file: Path
    half: Half = "held-out"
    limit: int | None = None
    seed: int = 0
    out: Path | None = None
    work: Work = field(default_factory=Work)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of it, over the conversations that were judged.

    `judge` has the figures of its ratings as finely as they are known, `weighed` of them by probabilities; `as_written`
    has those of the whole numbers that it wrote, and so has `confusion`. `baselines` has the figures of each predictor;
    what only ranks has no others. `beyond` is by how much the judge's rank correlation is above each of them.
    `by_length` is the rank correlation of the length of the assistant's words with the judge's ratings and with
    people's. `cut` conversations were not read whole. `spent` has tokens and US dollars.
    """

    kept: KeptAgreement
    judge: Mapping[str, Figure]
    as_written: Mapping[str, Figure]
    weighed: int
    baselines: Mapping[str, Mapping[str, Figure]]
    beyond: Mapping[str, Figure]
    by_length: Mapping[str, float | None]
    confusion: Mapping[str, Mapping[str, int]]
    unusable: Mapping[str, int]
    infrastructure: int
    left_out: Mapping[str, int]
    cut: int
    left: int
    stopped: str
    spent: Mapping[str, float | None]

    def shape(self) -> dict[str, Any]:
        """All of it as one JSON object."""
        return {
            **self.kept.model_dump(mode="json"),
            "holds": self.kept.holds,
            "sentence": self.kept.sentence(),
            "judge": _shapes(self.judge),
            "judge_as_written": _shapes(self.as_written),
            "weighed_by_probability": self.weighed,
            "baselines": {name: _shapes(found) for name, found in self.baselines.items()},
            "judge_beyond": _shapes(self.beyond),
            "spearman_with_length": {name: _rounded(value) for name, value in self.by_length.items()},
            "confusion": self.confusion,
            "unusable": dict(self.unusable),
            "infrastructure": self.infrastructure,
            "left_out": dict(self.left_out),
            "cut_in_the_middle": self.cut,
            "left": self.left,
            "stopped": self.stopped,
            "spent": dict(self.spent),
        }


def measure_agreement(
    task: AgreementTask,
    judge: Judge,
    reads: Reads,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Agreement:
    """Judges the rated conversations that were not judged yet, and holds the ratings against people's.

    `reads` says what the turns of conversations say, for predicted satisfaction.

    Raises:
        EvaluationError: no conversation can be used, or none was judged.
        TrainingDataError: the file cannot be read, or has no rating.
    """
    rated = read_halves(task.file, task.half, task.limit, task.seed)
    file = JudgmentFile(task.out / FILE) if task.out else None
    if file:
        file.begin()
    kept: list[Judgment] = list(file.read()) if file else []
    waiting = left_to_judge(rated.samples, judge, kept)
    stopped = judge_all(waiting, judge, file.keep if file else kept.append, task.work, progress, cancelled)
    known = file.read() if file else tuple(kept)
    mine = {one.case: one for one in known if one.by == judge.by and one.turn is None}
    return agreement_of(rated, mine, judge, task, reads, stopped)


def agreement_of(
    rated: Rated, judgments: Mapping[str, Judgment], judge: Judge, task: AgreementTask, reads: Reads, stopped: str = ""
) -> Agreement:
    """The agreement of judgments, by the conversation's id, with the ratings.

    Raises:
        EvaluationError: none of the conversations was judged.
    """
    found = [judgments[one.case] for one in rated.samples if one.case in judgments]
    rows = [at for at, one in enumerate(rated.samples) if one.case in judgments and judgments[one.case].rating]
    if not rows:
        raise EvaluationError(f"No conversation was judged: {stopped or _why_none(found)}.")
    people = np.array([rated.ratings[at] for at in rows])
    mine = [judgments[rated.samples[at].case] for at in rows]
    given = np.array([float(one.value or 0) for one in mine])
    as_written = np.array([float(one.rating or 0) for one in mine])
    predictors = _predictors(rated, rows, reads)
    measured = figures(given, people, task.seed)
    lengths = predictors["length"]
    return Agreement(
        kept=_kept(rated, task, judge, measured["spearman"], len(rows)),
        judge=measured,
        as_written=figures(as_written, people, task.seed),
        weighed=sum(one.expected is not None for one in mine),
        baselines={
            name: figures(values, people, task.seed, on_scale=name in ("constant", "satisfaction"))
            for name, values in predictors.items()
        },
        beyond={
            name: advantage(given, values, people, task.seed) for name, values in predictors.items() if np.ptp(values)
        },
        by_length={"judge": spearman(lengths, given), "people": spearman(lengths, people)},
        confusion=confusion(as_written, people),
        unusable=Counter(one.unusable for one in found if one.unusable),
        infrastructure=sum(bool(one.infrastructure) for one in found),
        left_out=rated.left_out,
        cut=sum(one.left_out > 0 for one in found),
        left=len(rated.samples) - len(found),
        stopped=stopped,
        spent=spent_on(found),
    )


def spent_on(judgments: Sequence[Judgment]) -> dict[str, float | None]:
    """Tokens read and written, and US dollars, None where a price is not known."""
    costs = [one.cost_usd for one in judgments]
    return {
        "prompt_tokens": sum(one.usage.get("prompt_tokens", 0) for one in judgments),
        "completion_tokens": sum(one.usage.get("completion_tokens", 0) for one in judgments),
        "cost_usd": None if None in costs else sum(cost for cost in costs if cost is not None),
    }


def _predictors(rated: Rated, rows: Sequence[int], reads: Reads) -> dict[str, Floats]:
    """What ranks the conversations without a language model: each one's values, in the order of `rows`."""
    from loyalty.satisfaction.additive import open_satisfaction_model
    from loyalty.satisfaction.cues import cues, folded

    said = [rated.said[at] for at in rows]
    thanks = cues()["thanks"]
    last = [[turn.text for turn in one.turns if turn.text.strip()][-1] for one in said]
    satisfied = open_satisfaction_model().read(said, [tuple(each) for each in reads(said)])
    columns: dict[str, list[float]] = {
        "constant": [rated.usual] * len(rows),
        "turns": [float(len(one.turns)) for one in said],
        "length": [float(rated.samples[at].characters) for at in rows],
        "thanks": [float(folded(text) in thanks) for text in last],
        "satisfaction": [one.value if one else rated.usual for one in satisfied],
    }
    return {name: np.array(values) for name, values in columns.items()}


def _kept(rated: Rated, task: AgreementTask, judge: Judge, found: Figure, n: int) -> KeptAgreement:
    part = {"held-out": "held-out", "develop": "develop-half", "all": ""}[task.half]
    return KeptAgreement(
        rubric=judge.rubric.label,
        rubric_hash=judge.rubric.hash,
        model=judge.language_model.name,
        of=f"{part} {rated.name}".strip(),
        n=n,
        record_tokens=judge.record_tokens,
        spearman=_rounded(found.value),
        low=_rounded(found.low),
        high=_rounded(found.high),
    )


def _why_none(found: Sequence[Judgment]) -> str:
    if found and all(one.infrastructure for one in found):
        return f"the judge's endpoint did not answer ({found[-1].infrastructure})"
    return "no answer of the judge's can be used" if found else "nothing was asked"


def _shapes(found: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure.shape() for name, figure in found.items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
