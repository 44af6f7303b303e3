"""What simulated shoppers want, one JSON object a line or a YAML list; docs/evaluation.md says what each key means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.dialogue_sets import SETS_FOLDER, Language
from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows, short
from evaluation.replay.expectations import TurnExpectation

SHIPPED = SETS_FOLDER / "goals.jsonl"
Style = Literal["plain", "terse", "chatty", "typos", "switching", "rude"]
_NAMED = re.compile(r"(?<![A-Za-z\d-])[A-Z]{3}-\d{3}(?!\d)")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Persona(_Frozen):
    """How the shopper writes, and who they are, in words for a language model."""

    style: Style = "plain"
    about: str = ""


class Words(_Frozen):
    """What the shopper can say: `thing` is what they look for, `tells` has a clause for each thing they want of it.

    The names of `tells` are those of constraints (`max_price`, `colour`, …) or of whatever else they may be asked.
    `request` asks for what is to be done or found out.
    """

    thing: str = ""
    tells: Mapping[str, str] = Field(default_factory=dict)
    request: str = ""


class Change(_Frozen):
    """From message `turn` on (the second is 2) the shopper wants otherwise: `says` it, and then holds to `tells`."""

    turn: int = Field(ge=2)
    says: str = Field(min_length=1)
    tells: Mapping[str, str] = Field(default_factory=dict)


class Goal(_Frozen):
    """One shopper with one thing to reach.

    `goal` is what they want, in words, for a language model. `takes` is the product they put into the cart once it is
    shown. `knows` are facts that they may tell when they are asked, by name; whatever is in neither `words` nor `knows`
    nor `goal` they do not know. `other_words` are the words in the other language, for a persona who switches.
    After `patience` messages they leave. `success` is what must be so by then, in state, products or facts.
    """

    id: str = Field(min_length=1)
    language: Language
    persona: Persona = Persona()
    customer_id: str | None = None
    goal: str = Field(min_length=1)
    words: Words
    other_words: Words | None = None
    takes: str | None = None
    knows: Mapping[str, str] = Field(default_factory=dict)
    changes: Change | None = None
    patience: int = Field(default=8, ge=1, le=50)
    success: TurnExpectation

    @model_validator(mode="after")
    def _can_be_played(self) -> Self:
        if not (self.words.thing or self.words.request):
            raise ValueError("words have neither a thing nor a request, so the shopper has nothing to open with")
        if not judged_parts(self.success):
            raise ValueError("success names neither state nor products nor facts, so it is never known to be reached")
        if self.persona.style == "switching" and self.other_words is None:
            raise ValueError("a persona who switches languages needs other_words")
        if self.changes is not None and self.changes.turn > self.patience:
            raise ValueError("the shopper changes their mind after their patience is over")
        return self

    @property
    def known_text(self) -> str:
        """All that the shopper knows, as one text."""
        other = self.other_words or Words()
        parts: list[str] = [self.goal, self.persona.about, *self.knows.values(), self.takes or ""]
        for words in (self.words, other):
            parts += [words.thing, words.request, *words.tells.values()]
        if self.changes is not None:
            parts += [self.changes.says, *self.changes.tells.values()]
        return "\n".join(parts)


def judged_parts(success: TurnExpectation) -> frozenset[str]:
    """Which of state, products and facts a success is made of."""
    parts = {
        "state": success.state is not None and bool(success.state.model_fields_set),
        "products": success.products_all is not None or bool(success.products_include) or success.shows is not None,
        "facts": bool(success.says or success.says_all or success.says_not),
    }
    return frozenset(name for name, there in parts.items() if there)


def read_goals(file: Path = SHIPPED) -> tuple[Goal, ...]:
    """The goals of a YAML list, or of JSON lines, gzipped or not, in their order.

    Raises:
        EvaluationError: the file cannot be read, holds no goal, the same id twice, or one that cannot be used; the text
            names the line, of YAML the goal.
    """
    goals = _of_yaml(file) if file.suffix in (".yaml", ".yml") else _of_lines(file)
    if not goals:
        raise EvaluationError(f"{file} has no goal in it; write one JSON object a line, or a YAML list.")
    twice = next((one.id for number, one in enumerate(goals) if one.id in {each.id for each in goals[:number]}), None)
    if twice is not None:
        raise EvaluationError(f"{file} has the goal {twice!r} more than once; give each an id of its own.")
    return goals


def check_goals(
    goals: Iterable[Goal], is_product: Callable[[str], bool], orders_of: Callable[[str], Sequence[str] | None]
) -> None:
    """Does nothing where all that the goals name is in the shop; `orders_of` gives None for no such customer.

    Raises:
        EvaluationError: a product, customer or order is not; the text names it and the goal.
    """
    for one in goals:
        gone = sorted(id for id in _products(one) if not is_product(id))
        if gone:
            raise EvaluationError(f"The goal {one.id} is about {gone[0]}, which is no product of the catalogue.")
        owned = orders_of(one.customer_id) if one.customer_id else ()
        if owned is None:
            raise EvaluationError(f"The goal {one.id} is {one.customer_id}'s, who is no customer of the shop.")
        foreign = sorted(_orders(one) - set(owned))
        if foreign:
            raise EvaluationError(
                f"The goal {one.id} is about the order {foreign[0]}, which {one.customer_id or 'a guest'} has not."
            )


def _products(goal: Goal) -> frozenset[str]:
    named = {one for one in goal.success.named_products if not one.startswith("shown@")}
    return frozenset({*named, *([goal.takes] if goal.takes else []), *_NAMED.findall(goal.known_text)})


def _orders(goal: Goal) -> frozenset[str]:
    state = goal.success.state
    asked = {one.order_id for one in (state.order_requests or ())} if state else set()
    own = {goal.knows["order_id"]} if "order_id" in goal.knows else set()
    return frozenset({*(state.orders if state else ()), *asked, *own})


def _of_lines(file: Path) -> tuple[Goal, ...]:
    return tuple(goal for _, goal in read_rows(file, Goal))


def _of_yaml(file: Path) -> tuple[Goal, ...]:
    try:
        rows: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        why = " ".join(str(error).split())[:200]
        raise EvaluationError(f"{file} cannot be read ({why}); give a YAML list of goals.") from error
    if not isinstance(rows, list):
        raise EvaluationError(f"{file} is no list of goals; write each as `- id: …`.")
    return tuple(_goal(file, number, row) for number, row in enumerate(rows, 1))


def _goal(file: Path, number: int, row: Any) -> Goal:
    try:
        return Goal.model_validate(row)
    except (ValidationError, ValueError) as error:
        name = row.get("id", "") if isinstance(row, dict) else ""
        raise EvaluationError(f"{file}, goal {number} {name}, cannot be used: {short(error)}") from error
