"""How often one version does something else when it is asked the same again: what any difference is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from evaluation.replay.replayed_turn import ReplayedTurn

_LOOKED_AT: Final[Mapping[str, Callable[[ReplayedTurn], Any]]] = {
    "tools": lambda turn: [call.name for call in turn.tools],
    "products": lambda turn: turn.products,
    "answer": lambda turn: turn.shown_text,
}


@dataclass(frozen=True, slots=True)
class Noise:
    """Of pairs of plays of the same turn the shares that differ in the tools called, the products and the answer.

    `asked` is of the `pairs_asked` pairs of which either play asked a language model: what the shop answers by itself
    does not differ. `all` is of all `pairs`.
    """

    all: Mapping[str, float]
    pairs: int
    asked: Mapping[str, float]
    pairs_asked: int

    def shape(self) -> dict[str, Any]:
        """As one JSON object, with shares of 0 to 1; what no pair can tell is absent."""
        asked = {"of_turns_that_asked_the_model": {**self.asked, "pairs": self.pairs_asked}} if self.pairs_asked else {}
        return {**self.all, "pairs": self.pairs, **asked}

    def told(self) -> str:
        """In a line for people."""
        asked = f"; where the model was asked {_shares(self.asked)} of {self.pairs_asked}" if self.pairs_asked else ""
        return f"two plays of a turn differ in {_shares(self.all)} of {self.pairs} pairs{asked}"


def noise_in(turns: Iterable[ReplayedTurn]) -> Noise | None:
    """The noise among the repeats of a run; None where nothing was played twice.

    Turns that say nothing of the assistant are left out, with those after them, and those in which simulated shoppers
    said different things.
    """
    plays: dict[tuple[str, int], list[ReplayedTurn]] = {}
    spoiled: set[tuple[str, int]] = set()
    for turn in turns:
        if turn.is_spoiled:
            spoiled.add((turn.case, turn.repeat))
        if (turn.case, turn.repeat) not in spoiled:
            plays.setdefault((turn.case, turn.turn), []).append(turn)
    pairs = [pair for same in plays.values() for pair in combinations(same, 2) if pair[0].text == pair[1].text]
    asked = [pair for pair in pairs if any(turn.asked_model for turn in pair)]
    return Noise(_differing(pairs), len(pairs), _differing(asked), len(asked)) if pairs else None


def _differing(pairs: Sequence[tuple[ReplayedTurn, ReplayedTurn]]) -> dict[str, float]:
    """The shares of pairs that differ; empty without pairs."""
    if not pairs:
        return {}
    return {name: round(sum(look(a) != look(b) for a, b in pairs) / len(pairs), 6) for name, look in _LOOKED_AT.items()}


def _shares(found: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {share:.1%}" for name, share in found.items())
