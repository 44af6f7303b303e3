"""Grades a run turn by turn from what was seen; nothing is played, so it may be done again under other rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from evaluation.dialogue_evaluation import facts_of
from evaluation.dialogue_expectations import argument_faults, end_faults
from evaluation.dialogue_facts import Facts
from evaluation.dialogue_grading import NO_MODEL, Hearing, Mark, claims_of, expectation_marks, language_of, mark
from evaluation.replay.expectations import TurnExpectation
from evaluation.replay.grades import Caveat, Grade, GradedTurn
from evaluation.replay.replayed_turn import ReplayedTurn, Run
from evaluation.replay.success import reached, unsaid
from evaluation.replay.transcripts import Transcript
from evaluation.simulator.errors import Played, moves_of, spoils

if TYPE_CHECKING:
    from assistant.wiring import Shop
    from records.nouns import Order

_NAMES = {"says": "facts"}
"""Marks of the sets that grades call otherwise."""
_NOT_GRADES = frozenset({"budget"})
"""Marks that only repeat a part of another."""


@dataclass(frozen=True)
class GradedRun:
    """A run with the grades of its turns, in the run's order; `caveats` by the name of the grade they belong to."""

    run: Run
    turns: tuple[GradedTurn, ...]
    caveats: Mapping[str, Caveat] = field(default_factory=dict)

    @cached_property
    def judged(self) -> tuple[GradedTurn, ...]:
        """The turns that the endpoint did not spoil."""
        return tuple(one for one in self.turns if not one.spoiled)

    def values(self, grade: str) -> list[float]:
        """The grade of every turn that has it."""
        return [one.grades[grade].value for one in self.judged if grade in one.grades]


def grade_run(run: Run, facts: Facts) -> GradedRun:
    """Grades every turn; `facts` is what is true in the shop, see `facts_about`."""
    known = {transcript.id: transcript for transcript in run.transcripts}
    graded: list[GradedTurn] = []
    for (case, _), turns in groupby(run.turns, lambda turn: (turn.case, turn.repeat)):
        graded.extend(_conversation(known[case], tuple(turns), facts, priced=run.header.model != NO_MODEL))
    return GradedRun(run, tuple(graded))


def facts_about(shop: Shop, transcripts: Sequence[Transcript]) -> Facts:
    """What is true in an open shop, with the orders that its records have of the transcripts' customers."""
    facts = facts_of(shop.settings)
    if shop.ledger is None:
        return facts
    customers = {one.customer_id for one in transcripts if one.customer_id}
    orders = {id: tuple(map(_order, shop.ledger.orders(id))) for id in customers}
    return replace(facts, orders={**facts.orders, **{id: rows for id, rows in orders.items() if rows}})


def _conversation(
    transcript: Transcript, turns: Sequence[ReplayedTurn], facts: Facts, priced: bool
) -> Iterator[GradedTurn]:
    hearing, spoiled = Hearing(facts), False
    success, played = _outcome(transcript, turns, facts)
    expected = {} if transcript.goal else dict(transcript.expected)
    for number, turn in enumerate(turns):
        expect = expected.get(number)
        claims = claims_of(turn, hearing.of(turn), facts)
        spoiled = spoiled or turn.is_spoiled
        if spoiled:
            yield GradedTurn(turn, spoiled=True)
            continue
        marks = [*_expected(expect, turns[: number + 1], facts), *_of_any(expect, turn)]
        marks.append(mark("claims", (f"{claim.kind} {claim.value}: {claim.sentence}" for claim in claims)))
        grades = {_NAMES.get(one.check, one.check): Grade(float(one.ok), one.why) for one in marks}
        bare = {name: grade for name, grade in grades.items() if name not in _NOT_GRADES}
        yield GradedTurn(
            turn,
            {
                **bare,
                **_retrieval(expect, turn),
                **_figures(turn, priced),
                **(success if turn.last else {}),
            },
            claims,
            played=played if turn.last else None,
        )


def _outcome(
    transcript: Transcript, turns: Sequence[ReplayedTurn], facts: Facts
) -> tuple[dict[str, Grade], Played | None]:
    """Whether and where a conversation reached all it should; not judged where a simulated shopper was at fault."""
    found = reached(transcript.expected, turns, facts)
    played = None
    if transcript.goal is not None and found is not None:
        played = Played(moves_of(transcript.goal, turns, facts), found.turn is not None)
    if found is None or (played is not None and spoils(played.moves)):
        return {}, played
    if found.turn is None:
        return {"success": Grade(0.0, "; ".join(found.missing))}, played
    return {"success": Grade(1.0), "turns_to_success": Grade(float(found.turn))}, played


def _expected(expect: TurnExpectation | None, turns: Sequence[ReplayedTurn], facts: Facts) -> Iterator[Mark]:
    if expect is None:
        return
    turn = turns[-1]
    yield from (one for one in expectation_marks(expect, turn, facts) if one.check != "says")
    if expect.says or expect.says_all or expect.says_not:
        yield mark("facts", unsaid(expect, turn.shown_text))
    if expect.refused is not None:
        refused = turn.outcome == "refused"
        yield mark("refusal", [] if refused == expect.refused else ["declined" if refused else "not declined"])
    if expect.state is not None:
        yield mark("state", end_faults(expect.state, turns))


def _of_any(expect: TurnExpectation | None, turn: ReplayedTurn) -> Iterator[Mark]:
    if expect is None or not expect.refused:
        answered = turn.outcome == "answered" and turn.shown_text.strip()
        yield mark("answered", [] if answered else [turn.error or turn.outcome or "no answer"])
    if turn.tools:
        yield mark("arguments_valid", (fault for call in turn.tools for fault in argument_faults(call)))
    if expect is None or expect.answer_language is None:
        asked, spoken = language_of(turn.text), language_of(turn.answer)
        if asked and spoken:
            yield mark("language", [] if asked == spoken else [f"asked in {asked}, answered in {spoken}"])


def _retrieval(expect: TurnExpectation | None, turn: ReplayedTurn) -> dict[str, Grade]:
    wanted = expect.products_include if expect else ()
    if not wanted:
        return {}
    missing = [one for one in wanted if one not in turn.products]
    return {"retrieval": Grade(1 - len(missing) / len(wanted), f"{', '.join(missing)} not shown" if missing else "")}


def _figures(turn: ReplayedTurn, priced: bool) -> dict[str, Grade]:
    """What is measured and not judged."""
    found: dict[str, float | None] = {
        "fallback": float(turn.outcome == "fallback"),
        "products_shown": float(len(turn.products)),
        "length": float(len(turn.shown_text)),
        **{f"{name}_ms": turn.timings_ms.get(name) for name in ("products", "first_text", "total")},
        "own_ms": turn.own_ms,
        "tokens": float(sum(turn.usage.values())) if any(turn.usage.values()) else None,
        "cost_usd": turn.cost_usd if priced else None,
    }
    return {name: Grade(value) for name, value in found.items() if value is not None}


def _order(order: Order) -> dict[str, Any]:
    """An order as its file would have it."""
    lines = [
        {"product_id": x.product_id, "title": x.title, "quantity": x.quantity, "unit_price": x.unit_price}
        for x in order.lines
    ]
    delivered = order.delivered_at.isoformat() if order.delivered_at else None
    amounts = {"discount": order.discount, "shipping": order.shipping}
    return {
        "id": order.id,
        "placed_at": order.placed_at.isoformat(),
        "delivered_at": delivered,
        **amounts,
        "lines": lines,
    }
