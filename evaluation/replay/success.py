"""When a conversation has reached all that is expected of it: in the records, in the products shown, in what is said.

What is expected of a message may also come later, and then counts as reached there; what must not be said must not be
said from that message on. Tools, constraints and refusals are ways to get there and do not count here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.dialogue_expectations import end_faults, product_faults
from evaluation.dialogue_facts import Facts
from evaluation.dialogue_transcript import SeenTurn
from evaluation.replay.expectations import TurnExpectation


@dataclass(frozen=True, slots=True)
class Reached:
    """`turn` is where all was reached, from 1, None where it was not; `missing` says what was not, in words."""

    turn: int | None
    missing: tuple[str, ...] = ()


def reached(expected: Sequence[tuple[int, TurnExpectation]], turns: Sequence[SeenTurn], facts: Facts) -> Reached | None:
    """Where a conversation reached what is expected from each turn on (from 0); None where nothing is to be reached."""
    wishes = [(start, part, expect) for start, expect in expected for part in _parts(expect)]
    if not wishes:
        return None
    found = [_first(start, part, expect, turns, facts) for start, part, expect in wishes]
    missing = tuple(why for number, why in found if number is None)
    if missing:
        return Reached(None, missing)
    return Reached(1 + max(number for number, _ in found if number is not None))


def unsaid(expect: TurnExpectation, text: str) -> Iterator[str]:
    """What of the facts expected is wrong with a text that the shopper reads."""
    low = text.casefold()
    if expect.says and not any(one.casefold() in low for one in expect.says):
        yield f"none of {', '.join(expect.says)} was said"
    yield from (f"{one} was not said" for one in expect.says_all if one.casefold() not in low)
    yield from (f"{one} was said" for one in expect.says_not if one.casefold() in low)


def _parts(expect: TurnExpectation) -> Iterator[str]:
    if expect.state is not None:
        yield "state"
    if expect.products_all is not None or expect.products_include or expect.shows is not None:
        yield "products"
    if expect.says or expect.says_all or expect.says_not:
        yield "facts"


def _first(
    start: int, part: str, expect: TurnExpectation, turns: Sequence[SeenTurn], facts: Facts
) -> tuple[int | None, str]:
    """The first turn from `start` on at which a part is as expected, and else what is wrong with it at the end."""
    why = "the conversation ended before"
    for number in range(start, len(turns)):
        faults = list(_faults(part, expect, turns[: number + 1], start, facts))
        if not faults:
            return number, ""
        why = faults[0]
    return None, f"{part}: {why}"


def _faults(part: str, expect: TurnExpectation, turns: Sequence[SeenTurn], start: int, facts: Facts) -> Iterator[str]:
    if part == "state" and expect.state is not None:
        yield from end_faults(expect.state, turns) if turns[-1].end else ["the records were not looked at"]
    elif part == "products":
        yield from product_faults(expect, turns[-1], facts)
        if expect.products_all is not None and not turns[-1].products:
            yield "showed nothing"
    else:
        yield from unsaid(expect, "\n".join(turn.shown_text for turn in turns[start:]))
