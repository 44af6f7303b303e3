"""Plays the shopper's side of transcripts to a fresh assistant, several at once; nothing is judged here.

Read `play` first. A conversation is kept when it has come to its end, so that a run that was killed goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import LanguageModelError
from assistant.llm.cost import ModelPrices
from assistant.llm.usage import TokenUsage
from evaluation.dialogue_run import Progress, fields_of, observed
from evaluation.dialogue_transcript import SeenCall
from evaluation.errors import EvaluationError
from evaluation.replay.replayed_turn import ReplayedTurn
from evaluation.replay.transcripts import Transcript
from evaluation.simulator.shopper import Shopper, Watcher, WrittenShopper

if TYPE_CHECKING:
    from evaluation.replay.stage import Stage
    from records.nouns import Turn

logger = logging.getLogger(__name__)

Keep = Callable[["Job", Sequence[ReplayedTurn]], None]
FAULTS_IN_A_ROW: Final = 5
"""So many conversations one after another that the endpoint spoiled end a run: what follows would be spoiled too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: so many US dollars spent, so many minutes passed; None is no limit."""

    max_usd: float | None = None
    max_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One conversation to be played, for the `repeat`-th time from 0; `side` is the place of the stage it is for."""

    transcript: Transcript
    repeat: int = 0
    side: int = 0


Cast = Callable[[Job], Shopper]
"""Who shops in a conversation."""


def written(job: Job) -> Shopper:
    """The shopper of a transcript, who says what is written."""
    return WrittenShopper(message.content for message in job.transcript.said)


@dataclass
class _Course:
    """How a run goes, shared by its workers."""

    limits: Limits
    cancelled: Callable[[], bool]
    keep: Keep
    total: int
    progress: Progress | None
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

    def played(self, job: Job, turns: tuple[ReplayedTurn, ...]) -> None:
        """Count what was spent, and keep a conversation that came to its end."""
        with self.lock:
            self.usd += sum(turn.cost_usd or 0.0 for turn in turns)
            if not turns or not turns[-1].last:
                return
            self.spoiled = self.spoiled + 1 if any(turn.infrastructure for turn in turns) else 0
            self.keep(job, turns)
            self.done += 1
            if self.progress is not None:
                self.progress("conversations", self.done, self.total)
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


def play(
    jobs: Sequence[Job],
    sides: Sequence[Callable[[], Stage]],
    keep: Keep,
    prices: ModelPrices,
    *,
    limits: Limits = Limits(),
    workers: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    cast: Cast = written,
) -> str:
    """Play every job, and hand what was seen of each to `keep`; why the rest was not played, empty where all was.

    Each of `workers` opens a stage of its own for each of `sides`, set back before each conversation. What was begun
    when a limit is reached is not kept. Raises what opening a stage raises, and `EvaluationError` for a limit on costs
    that nobody knows.
    """
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in jobs:
        waiting.put(job)
    course = _Course(limits, cancelled, keep, len(jobs), progress)

    def work() -> None:
        with ExitStack() as open_stages:
            stages: list[Stage] = []
            try:
                for open_side in sides:
                    stages.append(open_side())
                    open_stages.callback(stages[-1].close)
                    _check_prices(limits, stages[-1], prices)
                while not course.over():
                    job = waiting.get_nowait()
                    turns = tuple(play_one(job, stages[job.side], prices, course.over, cast(job)))
                    course.played(job, turns)
            except Empty:
                return
            except BaseException:
                course.stopped = "something broke"  # the other workers need not go on: the run ends with this error
                raise

    with ThreadPoolExecutor(max(1, min(workers, len(jobs))), "replay") as pool:
        for worker in [pool.submit(work) for _ in range(max(1, min(workers, len(jobs))))]:
            worker.result()
    return course.stopped if course.done < len(jobs) else ""


def play_one(
    job: Job,
    stage: Stage,
    prices: ModelPrices,
    over: Callable[[], bool] = lambda: False,
    shopper: Shopper | None = None,
) -> Iterator[ReplayedTurn]:
    """The turns of one conversation, each as soon as it is over; it ends early once `over` says so."""
    stage.reset()
    shopper = shopper or written(job)
    words, fault = _heard(shopper, None)
    turn = ReplayedTurn(case=job.transcript.id, repeat=job.repeat, turn=-1, text="")
    if fault:
        yield turn.model_copy(update={"turn": 0, "infrastructure": fault, "last": True})
    while words is not None:
        if over():
            return
        turn = _turn(job, stage, prices, words, turn)
        turn = turn.model_copy(update=_of_shopper("shopper", shopper, turn, prices))
        if isinstance(shopper, Watcher):
            shopper.saw(turn)
        words, fault = _heard(shopper, turn.shown_text)
        if words is None:
            turn = turn.model_copy(update={"last": True, "infrastructure": turn.infrastructure or fault})
            turn = turn.model_copy(update=_of_shopper("leaving", shopper, turn, prices))
        if turn.last and turn.end is None:
            end = stage.records(job.transcript.customer_id, _conversation_id(job))
            turn = turn.model_copy(update={"end": end})
        yield turn


def _heard(shopper: Shopper, answer: str | None) -> tuple[str | None, str]:
    """The shopper's next words; None where they leave, with the reason where their language model does not answer."""
    try:
        return shopper.says(answer), ""
    except LanguageModelError as error:
        return None, f"the shopper's language model: {error}"


def _turn(job: Job, stage: Stage, prices: ModelPrices, words: str, before: ReplayedTurn) -> ReplayedTurn:
    """What the shopper's words lead to, after the turn `before`."""
    transcript, number, conversation_id = job.transcript, before.turn + 1, _conversation_id(job)
    turn_id, started = f"{conversation_id}-{number}", time.perf_counter()
    events = stage.chat.stream(
        words, conversation_id=conversation_id, customer_id=transcript.customer_id, turn_id=turn_id
    )
    seen = observed(events, _logged)
    wall = round((time.perf_counter() - started) * 1000, 1)
    orders = transcript.orders_judged(number)
    return ReplayedTurn(
        case=transcript.id,
        repeat=job.repeat,
        turn=number,
        text=words,
        customer=transcript.customer_id,
        listed=before.products or before.listed,
        infrastructure=stage.fault(turn_id),
        cost_usd=_cost(seen, prices),
        timings_ms={**seen.pop("timings_ms", {}), "wall": wall},
        end=None if orders is None else stage.records(transcript.customer_id, conversation_id, orders),
        **seen,
    )


def _of_shopper(field: str, shopper: Shopper, turn: ReplayedTurn, prices: ModelPrices) -> dict[str, Any]:
    """What a turn says of a simulated shopper's words, or of their leaving, and what those cost."""
    if not isinstance(shopper, Watcher):
        return {}
    note = shopper.noted()
    used = TokenUsage(note.prompt_tokens, note.completion_tokens)
    cost = prices.cost_usd(note.model, used) if used != TokenUsage() else 0.0
    return {field: note, "cost_usd": None if cost is None or turn.cost_usd is None else turn.cost_usd + cost}


def _conversation_id(job: Job) -> str:
    return f"replay-{job.transcript.id}-{job.repeat}"


def _logged(turn: Turn) -> dict[str, Any]:
    calls = tuple(SeenCall(name=x.name, arguments=dict(x.arguments), ok=x.ok, result=x.result) for x in turn.tool_calls)
    return {**fields_of(turn), "tools": calls, "language": turn.language, "model": turn.model}


def _cost(seen: dict[str, Any], prices: ModelPrices) -> float | None:
    """What a turn cost; nothing where no model took part, though one is named."""
    usage = seen.get("usage", {})
    used = TokenUsage(usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0))
    asked = used != TokenUsage() or "model" in seen.get("timings_ms", {})
    return prices.cost_usd(seen.get("model", ""), used) if asked else 0.0


def _check_prices(limits: Limits, stage: Stage, prices: ModelPrices) -> None:
    model = stage.model
    if limits.max_usd is not None and prices.cost_usd(model, TokenUsage(1, 1)) is None:
        raise EvaluationError(
            f"What {model} costs is not known, so the run cannot stop at {limits.max_usd:g} US dollars; set its prices "
            "(see `daogou doctor`) or leave the limit out."
        )
