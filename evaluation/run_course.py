"""How a run of many conversations goes, shared by its workers: what it has spent, and when it has to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Final, TypeVar

from assistant.llm.cost import ModelPrices
from assistant.llm.usage import TokenUsage
from evaluation.errors import EvaluationError

Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]

FAULTS_IN_A_ROW: Final = 5
"""So many conversations one after another that the endpoint spoiled end a run: what follows would be spoiled too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: so many US dollars spent, so many minutes passed; None is no limit."""

    max_usd: float | None = None
    max_minutes: float | None = None

    def check(self, prices: ModelPrices, *models: str, doing: str = "the run") -> None:
        """Does nothing where there is no limit on costs, or what each of the models costs is known.

        Raises:
            EvaluationError: it is not, so that nobody would know when to stop.
        """
        for model in models if self.max_usd is not None else ():
            if prices.cost_usd(model, TokenUsage(1, 1)) is None:
                raise EvaluationError(
                    f"What {model} costs is not known, so {doing} cannot stop at {self.max_usd:g} US dollars; set its "
                    "prices (see `daogou doctor`) or leave the limit out."
                )


@dataclass
class RunCourse:
    """The course of a run of `total` conversations, or of `what` else; `stopped` is why it ends early, else empty.

    Hold `lock` while a conversation is kept and counted.
    """

    limits: Limits
    cancelled: Callable[[], bool]
    total: int
    progress: Progress | None
    what: str = "conversations"
    stopped: str = ""
    usd: float = 0.0
    spoiled: int = 0
    done: int = 0
    lock: Lock = field(default_factory=Lock)
    began: float = field(default_factory=time.monotonic)

    def over(self) -> bool:
        """Whether no further message may be sent."""
        if not self.stopped:
            self.stopped = self._reason()
        return bool(self.stopped)

    def spent(self, usd: float | None) -> None:
        """Count what a conversation cost, US dollars, whether or not it came to its end."""
        self.usd += usd or 0.0

    def finished(self, spoiled: bool) -> None:
        """Count a conversation that came to its end; `spoiled` says that an endpoint was at fault in it."""
        self.spoiled = self.spoiled + 1 if spoiled else 0
        self.done += 1
        if self.progress is not None:
            self.progress(self.what, self.done, self.total)
            if self.usd:
                self.progress("US cents spent", round(self.usd * 100), 0)

    def _reason(self) -> str:
        minutes = (time.monotonic() - self.began) / 60
        if self.cancelled():
            return "it was cancelled"
        if self.limits.max_minutes is not None and minutes >= self.limits.max_minutes:
            return f"{self.limits.max_minutes:g} minutes are over"
        if self.limits.max_usd is not None and self.usd >= self.limits.max_usd:
            return f"{self.usd:.4f} of {self.limits.max_usd:g} US dollars are spent"
        if self.spoiled >= FAULTS_IN_A_ROW:
            return "the language model's endpoint does not answer"
        return ""


def work_through(
    items: Sequence[Item], course: RunCourse, workers: int, begin: Callable[[ExitStack], Callable[[Item], None]]
) -> None:
    """Do every item, `workers` at once, until none is left or the course is over.

    Each worker calls `begin` once, which gives what does one item, and may leave on the stack what is to be closed when
    the worker ends. What one of them raises ends the run, and is raised here.
    """
    waiting: SimpleQueue[Item] = SimpleQueue()
    for item in items:
        waiting.put(item)

    def work() -> None:
        try:
            with ExitStack() as opened:
                do = begin(opened)
                while not course.over():
                    do(waiting.get_nowait())
        except Empty:
            return
        except BaseException:
            course.stopped = "something broke"  # the other workers need not go on: the run ends with this error
            raise

    count = max(1, min(workers, len(items)))
    with ThreadPoolExecutor(count, "evaluation") as pool:
        for worker in [pool.submit(work) for _ in range(count)]:
            worker.result()
