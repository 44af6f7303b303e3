"""Plays the cases of a set in an open shop, one after another, and keeps what was seen; nothing is judged here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ProductsShown,
    TextDelta,
    ToolStarted,
    TurnEnded,
    TurnFailed,
)
from evaluation.dialogue_sets import Case
from evaluation.dialogue_stage import Stage
from evaluation.dialogue_transcript import SeenCall, SeenTurn, Transcript
from records.nouns import Turn

logger = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]


def play(
    cases: Sequence[Case], stage: Stage, transcript: Transcript, progress: Progress, max_minutes: float | None = None
) -> int:
    """Play every case that `transcript` has not seen to its end; the number of cases still left when time is up."""
    done = transcript.finished()
    waiting = [case for case in cases if (case.set, case.id) not in done]
    until = None if max_minutes is None else time.monotonic() + max_minutes * 60
    if waiting:
        stage.warm()
    for number, case in enumerate(waiting):
        if until is not None and time.monotonic() > until:
            return len(waiting) - number
        transcript.append(play_case(case, stage))
        progress("cases", len(cases) - len(waiting) + number + 1, len(cases))
    return 0


def play_case(case: Case, stage: Stage) -> Iterator[SeenTurn]:
    """The turns of one case, each as soon as it is over."""
    conversation_id = f"evaluation-{case.set}-{case.id}"
    stage.set(case, conversation_id)
    chat = stage.chat(case)
    listed = case.before.shown
    for number, message in enumerate(case.messages):
        started = time.perf_counter()
        seen = observed(chat.stream(message.text, conversation_id=conversation_id, customer_id=case.customer))
        wall = round((time.perf_counter() - started) * 1000, 1)
        timings = {**seen.pop("timings_ms", {}), "wall": wall}
        last = number == len(case.messages) - 1
        yield SeenTurn(
            set=case.set,
            case=case.id,
            turn=number,
            text=message.text,
            customer=case.customer,
            listed=listed,
            timings_ms=timings,
            end=stage.end(case, conversation_id) if last else None,
            **seen,
        )
        listed = seen["products"] or listed


def observed(events: Iterable[ChatEvent], logged: Callable[[Turn], dict[str, Any]] | None = None) -> dict[str, Any]:
    """What a front end is given during one turn, as fields of `SeenTurn`; `logged` reads those of the logged turn."""
    started: list[SeenCall] = []
    seen: dict[str, Any] = {"products": (), "error": ""}
    texts: list[str] = []
    try:
        for event in events:
            match event:
                case ToolStarted():
                    started.append(SeenCall(name=event.name, arguments=dict(event.arguments)))
                case ProductsShown():
                    seen["products"] = tuple(hit.product.id for hit in event.hits)
                case TextDelta():
                    texts.append(event.text)
                case TurnEnded():
                    seen |= (logged or fields_of)(event.turn)
                case TurnFailed():
                    texts.append(event.message)
                    seen |= {"error": event.code, "outcome": "failed"}
                case ConfirmationAsked():
                    seen["confirm"] = {"tool": event.tool, "text": event.text}
                case _:
                    pass
    except Exception as error:  # a turn that breaks is a finding about the shop, not the end of the measurement
        logger.exception("a turn broke")
        seen |= {"error": type(error).__name__, "outcome": "failed"}
    names = tuple(call.name for call in started)
    return {"tools": tuple(started), "started": names, **seen, "answer": "".join(texts).strip()}


def fields_of(turn: Turn) -> dict[str, Any]:
    """What the log has of a turn, as fields of `SeenTurn`."""
    return {
        "tools": tuple(SeenCall(name=x.name, arguments=dict(x.arguments), ok=x.ok) for x in turn.tool_calls),
        "constraints": dict(turn.constraints),
        "outcome": turn.outcome,
        "claims": dict(turn.claims),
        "usage": dict(turn.usage),
        "timings_ms": dict(turn.timings_ms),
    }
