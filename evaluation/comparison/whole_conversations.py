"""Conversations of a simulated run, each as if it were one turn: two shoppers with one goal say different things.

What the second message of one answers has nothing to do with that of the other, so only whole conversations are pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evaluation.replay.grades import Grade, GradedTurn
from evaluation.replay.grading import GradedRun


def is_simulated(run: GradedRun) -> bool:
    """Whether shoppers in the run found their own words."""
    return any(one.goal is not None for one in run.run.transcripts)


def as_turns(run: GradedRun) -> tuple[GradedTurn, ...]:
    """A turn for each conversation of which the endpoint spoiled nothing, in the run's order."""
    groups = groupby(run.turns, lambda one: (one.turn.case, one.turn.repeat))
    played = [tuple(turns) for _, turns in groups]
    return tuple(_joined(turns) for turns in played if not any(one.spoiled for one in turns))


def _joined(turns: Sequence[GradedTurn]) -> GradedTurn:
    """One turn with the words of all, all tools, the products of the last list, and the mean of each grade."""
    seen = [one.turn for one in turns]
    shown = [one.products for one in seen if one.products]
    said = "\n".join(f"> {one.text}\n{one.shown_text}" for one in seen)
    joined = seen[-1].model_copy(
        update={
            "turn": 0,
            "text": seen[0].text,
            "answer": said,
            "confirm": {},
            "tools": tuple(call for one in seen for call in one.tools),
            "products": shown[-1] if shown else (),
        }
    )
    names = dict.fromkeys(name for one in turns for name in one.grades)
    return GradedTurn(
        joined, {name: _mean(name, turns) for name in names}, tuple(c for one in turns for c in one.claims)
    )


def _mean(name: str, turns: Sequence[GradedTurn]) -> Grade:
    found = [one.grades[name] for one in turns if name in one.grades]
    return Grade(sum(one.value for one in found) / len(found), "; ".join(one.why for one in found if one.why))
