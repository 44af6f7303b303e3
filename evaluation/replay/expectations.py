"""What a shopper's message in a transcript should lead to; what is not named is not judged."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from evaluation.dialogue_sets import End, Expectation


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
        return self

    @property
    def named_products(self) -> frozenset[str]:
        """The ids of all products that it names."""
        cart = self.state.cart if self.state and self.state.cart else ()
        return frozenset({*self.products_include, *(line.product_id for line in cart)})
