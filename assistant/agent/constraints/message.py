"""Reads one message against what is held: what it states, takes back or contradicts, and whether it is about another
thing. Read `read_message` first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.agent.constraints.choosing import Click, clicked
from assistant.agent.constraints.contradictions import Contradiction, answered, contradiction_in, without_contradiction
from assistant.agent.constraints.giving_up import GivenUp, read_given_up
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.money import read_new_amount
from assistant.agent.constraints.people import is_for_oneself
from assistant.agent.constraints.reading import read_constraints
from assistant.agent.constraints.same_thing import adds, is_another, keeps_budget, thing_in
from assistant.agent.constraints.shop_words import ShopWords


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What one message says of what is wanted.

    `said` is what it states; `held` what earlier turns left, less what the message takes back (`given_up`). `another`
    says that it is about another kind of thing. With a `contradiction` the shopper is to be asked which is meant, and
    `said` leaves both sides out.
    """

    said: Constraints
    held: Constraints
    given_up: tuple[GivenUp, ...] = ()
    another: bool = False
    contradiction: Contradiction | None = None

    @property
    def after(self) -> Constraints:
        """What holds once a search is made for this message."""
        return self.held.then(self.said, self.another)


def read_message(
    text: str, held: Constraints, words: ShopWords, today: date | None = None, unsettled: str = ""
) -> MessageReading:
    """Read `text` with `held` from the turns before; `today` is needed for days such as `by Friday`.

    `unsettled` is the message before where the shop asked back about a contradiction in it: what that said counts, with
    this message as the answer.
    """
    if unsettled:
        before = read_message(unsettled, held, words, today)
        if before.contradiction is not None:
            return _settled(text, before, before.contradiction, words, today)
    return _read(text, held, words, today)


def after_clicks(clicks: tuple[Click, ...], held: Constraints, today: date) -> MessageReading:
    """The reading of clicks that take constraints back or set them to another value: they say nothing else."""
    left = held
    for click in clicks:
        left = clicked(left, click, today)
    return MessageReading(Constraints(), left, tuple(click for click in clicks if isinstance(click, GivenUp)))


def _read(text: str, held: Constraints, words: ShopWords, today: date | None) -> MessageReading:
    named = words.categories_in(text)
    given_up, rest = read_given_up(text, words, words.attributes_of(named or held.categories), held)
    if is_for_oneself(text):
        given_up = [*given_up, GivenUp("recipient")]
    left = held
    for gone in given_up:
        left = left.dropping(gone.name, gone.value)
    said = read_constraints(rest, words, named or left.categories, today)
    said = replace(said, thing="" if said.categories else thing_in(rest))
    another = is_another(text, said, left, words)
    if another and not said.categories:  # what attributes an unknown kind has nobody knows
        said = replace(read_constraints(rest, words, (), today), thing=said.thing)
    if another and keeps_budget(text):
        said = _with_held_budget(said, left)
    if not another and adds(text):
        said, left = _added(said, left)
    said = _with_new_amount(rest, said, left)
    contradiction = contradiction_in(rest, said, Constraints() if another else left)
    if contradiction is not None:
        said = without_contradiction(said, contradiction)
    return MessageReading(said, left, tuple(given_up), another, contradiction)


def _settled(
    text: str, before: MessageReading, asked: Contradiction, words: ShopWords, today: date | None
) -> MessageReading:
    """The message before with its contradiction settled by this one, or without it where it is not."""
    now = _read(text, Constraints(categories=before.after.categories, thing=before.after.thing), words, today)
    if now.another or now.contradiction is not None:
        return _read(text, before.after, words, today)
    settled = answered(text, asked) or Constraints()
    left = before.held
    for gone in now.given_up:
        left = left.dropping(gone.name, gone.value)
    if asked.kind == "price" and (settled.min_price, settled.max_price) != (None, None):
        left = left.dropping("price")
    said = before.said.then(settled, another=False).then(now.said, another=False)
    return MessageReading(said, left, now.given_up, before.another)


def _added(said: Constraints, held: Constraints) -> tuple[Constraints, Constraints]:
    """`blue would be fine too`: what is named joins what is held, and is refused no more."""
    for name in said.brands:
        held = held.without("excluded_brands", name)
    for attribute, values in said.attributes.items():
        for value in values:
            held = held.without(f"excluded_attributes.{attribute}", value)
    brands = _joined(held.brands, said.brands) if held.brands else ()
    wanted = {one: _joined(held.attributes[one], v) for one, v in said.attributes.items() if one in held.attributes}
    kept = {one: values for one, values in said.attributes.items() if values == ("yes",)}
    return replace(said, brands=brands, attributes={**kept, **wanted}), held


def _joined(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*names, *more]))


def _with_held_budget(said: Constraints, held: Constraints) -> Constraints:
    if said.min_price is not None or said.max_price is not None:
        return said
    return replace(said, min_price=held.min_price, max_price=held.max_price, currency=held.currency)


def _with_new_amount(text: str, said: Constraints, held: Constraints) -> Constraints:
    """`make it 80 instead` moves the limit that is held."""
    if said.min_price is not None or said.max_price is not None or (held.min_price, held.max_price) == (None, None):
        return said
    amount = read_new_amount(text)
    if amount is None:
        return said
    value, currency = amount
    if held.max_price is None:
        return replace(said, min_price=value, currency=currency)
    return replace(said, max_price=value, currency=currency)
