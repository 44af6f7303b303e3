"""Judges many samples, several at once, within limits; each judgment is kept at once, so that a killed run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from assistant.llm.usage import TokenUsage
from evaluation.dialogue_run import Progress
from evaluation.errors import EvaluationError
from evaluation.judging.judge import Judge, Sample
from evaluation.judging.judgment import Judgment
from evaluation.run_course import Limits, RunCourse

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
    _check_prices(work.limits, judge)
    waiting: SimpleQueue[Sample] = SimpleQueue()
    for sample in samples:
        waiting.put(sample)
    course = RunCourse(work.limits, cancelled, len(samples), progress, "judgments")

    def one_after_another() -> None:
        try:
            while not course.over():
                judgment = judge.judge(waiting.get_nowait())
                with course.lock:
                    keep(judgment)
                    course.spent(judgment.cost_usd or 0.0)
                    course.finished(bool(judgment.infrastructure))
        except Empty:
            return
        except BaseException:
            course.stopped = "something broke"  # the other workers need not go on: this error ends it all
            raise

    workers = max(1, min(work.workers, len(samples)))
    with ThreadPoolExecutor(workers, "judge") as pool:
        for running in [pool.submit(one_after_another) for _ in range(workers)]:
            running.result()
    return course.stopped if course.done < len(samples) else ""


def _check_prices(limits: Limits, judge: Judge) -> None:
    model = judge.language_model.name
    if limits.max_usd is not None and judge.prices.cost_usd(model, TokenUsage(1, 1)) is None:
        raise EvaluationError(
            f"What {model} costs is not known, so judging cannot stop at {limits.max_usd:g} US dollars; set its prices "
            "(see `daogou doctor`) or leave the limit out."
        )
