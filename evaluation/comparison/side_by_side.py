"""Turns that two runs answered otherwise, with both sides; and how alike the runs are over all turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from evaluation.comparison.pairing import Paired
from evaluation.comparison.verdicts import Agreement, Earlier, TurnPair, TurnSide
from evaluation.dialogue_expectations import tools_called
from evaluation.replay.grades import RULES, GradedTurn
from evaluation.replay.replayed_turn import ReplayedTurn

MOST: Final = 20
"""Turns listed of each kind."""
_SHARES: Final = tuple(rule.name for rule in RULES.values() if rule.unit == "share" and rule.better == "up")

Pairs = tuple[TurnPair, ...]


def biggest_changes(paired: Paired) -> tuple[Pairs, Pairs, Pairs]:
    """The worst regressions, the greatest improvements, and turns that were answered otherwise with the same grades."""
    pairs = [_pair(paired.a[place], paired.b[place]) for place in paired.places]
    worse = sorted((one for one in pairs if one.change < 0), key=lambda one: one.change)
    better = sorted((one for one in pairs if one.change > 0), key=lambda one: -one.change)
    other = sorted((one for one in pairs if not one.grades and _distance(one) > 0), key=_distance, reverse=True)
    first, second, third = (tuple(_in_full(one, paired) for one in kind[:MOST]) for kind in (worse, better, other))
    return first, second, third


def agreement_of(paired: Paired) -> Agreement:
    """How alike the first plays are."""
    turns = [(paired.a[place][0].turn, paired.b[place][0].turn) for place in paired.places]
    shown = [_overlap(a.products, b.products) for a, b in turns if a.products or b.products]
    return Agreement(
        tools=_share([tools_called(a) == tools_called(b) for a, b in turns]),
        products=sum(shown) / len(shown) if shown else None,
        outcome=_share([a.outcome == b.outcome for a, b in turns]),
        answer=_share([a.shown_text == b.shown_text for a, b in turns]),
    )


def _pair(a: Sequence[GradedTurn], b: Sequence[GradedTurn]) -> TurnPair:
    """Both sides of one turn; of several plays the one with most that is wrong in the side that got worse."""
    before, after = _shares(a), _shares(b)
    changes = {name: after[name] - before[name] for name in before if name in after}
    grades = {name: change for name, change in changes.items() if abs(change) > 1e-9}
    change = sum(grades.values())
    one, other = (min(a, key=_right), b[0]) if change > 0 else (a[0], min(b, key=_right))
    turn = one.turn
    return TurnPair(
        case=turn.case, turn=turn.turn, text=turn.text, change=change, grades=grades, a=_side(one), b=_side(other)
    )


def _in_full(one: TurnPair, paired: Paired) -> TurnPair:
    """The turn with the conversation before it, as far as both runs have it."""
    places = [(one.case, turn) for turn in range(one.turn) if (one.case, turn) in paired.a]
    turns = [(paired.a[place][0].turn, paired.b[place][0].turn) for place in places]
    before = tuple(Earlier(text=a.text, a=a.shown_text, b=b.shown_text) for a, b in turns)
    return one.model_copy(update={"before": before})


def _shares(turns: Sequence[GradedTurn]) -> Mapping[str, float]:
    """The mean over plays of every grade that is right or wrong."""
    found: dict[str, list[float]] = {}
    for one in turns:
        for name in _SHARES:
            if name in one.grades:
                found.setdefault(name, []).append(one.grades[name].value)
    return {name: sum(values) / len(values) for name, values in found.items()}


def _right(one: GradedTurn) -> float:
    return sum(one.grades[name].value for name in _SHARES if name in one.grades)


def _side(one: GradedTurn) -> TurnSide:
    turn: ReplayedTurn = one.turn
    return TurnSide(
        answer=turn.shown_text,
        outcome=turn.outcome,
        tools=tuple({"name": call.name, "arguments": dict(call.arguments), "ok": call.ok} for call in turn.tools),
        products=turn.products,
        constraints=turn.constraints,
        grades={name: one.grades[name].value for name in _SHARES if name in one.grades},
        wrong=one.wrong,
    )


def _distance(pair: TurnPair) -> float:
    """How differently a turn was answered: its outcome counts most, then tools, products, words."""
    a, b = pair.a, pair.b
    tools = [one["name"] for one in a.tools] != [one["name"] for one in b.tools]
    return 4 * (a.outcome != b.outcome) + 2 * tools + 1 - _overlap(a.products, b.products) + (a.answer != b.answer) / 2


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Jaccard's: what both show of all that either shows, 1 where neither shows anything."""
    either = {*one, *other}
    return len({*one} & {*other}) / len(either) if either else 1.0


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
