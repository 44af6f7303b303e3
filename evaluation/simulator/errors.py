"""What a simulated shopper did wrong, move by move, judged from a kept run by the same rules as the guard.

A move is a message, or the leaving. `proposed` is the first that the shopper came up with, `used` what became of it:
without a guard, `proposed` would have been said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from evaluation.dialogue_facts import Facts
from evaluation.shares import Tally
from evaluation.simulator.faults import FAULTS, faults_of
from evaluation.simulator.goals import Goal
from evaluation.simulator.scene import scene_of
from evaluation.simulator.shopper import Proposal, ShopperNote

if TYPE_CHECKING:
    from evaluation.replay.replayed_turn import ReplayedTurn

HARMLESS: Final = frozenset({"went_on"})
"""Faults after which a conversation may still be judged: all was reached before."""


@dataclass(frozen=True, slots=True)
class Move:
    """The faults of one message or of the leaving; `guarded` whether the guard stepped in, `by_rules` whether rules
    spoke in the model's place."""

    proposed: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    guarded: bool = False
    by_rules: bool = False


def moves_of(goal: Goal, turns: Sequence[ReplayedTurn], facts: Facts) -> tuple[Move, ...]:
    """One move a turn, and the leaving where the shopper left; none after the shopper's own model went silent."""
    return tuple(_moves(goal, turns, facts))


def spoils(moves: Sequence[Move]) -> bool:
    """Whether the shopper did something after which nothing can be said of the assistant."""
    return any(set(move.used) - HARMLESS for move in moves)


def _moves(goal: Goal, turns: Sequence[ReplayedTurn], facts: Facts) -> Iterator[Move]:
    for number, turn in enumerate(turns):
        if turn.shopper is not None and turn.text:
            yield _move(goal, turns[:number], facts, turn.shopper, Proposal(text=turn.text))
    leaving = turns[-1].leaving if turns else None
    if leaving is not None and leaving.left:
        yield _move(goal, turns, facts, leaving, Proposal(ends=leaving.left))


def _move(goal: Goal, before: Sequence[ReplayedTurn], facts: Facts, note: ShopperNote, used: Proposal) -> Move:
    scene = scene_of(goal, before, facts)
    first = note.proposals[0] if note.proposals else used
    spoken_for = note.by == "rules" and bool(note.proposals)
    return Move(faults_of(first, scene), faults_of(used, scene), len(note.proposals) > 1, spoken_for)


@dataclass(frozen=True, slots=True)
class Played:
    """One simulated conversation: its moves, and whether it reached its goal."""

    moves: tuple[Move, ...]
    reached: bool


def shape_of_errors(played: Sequence[Played]) -> dict[str, Any]:
    """How often the shopper erred, as shares of moves and of conversations with Wilson's intervals, as JSON."""
    failed = [one for one in played if not one.reached]
    return {
        "conversations": len(played),
        "moves": sum(len(one.moves) for one in played),
        "reached": Tally(sum(one.reached for one in played), len(played)).shape(),
        "failed": len(failed),
        "failed_by_the_shopper": sum(spoils(one.moves) for one in failed),
        "not_judged": sum(spoils(one.moves) for one in played),
        "guarded": _tally(played, lambda move: move.guarded),
        "by_rules_instead": _tally(played, lambda move: move.by_rules),
        "errors": _errors(played, "used"),
        "errors_without_guard": _errors(played, "proposed"),
    }


def _errors(played: Sequence[Played], field: str) -> Mapping[str, Any]:
    found = {"any": _tally(played, lambda move: bool(getattr(move, field)))}
    for fault in FAULTS:
        found[fault] = _tally(played, lambda move, fault=fault: fault in getattr(move, field))
    return found


def _tally(played: Sequence[Played], is_so: Any) -> dict[str, Any]:
    """Of moves, and of conversations in which it happened at least once."""
    moves = [is_so(move) for one in played for move in one.moves]
    conversations = [any(map(is_so, one.moves)) for one in played if one.moves]
    tallies = {"moves": Tally(sum(moves), len(moves)), "conversations": Tally(sum(conversations), len(conversations))}
    return {name: tally.shape() for name, tally in tallies.items()}


def simulator_lines(shape: Mapping[str, Any] | None) -> Iterator[str]:
    """What people are told of `shape_of_errors`, a line each; nothing where no shopper was simulated."""
    if shape is None:
        return
    yield (
        f"simulated shoppers: {shape['conversations']} conversations, goal reached {_told(shape['reached'])}; of "
        f"{shape['failed']} failures {shape['failed_by_the_shopper']} are the shopper's fault; {shape['not_judged']} "
        "conversations are not judged for it"
    )
    for name, key in (("errors", "errors"), ("errors without the guard", "errors_without_guard")):
        found = {fault: one for fault, one in shape[key].items() if one["moves"] and one["moves"]["right"]}
        for fault, one in found.items():
            yield f"  {name}, {fault}: {_told(one['moves'])} of moves, {_told(one['conversations'])} of conversations"
        if not found and shape["moves"]:
            yield f"  {name}: {_told(shape[key]['any']['moves'])} of moves"
    yield f"  guard stepped in: {_told(shape['guarded']['moves'])} of moves"


def _told(tally: Mapping[str, Any] | None) -> str:
    if tally is None:
        return "not judged"
    low, high = tally["interval_95"]
    return f"{tally['share']:.1%} ({low:.1%} to {high:.1%}, {tally['right']} of {tally['judged']})"
