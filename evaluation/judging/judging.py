"""Judges many samples, several at once, within limits; each judgment is kept at once, so that a killed run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.dialogue_run import Progress
from evaluation.judging.judge import Judge, Sample
from evaluation.judging.judgment import Judgment
from evaluation.run_course import Limits, RunCourse, work_through

Keep = Callable[[Judgment], None]


@dataclass(frozen=True, slots=True)
class Work:
    """How samples are judged: how many at once, and when to stop."""

    workers: int = 1
    limits: Limits = field(default_factory=Limits)


def left_to_judge(samples: Iterable[Sample], judge: Judge, known: Iterable[Judgment]) -> list[Sample]:
    """The samples that this judge has not judged; what its endpoint spoiled is judged again."""
    done = {one.of for one in known if one.by == judge.by and not one.infrastructure}
    return [one for one in samples if (one.case, one.repeat, one.turn) not in done]


def judge_all(
    samples: Sequence[Sample],
    judge: Judge,
    keep: Keep,
    work: Work = Work(),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """Judges every sample and hands each judgment to `keep`; why the rest was not judged, empty where all was.

    Raises:
        EvaluationError: a limit on costs that nobody knows, or a context that is too small.
        LanguageModelError: the endpoint will answer no call at all; what was judged before is kept.
    """
    work.limits.check(judge.prices, judge.language_model.name, doing="judging")
    course = RunCourse(work.limits, cancelled, len(samples), progress, "judgments")

    def one(sample: Sample) -> None:
        judgment = judge.judge(sample)
        with course.lock:
            keep(judgment)
            course.spent(judgment.cost_usd or 0.0)
            course.finished(bool(judgment.infrastructure))

    work_through(samples, course, work.workers, lambda _: one)
    return course.stopped if course.done < len(samples) else ""
