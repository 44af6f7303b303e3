"""Holds two graded runs against each other and says for each grade whether B is better, worse or neither. Read first.

A verdict needs all of these: the randomisation test finds that chance seldom makes the difference, with all grades
counted (Holm; 2 % for all that is judged right or wrong, 0.5 % for all that is measured, so that a version held against
itself gets any verdict at most once in 40 times); the bootstrap interval leaves out zero; two plays of one version
differ by less; and the difference is large enough that somebody might care. A grade whose caveat keeps it from being
trusted, as that of a model whose ratings are not people's, gets none at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from evaluation.comparison.pairing import Paired, PairedGrade, pair
from evaluation.comparison.side_by_side import agreement_of, biggest_changes
from evaluation.comparison.statistics import (
    Z,
    bootstrap_intervals,
    drift_variance,
    holm,
    least_p,
    noise_variance,
    randomisation_ps,
)
from evaluation.comparison.verdicts import Comparison, GradeComparison, Overall, Reason, Side, Verdict
from evaluation.replay.grades import RULES, Caveat, Rule
from evaluation.replay.grading import GradedRun
from evaluation.replay.passes import pass_rates

ALPHA_JUDGED: Final = 0.02
ALPHA_MEASURED: Final = 0.005
FEWEST: Final = 10
"""With fewer conversations chance alone makes any difference too often, given how many grades are looked at."""
_NO_VERDICT: Final[Mapping[Reason, Verdict]] = {"unreliable": "not judged reliably"}
_T_975: Final = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26)
"""Student's 97.5 % quantiles for 1 degree of freedom and more."""


@dataclass(frozen=True, slots=True)
class _Measured:
    rule: Rule
    grade: PairedGrade
    interval: tuple[float, float]
    p: float
    p_all: float
    noise: float | None
    caveat: Caveat | None

    @property
    def difference(self) -> float:
        sums, counts = self.grade.clusters
        return float(sums.sum() / counts.sum())


def compare_runs(a: GradedRun, b: GradedRun, seed: int = 0) -> Comparison:
    """B against A, paired by turn; the same seed draws the same resamples.

    Raises:
        EvaluationError: the runs are of different sets or share no turn.
    """
    paired = pair(a, b)
    together = bool(a.run.header.together) and a.run.header.together == b.run.header.together
    caveats = {name: caveat for name, caveat in b.caveats.items() if _same_source(name, a, b)}
    apart = {name for name in {*a.caveats, *b.caveats} if not _same_source(name, a, b)}
    rules = [rule for rule in RULES.values() if rule.name not in apart]
    grades = tuple(_judged(one, together) for one in _measured(paired, rules, caveats, together, seed))
    regressions, improvements, changed = biggest_changes(paired)
    return Comparison(
        a=_side(a),
        b=_side(b),
        conversations=len(paired.conversations),
        turns=len(paired.places),
        verdict=_overall(grades),
        grades=grades,
        agreement=agreement_of(paired),
        regressions=regressions,
        improvements=improvements,
        changed=changed,
        notes=(*_notes(a, b, paired, together), *_caveats(a, b, grades)),
    )


def _same_source(name: str, a: GradedRun, b: GradedRun) -> bool:
    """Whether a grade of both runs comes from the same; of what was not judged in a run that cannot be said."""
    one, other = a.caveats.get(name), b.caveats.get(name)
    return one is not None and other is not None and one.source == other.source


def _measured(
    paired: Paired, rules: Sequence[Rule], caveats: Mapping[str, Caveat], together: bool, seed: int
) -> Iterator[_Measured]:
    """Every grade that both runs have, with what chance makes of it."""
    found = [(rule, grade) for rule in rules if (grade := paired.of(rule.name)) is not None]
    if not found:
        return
    sums, counts = (np.stack(columns, axis=1) for columns in zip(*(grade.clusters for _, grade in found), strict=True))
    ps = randomisation_ps(sums, seed)
    doubted = {name for name, caveat in caveats.items() if not caveat.trusted}
    raised = _raised([rule for rule, _ in found], ps, [least_p(column) for column in sums.T], doubted)
    intervals = bootstrap_intervals(sums, counts, seed)
    for (rule, grade), interval, p, p_all in zip(found, intervals, ps, raised, strict=True):
        noise = _noise(grade, by_drift=rule.unit == "ms" and not together)
        yield _Measured(rule, grade, interval, p, p_all, noise, caveats.get(rule.name))


def _raised(
    rules: Sequence[Rule], ps: Sequence[float], least: Sequence[float], doubted: Collection[str]
) -> list[float]:
    """Each p value raised for the grades of its family; those of which no verdict is given are in none."""
    raised = [1.0] * len(ps)
    for alpha in (ALPHA_JUDGED, ALPHA_MEASURED):
        own = [place for place, rule in enumerate(rules) if _alpha(rule) == alpha and rule.name not in doubted]
        found = holm([ps[place] for place in own], [least[place] for place in own], alpha)
        for place, p in zip(own, found, strict=True):
            raised[place] = p
    return raised


def _alpha(rule: Rule) -> float:
    return ALPHA_JUDGED if rule.unit == "share" else ALPHA_MEASURED


def _noise(grade: PairedGrade, by_drift: bool) -> float | None:
    """How far apart two plays of one version lie at 95 %; None where a side was played once.

    `by_drift` looks at whole plays, one after another, as the machine may have been busier for one of them.
    """
    sides = [grade.repeats(0), grade.repeats(1)]
    fewest = min(side.shape[1] for side in sides)
    if fewest < 2:
        return None
    turns = float(len(grade.rows))
    if by_drift:
        spread = sum(drift_variance(side.sum(axis=0) / turns) for side in sides)
        return float(_T_975[min(fewest - 1, len(_T_975)) - 1] * np.sqrt(spread))
    return float(Z * np.sqrt(sum(noise_variance(side, turns) for side in sides)))


def _judged(one: _Measured, together: bool) -> GradeComparison:
    reason, why = _objection(one, together)
    a, b = one.grade.means
    low, high = one.interval
    return GradeComparison(
        name=one.rule.name,
        meaning=one.rule.meaning,
        unit=one.rule.unit,
        better=one.rule.better,
        a=a,
        b=b,
        difference=one.difference,
        low=low,
        high=high,
        p=one.p,
        p_all=one.p_all,
        noise=one.noise,
        turns=len(one.grade.rows),
        conversations=one.grade.judged,
        verdict=_NO_VERDICT.get(reason, "not distinguishable") if reason else _verdict(one),
        reason=reason,
        why=why,
        beside=one.caveat.text if one.caveat else "",
    )


def _objection(one: _Measured, together: bool) -> tuple[Reason, str]:
    """What keeps a difference from being believed, as a code and in words; empty where nothing does."""
    low, high = one.interval
    if not one.grade.clusters[0].any():
        return "same", "nothing differs"
    if one.caveat is not None and not one.caveat.trusted:
        return "unreliable", one.caveat.text
    if one.grade.judged < FEWEST:
        return "few", f"only {one.grade.judged} conversations; at least {FEWEST} are needed"
    if one.p_all >= _alpha(one.rule) or low <= 0 <= high:
        return "chance", "chance alone makes such a difference too often"
    if one.noise is not None and abs(one.difference) <= one.noise:
        return "noise", "two plays of one version differ as much"
    if one.rule.unit == "ms" and not together and one.noise is None:
        return "times", "the runs were made at different times; repeat both to know how much the machine's load matters"
    if abs(one.difference) < one.rule.smallest:
        return "small", "the difference is too small to matter"
    return "", ""


def _verdict(one: _Measured) -> Verdict:
    up = one.difference > 0
    if one.rule.better == "none":
        return "higher" if up else "lower"
    return "better" if up == (one.rule.better == "up") else "worse"


def _overall(grades: Sequence[GradeComparison]) -> Overall:
    found = {grade.verdict for grade in grades} & {"better", "worse"}
    if len(found) == 2:
        return "mixed"
    return "better" if "better" in found else "worse" if "worse" in found else "not distinguishable"


def _side(run: GradedRun) -> Side:
    header = run.run.header
    return Side(
        name=header.name or ", ".join(header.prompts),
        model=header.model,
        prompts=header.prompts,
        turns=len(run.turns),
        spoiled=len(run.turns) - len(run.judged),
        left=run.run.left,
        stopped=run.run.stopped,
        cost_usd=run.run.cost_usd,
        passes=pass_rates(run),
    )


def _notes(a: GradedRun, b: GradedRun, paired: Paired, together: bool) -> Iterator[str]:
    for name, run in (("A", a), ("B", b)):
        if run.run.left:
            yield f"{name} is not complete: {run.run.left} conversations were not played ({run.run.stopped})."
        if spoiled := len(run.turns) - len(run.judged):
            yield f"{spoiled} turns of {name} are left out, because the language model's endpoint did not answer."
    if len(paired.conversations) < FEWEST:
        yield f"{len(paired.conversations)} conversations are too few for a verdict; at least {FEWEST} are needed."
    if not together:
        yield "The runs were made one after the other: latencies also tell how busy the machine was."


def _caveats(a: GradedRun, b: GradedRun, grades: Sequence[GradeComparison]) -> Iterator[str]:
    """What must be told beside grades, and why one that a run has is not compared."""
    yield from (f"{one.name}: {one.beside}." for one in grades if one.beside)
    for name in RULES:
        one, other = a.caveats.get(name), b.caveats.get(name)
        if (one or other) and not _same_source(name, a, b):
            by = [f"{side} was judged by {found.source}" for side, found in (("A", one), ("B", other)) if found]
            yield f"{name} is not compared: {' and '.join(by)}; let one judge judge both."
