"""Which recorded calls a replay lacked: of which conversations and turns, and what differs from what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from evaluation.replay.replayed_turn import ReplayedTurn

_MOST: Final = 10
"""Reasons told to people; a script gets all."""


@dataclass
class MissingCalls:
    """The turns that lacked a call for the same reason, each as (conversation, turn, repeat), all from 0."""

    why: str
    turns: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class MissingTurns:
    """What a run lacked. `reasons` are of the first such turn of each play of a conversation, the commonest first.

    The later turns of these plays build on an answer that was not there: `following` counts those that lacked a call.
    """

    reasons: tuple[MissingCalls, ...]
    conversations: int
    following: int

    @property
    def turns(self) -> int:
        """How many turns lacked a call."""
        return self.following + sum(len(one.turns) for one in self.reasons)

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "turns": self.turns,
            "conversations": self.conversations,
            "following": self.following,
            "reasons": [{"why": one.why, "turns": [_place(*turn) for turn in one.turns]} for one in self.reasons],
        }

    def told(self) -> Iterator[str]:
        """In lines for people: how much is missing, and why."""
        if not self.turns:
            return
        yield f"recorded calls are missing in {self.turns} turns of {self.conversations} conversations:"
        for one in self.reasons[:_MOST]:
            case, turn, repeat = one.turns[0]
            again = f", play {repeat + 1}" if repeat else ""
            others = f" and {len(one.turns) - 1} more" if len(one.turns) > 1 else ""
            yield f"  {case}, message {turn + 1}{again}{others}: {one.why}"
        if len(self.reasons) > _MOST:
            yield f"  {len(self.reasons) - _MOST} other reasons; --json has them all"
        if self.following:
            yield f"  {self.following} later turns follow from these"


def missing_in(turns: Iterable[ReplayedTurn]) -> MissingTurns:
    """What lacked a recorded call among the turns of a run, in its order."""
    reasons: dict[str, MissingCalls] = {}
    cases: set[str] = set()
    following = 0
    for (case, repeat), played in groupby(turns, lambda turn: (turn.case, turn.repeat)):
        missing = [turn for turn in played if turn.missing]
        if missing:
            first = missing[0]
            why = first.missing[0]
            reasons.setdefault(why, MissingCalls(why)).turns.append((case, first.turn, repeat))
            cases.add(case)
            following += len(missing) - 1
    commonest = sorted(reasons.values(), key=lambda one: -len(one.turns))
    return MissingTurns(tuple(commonest), len(cases), following)


def _place(case: str, turn: int, repeat: int) -> Mapping[str, Any]:
    return {"case": case, "turn": turn, "repeat": repeat}
