"""What a replayed turn is graded on, and what each grade means; what is not judged of a turn is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from evaluation.dialogue_claims import FalseClaim
from evaluation.replay.replayed_turn import ReplayedTurn
from evaluation.simulator.errors import Played

Direction = Literal["up", "down", "none"]
Unit = Literal["share", "points", "ms", "tokens", "usd", "count"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a grade says: `better` is the direction in which it gets better, `none` where neither way is.

    A `share` is 1 for right and 0 for wrong, averaged over turns; `points` are a rating of 1 to 5. `expected` is true
    of what is judged only where the transcript expects something. `smallest` is the least difference that anybody would
    care about.
    """

    name: str
    meaning: str
    unit: Unit = "share"
    better: Direction = "up"
    expected: bool = False
    smallest: float = 0.01


RULES: Final[Mapping[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule("state", "cart, orders and requests are as expected", expected=True),
        Rule("constraints", "what was asked for is held as expected", expected=True),
        Rule("tool", "the expected tool was called", expected=True),
        Rule("arguments", "it was called with the expected arguments", expected=True),
        Rule("products", "the products shown are those asked for", expected=True),
        Rule("retrieval", "how many of the expected products were shown", expected=True),
        Rule("facts", "what must be said was said, and what must not was not", expected=True),
        Rule("refusal", "it was declined where it must be, and nowhere else", expected=True),
        Rule("asks", "it asked back where it should, and nowhere else", expected=True),
        Rule("success", "all that the conversation should reach is reached: state, products, facts", expected=True),
        Rule(
            "turns_to_success", "the turn at which it is, of conversations that reach it", "count", "down", smallest=0.1
        ),
        Rule("claims", "nothing that was said is false"),
        Rule("answered", "the turn was answered, not refused, failed or made up by the shop"),
        Rule("language", "the answer is in the shopper's language"),
        Rule("arguments_valid", "every tool call is valid"),
        Rule("helpfulness", "how helpful a language model finds the conversation, 1 to 5", "points", smallest=0.1),
        Rule("helpfulness_turn", "how helpful it finds the answer, 1 to 5", "points", smallest=0.1),
        Rule("fallback", "the shop had to answer without its language model", better="down"),
        Rule("products_shown", "products shown", "count", "none", smallest=0.1),
        Rule("length", "characters of the answer", "count", "none", smallest=5),
        Rule("products_ms", "milliseconds until products were shown", "ms", "down", smallest=20),
        Rule("first_text_ms", "milliseconds until the first words", "ms", "down", smallest=20),
        Rule("total_ms", "milliseconds until the turn was over", "ms", "down", smallest=20),
        Rule("own_ms", "milliseconds beside the language model", "ms", "down", smallest=20),
        Rule("tokens", "tokens read and written", "tokens", "down", smallest=5),
        Rule("cost_usd", "US dollars", "usd", "down", smallest=1e-6),
    )
}


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a turn: 0 to 1 for a share, else in the rule's unit; `why` says what was wrong."""

    value: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Caveat:
    """What must be told beside a grade of a run. Unless it is `trusted`, no verdict is built on the grade.

    Two runs are held against each other in this grade only where their `source` is the same.
    """

    text: str
    trusted: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class GradedTurn:
    """A turn with its grades by name; none where the endpoint spoiled it or what it builds on.

    `played` stands in the last turn of a simulated conversation: what its shopper did wrong, and whether it reached its
    goal.
    """

    turn: ReplayedTurn
    grades: Mapping[str, Grade] = field(default_factory=dict)
    claims: tuple[FalseClaim, ...] = ()
    spoiled: bool = False
    played: Played | None = None

    @property
    def wrong(self) -> Mapping[str, str]:
        """What was wrong, by grade, in words."""
        return {name: grade.why for name, grade in self.grades.items() if grade.why}

    @property
    def met(self) -> bool | None:
        """Whether all that the transcript expects of this turn is so; None where it expects nothing."""
        judged = [grade.value for name, grade in self.grades.items() if RULES[name].expected]
        return min(judged) >= 1 if judged else None
