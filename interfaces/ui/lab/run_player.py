"""Plays both sides of a run and tells what came of it in the way the page draws it; the judging is `evaluation`'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.prompting.choice import PromptChoice
from evaluation.comparison.verdicts import Comparison, GradeComparison, Side, TurnPair, TurnSide
from evaluation.errors import EvaluationError
from evaluation.replay.transcripts import Transcript
from interfaces.ui.lab.bench import model_named
from interfaces.ui.lab.marking import answers_compared
from interfaces.ui.lab.run_book import RunOutcome, RunWatch

if TYPE_CHECKING:
    from assistant.wiring import Shop

_ORDER = ("worse", "better", "changed")
_CONVERSATIONS, _CENTS = "conversations", "US cents spent"


@dataclass(frozen=True, slots=True)
class RunPlayer:
    """Plays over one open shop; see `run_desk.Compare`."""

    shop: Shop

    def __call__(
        self,
        transcripts: tuple[Transcript, ...],
        baseline: PromptChoice,
        candidate: PromptChoice,
        model: str,
        watch: RunWatch,
    ) -> RunOutcome | None:
        """What came of it; None where it was cancelled.

        Raises:
            EvaluationError: nothing could be played, or the set names a product that the catalogue lacks.
            OperatorError: the model or another part of the shop cannot be opened.
        """
        from evaluation.comparison.running import ComparisonTask, Version, run_comparison

        chosen = model_named(self.shop, model)
        task = ComparisonTask(transcripts, Version(baseline, chosen, "A"), Version(candidate, chosen, "B"))
        told: dict[str, tuple[int, int]] = {_CONVERSATIONS: (0, 2 * len(transcripts))}

        def progress(what: str, done: int, total: int) -> None:
            told[what] = (done, total)
            spent = told.get(_CENTS, (0, 0))[0] / 100
            watch.tell(*told[_CONVERSATIONS], spent)

        watch.tell(*told[_CONVERSATIONS], 0.0)
        try:
            found = run_comparison(self.shop, task, progress, watch.is_cancelled)
        except EvaluationError:
            if watch.is_cancelled():
                return None
            raise
        if watch.is_cancelled():
            return None
        watch.tell(2 * len(transcripts), 2 * len(transcripts), _sum(found.a.cost_usd, found.b.cost_usd))
        return told_of(found, {one.id: one.customer_id for one in transcripts})


def told_of(found: Comparison, customers: Mapping[str, str | None]) -> RunOutcome:
    """A comparison as the page draws it; `customers` are those of the conversations, by the conversation's id."""
    summary = {
        "played": found.conversations,
        "messages": found.turns,
        "grades": [_grade(one) for one in found.grades],
        "notes": [*_notes(found.a, "published_one"), *_notes(found.b, "this_one"), *_few(found)],
        "agreement": found.agreement.model_dump(mode="json") if found.agreement else None,
    }
    return RunOutcome(_key(found.verdict), summary, list(_conversations(found, customers)))


def _grade(one: GradeComparison) -> dict[str, Any]:
    bare = one.model_dump(mode="json", exclude={"meaning", "why", "better"})
    return {**bare, "verdict": _key(one.verdict), "why": _why(one)}


_WHY = {
    "nothing differs": "same",
    "only": "few",
    "chance alone": "chance",
    "two plays": "noise",
    "the runs were made": "times",
    "the difference is too small": "small",
}
"""How the sentences of `GradeComparison.why` begin, and what the page calls them."""


def _why(one: GradeComparison) -> str:
    """The code of what keeps a verdict from being given; empty where nothing does."""
    return next((code for begins, code in _WHY.items() if one.why.startswith(begins)), "chance" if one.why else "")


def _few(found: Comparison) -> Iterator[dict[str, Any]]:
    from evaluation.comparison.comparing import FEWEST

    if found.conversations < FEWEST:
        yield {"code": "few", "n": found.conversations, "least": FEWEST}


def _notes(side: Side, whose: str) -> Iterator[dict[str, Any]]:
    if side.left:
        yield {"code": "left", "side": whose, "n": side.left}
    if side.spoiled:
        yield {"code": "spoiled", "side": whose, "n": side.spoiled}


def _conversations(found: Comparison, customers: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """Those with a turn that changed, the worst first; each with these turns in the order in which they were said."""
    pairs: dict[str, list[TurnPair]] = {}
    for one in (*found.regressions, *found.improvements, *found.changed):
        pairs.setdefault(one.case, []).append(one)
    worst = {case: min(one.change for one in turns) for case, turns in pairs.items()}
    best = {case: max(one.change for one in turns) for case, turns in pairs.items()}
    changes = {case: "worse" if worst[case] < 0 else "better" if best[case] > 0 else "changed" for case in pairs}
    for case in sorted(pairs, key=lambda case: (_ORDER.index(changes[case]), worst[case], -best[case])):
        change = changes[case]
        turns = sorted(pairs[case], key=lambda one: one.turn)
        told = [_turn(one) for one in turns]
        yield {"id": case, "customer_id": customers.get(case), "change": change, "by": worst[case], "turns": told}


def _turn(one: TurnPair) -> dict[str, Any]:
    grades = [
        {"name": name, "baseline": one.a.grades.get(name), "candidate": one.b.grades.get(name), "is_worse": change < 0}
        for name, change in one.grades.items()
    ]
    return {
        "turn": one.turn,
        "text": one.text,
        "grades": grades,
        "baseline": _side(one.a),
        "candidate": _side(one.b),
        "parts": answers_compared(one.a.answer, one.b.answer)["answer"],
    }


def _side(side: TurnSide) -> dict[str, Any]:
    return {
        "answer": side.answer,
        "outcome": side.outcome,
        "tools": [str(tool["name"]) for tool in side.tools],
        "products": list(side.products),
        "wrong": [{"grade": name, "why": why} for name, why in side.wrong.items()],
    }


def _key(verdict: str) -> str:
    return verdict.replace(" ", "_")


def _sum(*costs: float | None) -> float | None:
    return None if None in costs else sum(cost for cost in costs if cost is not None)
