"""Graded runs whose grades are drawn, so that it can be counted how often a comparison is right about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evaluation.replay.grades import Grade, GradedTurn
from evaluation.replay.grading import GradedRun
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader
from evaluation.replay.transcripts import Transcript, TranscriptMessage

SHARES: Final = (
    "state",
    "constraints",
    "tool",
    "arguments",
    "products",
    "retrieval",
    "facts",
    "claims",
    "answered",
    "language",
    "arguments_valid",
)
LATENCIES: Final = ("products_ms", "first_text_ms", "total_ms", "own_ms")


def drawn_run(
    seed: int,
    *,
    conversations: int = 50,
    turns: int = 4,
    right: float = 0.9,
    flaky: float = 0.05,
    dropped: Mapping[str, float] | None = None,
    repeats: int = 1,
    slower: float = 0.0,
    together: str = "t",
    same: int = 0,
) -> GradedRun:
    """One version's run: each turn has its lot (`same` draws it), and a share `flaky` of them is answered by chance.

    `dropped` turns so large a share of all turns from right to wrong, by grade; `slower` adds milliseconds.
    """
    lot, chance = np.random.default_rng(same), np.random.default_rng((seed, 7))
    number = conversations * turns
    values: dict[str, NDArray[np.float64]] = {}
    for name in SHARES:
        usual = lot.random(number) < right
        unsure = lot.random(number) < flaky
        order = lot.permutation(np.flatnonzero(usual & ~unsure))
        broken = order[: round(number * (dropped or {}).get(name, 0.0))]
        drawn = np.where(unsure, chance.random((repeats, number)) < 0.5, usual)
        drawn[:, broken] = False
        values[name] = drawn.astype(float)
    usual_ms = lot.lognormal(6, 0.5, number)
    for name in LATENCIES:
        values[name] = usual_ms * chance.lognormal(0, 0.3, (repeats, number)) + slower
    values["tokens"] = np.round(usual_ms * chance.lognormal(0, 0.05, (repeats, number)))
    values["length"] = np.round(usual_ms * chance.lognormal(0, 0.2, (repeats, number)))
    return _run(values, conversations, turns, repeats, together)


def _run(
    values: dict[str, NDArray[np.float64]], conversations: int, turns: int, repeats: int, together: str
) -> GradedRun:
    messages = tuple(TranscriptMessage(role="user", content=f"message {k}") for k in range(turns))
    transcripts = [Transcript(id=f"c{n}", language="en", messages=messages) for n in range(conversations)]
    graded = [
        GradedTurn(
            ReplayedTurn(case=f"c{n}", turn=k, repeat=r, text=f"message {k}", outcome="answered", last=k == turns - 1),
            {name: Grade(float(drawn[r, n * turns + k])) for name, drawn in values.items()},
        )
        for n in range(conversations)
        for r in range(repeats)
        for k in range(turns)
    ]
    header = RunHeader(name="drawn", model="m", repeats=repeats, conversations=conversations, together=together)
    run = Run.of(header, transcripts, [one.turn for one in graded])
    return GradedRun(run, tuple(graded))
