"""Plays the shopper's side of transcripts to a fresh assistant, several at once; nothing is judged here.

Read `play` first. A conversation is kept when it has come to its end, so that a run that was killed goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import LanguageModelError
from assistant.llm.cost import ModelPrices
from assistant.llm.usage import TokenUsage
from evaluation.cassettes.place import calls_of
from evaluation.dialogue_run import Progress, fields_of, observed
from evaluation.dialogue_transcript import SeenCall
from evaluation.replay.replayed_turn import ReplayedTurn
from evaluation.replay.transcripts import Transcript
from evaluation.run_course import FAULTS_IN_A_ROW, Limits, RunCourse, work_through
from evaluation.simulator.shopper import Shopper, Watcher, WrittenShopper

if TYPE_CHECKING:
    from evaluation.replay.stage import Stage
    from records.nouns import Turn

__all__ = ["FAULTS_IN_A_ROW", "Cast", "Job", "Keep", "Limits", "play", "play_one", "written"]

logger = logging.getLogger(__name__)

NO_LIMITS = Limits()
Keep = Callable[["Job", Sequence[ReplayedTurn]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One conversation to be played, for the `repeat`-th time from 0; `side` is the place of the stage it is for.

    Language models that take one sample with `seed`.
    """

    transcript: Transcript
    repeat: int = 0
    side: int = 0
    seed: int | None = None


Cast = Callable[[Job], Shopper]
"""Who shops in a conversation."""


def written(job: Job) -> Shopper:
    """The shopper of a transcript, who says what is written."""
    return WrittenShopper(message.content for message in job.transcript.said)


def _played(course: RunCourse, keep: Keep, job: Job, turns: tuple[ReplayedTurn, ...]) -> None:
    """Count what was spent, and keep a conversation that came to its end."""
    with course.lock:
        course.spent(sum(turn.cost_usd or 0.0 for turn in turns))
        if turns and turns[-1].last:
            keep(job, turns)
            course.finished(any(turn.infrastructure for turn in turns))


def play(
    jobs: Sequence[Job],
    sides: Sequence[Callable[[], Stage]],
    keep: Keep,
    prices: ModelPrices,
    *,
    limits: Limits = NO_LIMITS,
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
    course = RunCourse(limits, cancelled, len(jobs), progress)

    def begin(opened: ExitStack) -> Callable[[Job], None]:
        stages: list[Stage] = []
        for open_side in sides:
            stages.append(open_side())
            opened.callback(stages[-1].close)
            limits.check(prices, stages[-1].model)

        def one(job: Job) -> None:
            turns = tuple(play_one(job, stages[job.side], prices, course.over, cast(job)))
            _played(course, keep, job, turns)

        return one

    work_through(jobs, course, workers, begin)
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
    turn = ReplayedTurn(case=job.transcript.id, repeat=job.repeat, turn=-1, text="")
    words, fault = _heard(job, shopper, turn)
    if fault:
        yield turn.model_copy(update={"turn": 0, "last": True, **fault})
    while words is not None:
        if over():
            return
        turn = _turn(job, stage, prices, words, turn)
        turn = turn.model_copy(update=_of_shopper("shopper", shopper, turn, prices))
        if isinstance(shopper, Watcher):
            shopper.saw(turn)
        words, fault = _heard(job, shopper, turn)
        if words is None:
            turn = turn.model_copy(update={"last": True, **({} if turn.is_spoiled else fault)})
            turn = turn.model_copy(update=_of_shopper("leaving", shopper, turn, prices))
        if turn.last and turn.end is None:
            end = stage.records(job.transcript.customer_id, _conversation_id(job))
            turn = turn.model_copy(update={"end": end})
        yield turn


def _heard(job: Job, shopper: Shopper, before: ReplayedTurn) -> tuple[str | None, dict[str, Any]]:
    """The shopper's words after the turn `before`; None where they leave, with what a turn says of it where their
    language model does not answer."""
    with calls_of(job.transcript.id, before.turn + 1, job.repeat, seed=job.seed) as calls:
        try:
            return shopper.says(None if before.turn < 0 else before.shown_text), {}
        except LanguageModelError as error:
            if calls.missing:
                return None, {"missing": tuple(f"the shopper's: {one.why}" for one in calls.missing)}
            return None, {"infrastructure": f"the shopper's language model: {error}"}


def _turn(job: Job, stage: Stage, prices: ModelPrices, words: str, before: ReplayedTurn) -> ReplayedTurn:
    """What the shopper's words lead to, after the turn `before`."""
    transcript, number, conversation_id = job.transcript, before.turn + 1, _conversation_id(job)
    turn_id, started = f"{conversation_id}-{number}", time.perf_counter()
    events = stage.chat.stream(
        words, conversation_id=conversation_id, customer_id=transcript.customer_id, turn_id=turn_id
    )
    with calls_of(transcript.id, number, job.repeat, prompts=stage.prompts, seed=job.seed) as calls:
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
        missing=tuple(one.why for one in calls.missing),
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
    """The same in every play, since the numbers that shoppers are told are made of it."""
    return f"replay-{job.transcript.id}"


def _logged(turn: Turn) -> dict[str, Any]:
    calls = tuple(SeenCall(name=x.name, arguments=dict(x.arguments), ok=x.ok, result=x.result) for x in turn.tool_calls)
    return {**fields_of(turn), "tools": calls, "language": turn.language, "model": turn.model}


def _cost(seen: dict[str, Any], prices: ModelPrices) -> float | None:
    """What a turn cost; nothing where no model took part, though one is named."""
    usage = seen.get("usage", {})
    used = TokenUsage(usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0))
    asked = used != TokenUsage() or "model" in seen.get("timings_ms", {})
    return prices.cost_usd(seen.get("model", ""), used) if asked else 0.0
