"""What a shopper's message in a transcript should lead to; what is not named is not judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Final, Self

from pydantic import model_validator

from assistant.agent.constraints.held import Constraints
from evaluation.dialogue_expectations import REPLY, TOOL_NAMES
from evaluation.dialogue_sets import CartLineExpected, End, Expectation
from records.importing.order_rows import STATUSES

CONSTRAINTS: Final = frozenset({*(one.name for one in fields(Constraints)), "around"})
"""What may be expected to hold; `around` is an amount between the price limits."""
SHOWN: Final = re.compile(r"shown@([1-9]\d*)#([1-9]\d*)")
"""The second of the products that the first message led to is `shown@1#2`."""


class TurnExpectation(Expectation):
    """An expectation of the sets, and beside it what must or must not be said, a refusal, and the records.

    `says` is met by any of its texts, `says_all` by all of them, `says_not` by none, each wherever it stands in what
    the shopper reads, in capitals or not. `refused` is whether the message must be declined (true) or must not
    (false). `state` is what the records must say once the message is answered.
    """

    says_all: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    refused: bool | None = None
    state: End | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if "products_include" in self.model_fields_set and not any(one.strip() for one in self.products_include):
            raise ValueError("products_include names no product; list product ids or leave it out")
        if self.products_all is not None and not self.products_all.model_fields_set:
            raise ValueError("products_all says nothing of the products; name a category, a price, … or leave it out")
        blank = [name for name in ("says", "says_all", "says_not") if not all(map(str.strip, getattr(self, name)))]
        if blank:
            raise ValueError(f"{blank[0]} holds an empty text, which is found everywhere; take it out")
        if self.arguments and not self.tools:
            raise ValueError("arguments are of no tool; name the tool beside them")
        _check_name("tool", self.tools, {*TOOL_NAMES, REPLY})
        _check_name("constraint", (*self.constraints, *(one.partition(".")[0] for one in self.absent)), CONSTRAINTS)
        _check_name("status of an order", self.state.orders.values() if self.state else (), STATUSES)
        malformed = [one.product_id for one in self._cart if _is_shown(one) and not SHOWN.fullmatch(one.product_id)]
        if malformed:
            raise ValueError(f"{malformed[0]!r} cannot be read; shown@2#1 is the first product of the second message")
        return self

    @property
    def named_products(self) -> frozenset[str]:
        """The ids of all products that it names."""
        cart = (one.product_id for one in self._cart if not _is_shown(one))
        return frozenset({*self.products_include, *cart, *_products_in(self.arguments)})

    @property
    def last_shown(self) -> int:
        """The last message, from 1, whose products it counts on; 0 where it counts on none."""
        found = [SHOWN.fullmatch(one.product_id) for one in self._cart]
        return max((int(one[1]) for one in found if one), default=0)

    @property
    def _cart(self) -> tuple[CartLineExpected, ...]:
        return (self.state.cart if self.state else None) or ()


def _is_shown(line: CartLineExpected) -> bool:
    return line.product_id.startswith("shown@")


def _products_in(arguments: Mapping[str, Any]) -> Iterator[str]:
    for name in ("product_id", "product_ids"):
        value = arguments.get(name, ())
        yield from (one for one in ([value] if isinstance(value, str) else value) if isinstance(one, str))


def _check_name(what: str, named: Iterable[str], known: Iterable[str]) -> None:
    """Does nothing where every name is known; an unknown one could never be met, which looks like a failure."""
    for one in named:
        if one not in known:
            close = get_close_matches(one, known, 1, 0.5)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))}"
            raise ValueError(f"there is no {what} {one!r}; {hint}")
