"""Whether what transcripts expect can be so in a shop at all, told before anything is played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from evaluation.dialogue_sets import ProductsExpected
from evaluation.errors import EvaluationError
from evaluation.replay.expectations import TurnExpectation
from evaluation.replay.transcripts import Transcript
from retrieval.errors import UnknownNameError
from retrieval.query import SearchQuery

if TYPE_CHECKING:
    from assistant.wiring import Shop


def check_expectations(transcripts: Iterable[Transcript], shop: Shop) -> None:
    """Does nothing where every product and order expected is there, and some product is as all shown must be.

    Raises:
        EvaluationError: something can never be met; the text names it and its message.
    """
    for transcript in transcripts:
        for number, expect in transcript.expected:
            wrong = next(_impossible(expect, shop), "")
            if wrong:
                raise EvaluationError(
                    f"{transcript.id}, message {number + 1}, expects {wrong}; correct it or take it out."
                )


def customers_of(transcripts: Iterable[Transcript], shop: Shop) -> tuple[str, ...]:
    """Whose records the transcripts are played over: those who shop, and those whose orders are looked at after."""
    found = dict.fromkeys(one.customer_id for one in transcripts if one.customer_id)
    for order in (order for one in transcripts for _, expect in one.expected for order in _orders(expect)):
        known = shop.ledger.order(order) if shop.ledger else None
        found.update({known.customer_id: None} if known else {})
    return tuple(found)


def strangers(transcripts: Iterable[Transcript], shop: Shop) -> tuple[str, ...]:
    """The customers of transcripts that the shop's records do not know: these are played without orders."""
    named = sorted({one.customer_id for one in transcripts if one.customer_id})
    return tuple(one for one in named if shop.ledger is None or shop.ledger.customer(one) is None)


def _orders(expect: TurnExpectation) -> Iterable[str]:
    return expect.state.orders if expect.state else ()


def _impossible(expect: TurnExpectation, shop: Shop) -> Iterator[str]:
    for product in sorted(expect.named_products):
        if shop.search_engine.product(product) is None:
            yield f"{product}, which is no product of the catalogue"
    if expect.products_all is not None:
        yield from _unheard_of(expect.products_all, shop)
    for order in _orders(expect):
        if shop.ledger is None or shop.ledger.order(order) is None:
            yield f"something of the order {order}, which the shop's records do not have"


def _unheard_of(wanted: ProductsExpected, shop: Shop) -> Iterator[str]:
    """What is wrong where no product is as all that are shown must be."""
    try:
        found = shop.search_engine.search(_as_query(wanted)).total
    except UnknownNameError as error:
        yield f"products that are not there: {str(error).rstrip('.')}"
        return
    if not found:
        asked = ", ".join(f"{name} {value}" for name, value in wanted.model_dump(exclude_unset=True).items())
        yield f"products ({asked}), but no product of the catalogue is like that"


def _as_query(wanted: ProductsExpected) -> SearchQuery:
    return SearchQuery(
        "",
        min_price=wanted.min_price,
        max_price=wanted.max_price,
        categories=wanted.category,
        brands=(wanted.brand,) if wanted.brand else (),
        attributes={"colour": wanted.colour} if wanted.colour else {},
        min_rating=wanted.min_rating,
        in_stock=bool(wanted.in_stock),
        excluded_brands=(wanted.not_brand,) if wanted.not_brand else (),
        top_k=1,
    )
