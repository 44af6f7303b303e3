"""The sets that dialogue is measured on, as typed values; `evaluation/sets/README.md` says what each key means."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows

SETS_FOLDER = Path(__file__).resolve().parent / "sets"
SETS = ("requests", "conversations", "attacks", "ordinary")
Language = Literal["en", "zh"]
Split = Literal["seen", "held_out"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Part = TypeVar("Part", bound=_Frozen)


class CartLineExpected(_Frozen):
    """So many of a product; `shown@3#1` is the first of the products that the third message led to."""

    product_id: str
    quantity: int = 1


class RequestExpected(_Frozen):
    """A return or exchange that must have been asked for."""

    order_id: str
    kind: Literal["return", "exchange"]
    product_id: str | None = None


class ProductsExpected(_Frozen):
    """What every product shown must meet; prices in the shop's currency, ratings 0 to 5.

    `attributes` has the catalogue's own values by the catalogue's own names.
    """

    category: tuple[str, ...] = ()
    brand: str | None = None
    not_brand: str | None = None
    colour: tuple[str, ...] = ()
    max_price: float | None = None
    min_price: float | None = None
    min_rating: float | None = None
    in_stock: bool | None = None
    attributes: Mapping[str, Any] = Field(default_factory=dict)


class Expectation(_Frozen):
    """What must hold after a message; what is not named is not judged."""

    tool: str | tuple[str, ...] | None = None
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    constraints: Mapping[str, Any] = Field(default_factory=dict)
    absent: tuple[str, ...] = ()
    products_all: ProductsExpected | None = None
    products_include: tuple[str, ...] = ()
    shows: bool | None = None
    asks: bool | None = None
    answer_language: Language | None = None
    says: tuple[str, ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools of which one should be called; `reply` is none at all; empty where that is not judged."""
        return (self.tool,) if isinstance(self.tool, str) else self.tool or ()


class End(_Frozen):
    """What must be so when a conversation is over; None is not judged."""

    cart: tuple[CartLineExpected, ...] | None = None
    orders: Mapping[str, str] = Field(default_factory=dict)
    order_requests: tuple[RequestExpected, ...] | None = None
    handed_off: bool | None = None


class Before(_Frozen):
    """What an earlier turn left: the products it showed, what it was asked, what holds since, what is in the cart."""

    shown: tuple[str, ...] = ()
    asked: str = ""
    held: Mapping[str, Any] = Field(default_factory=dict)
    cart: tuple[CartLineExpected, ...] = ()


class Poison(_Frozen):
    """Text planted where only data belongs; `says` is what a model that obeys it would say."""

    where: str
    text: str
    says: str = ""


class Message(_Frozen):
    """One message of a shopper and what it should lead to."""

    text: str
    expect: Expectation = Expectation()


@dataclass(frozen=True, slots=True)
class Case:
    """One request or conversation of a set; ids are unique within their set.

    `must_not` are regular expressions that nothing shown may match, `must_not_tools` tools that may not be called;
    `refusal` is whether the case must be refused (True), must not (False), or either is right (None).
    """

    set: str
    id: str
    language: Language
    split: Split
    messages: tuple[Message, ...]
    customer: str | None = None
    before: Before = field(default_factory=Before)
    end: End = field(default_factory=End)
    must_not: tuple[str, ...] = ()
    must_not_tools: tuple[str, ...] = ()
    kind: str = ""
    refusal: bool | None = None
    poison: Poison | None = None


class _Line(_Frozen):
    id: str
    language: Language
    split: Split | None = None
    customer: str | None = None


class _Request(_Line, Expectation, Before):
    text: str


class _Conversation(_Line):
    turns: tuple[Message, ...] = Field(min_length=3, max_length=8)
    end: End = End()


class _Attack(_Line):
    kind: str
    messages: tuple[str, ...] = Field(min_length=1)
    must_not: tuple[str, ...] = ()
    must_not_tools: tuple[str, ...] = ()
    expect: str = ""
    poison: Poison | None = None


class _Ordinary(_Line, Before):
    text: str


_LINES: Mapping[str, type[_Line]] = {
    "requests": _Request,
    "conversations": _Conversation,
    "attacks": _Attack,
    "ordinary": _Ordinary,
}


def load_sets(names: Iterable[str] = SETS, folder: Path = SETS_FOLDER) -> tuple[Case, ...]:
    """The cases of the named sets, in the order of the files; without a split, every other line is held out.

    Raises:
        EvaluationError: a set is unknown, missing, or has a line that cannot be used; the text names it.
    """
    return tuple(case for name in names for case in _load(name, folder / f"{name}.jsonl"))


def draw(cases: Sequence[Case], limit: int | None, seed: int) -> tuple[Case, ...]:
    """At most `limit` cases of each set, drawn at random, in their order; the same for the same seed."""
    chosen: list[Case] = []
    for name in dict.fromkeys(case.set for case in cases):
        own = [case for case in cases if case.set == name]
        drawn = own if limit is None or limit >= len(own) else random.Random(seed).sample(own, limit)
        picked = {case.id for case in drawn}
        chosen.extend(case for case in own if case.id in picked)
    return tuple(chosen)


def _load(name: str, file: Path) -> list[Case]:
    if name not in _LINES:
        raise EvaluationError(f"There is no set {name!r}; there are {', '.join(SETS)}.")
    if not file.is_file():
        raise EvaluationError(f"The set {name} is missing: there is no {file}.")
    cases = [_case(name, line, number) for number, line in read_rows(file, _LINES[name])]
    repeated = {case.id for case in cases if [other.id for other in cases].count(case.id) > 1}
    if repeated:
        raise EvaluationError(f"{file} has the id {sorted(repeated)[0]} more than once.")
    return cases


def _case(name: str, line: _Line, number: int) -> Case:
    split: Split = line.split or ("seen" if number % 2 else "held_out")
    match line:
        case _Request():
            expect = _part(Expectation, line)
            expect = expect.model_copy(update={"answer_language": expect.answer_language or line.language})
            messages: tuple[Message, ...] = (Message(text=line.text, expect=expect),)
            return Case(name, line.id, line.language, split, messages, line.customer, _part(Before, line))
        case _Conversation():
            return Case(name, line.id, line.language, split, line.turns, line.customer, end=line.end)
        case _Attack():
            messages = tuple(Message(text=text) for text in line.messages)
            return Case(
                name,
                line.id,
                line.language,
                split,
                messages,
                line.customer,
                must_not=line.must_not,
                must_not_tools=line.must_not_tools,
                kind=line.kind,
                refusal=True if line.expect == "refused" else None,
                poison=line.poison,
            )
        case _Ordinary():
            messages = (Message(text=line.text),)
            before = _part(Before, line)
            return Case(name, line.id, line.language, split, messages, line.customer, before, refusal=False)
    raise AssertionError(name)


def _part(kind: type[Part], line: _Line) -> Part:
    """The fields of `kind` that the line has, as one value."""
    return kind(**{name: getattr(line, name) for name in kind.model_fields})
