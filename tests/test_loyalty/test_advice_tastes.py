"""What was praised and complained about, per product, brand and aspect, with the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.advice.product_facts import ProductFacts
from loyalty.advice.tastes import CLEAR, Tastes, tastes_of
from loyalty.nouns import ConversationReading, Signal
from tests.support.loyalty_histories import NOW, histories, signal, talk

FACTS = {
    "P-1": ProductFacts("Hush 2 headphones", "静音耳机", ("audio", "headphones"), brand="Larkspur"),
    "P-2": ProductFacts("Murmur radio", "低语收音机", ("audio", "radios"), brand="Larkspur"),
    "P-3": ProductFacts("Plain cable", "数据线", ("audio", "cables")),
}


def said(kind: str, days: float = 10, quote: str = "words", **given: object) -> ConversationReading:
    return talk(days, signal(kind, days, quote, **given))  # type: ignore[arg-type]


def tastes(*readings: ConversationReading) -> Tastes:
    return tastes_of(readings, FACTS.get, NOW)


def test_praise_lifts_a_product_with_the_quote() -> None:
    found = tastes(said("praise", quote="so quiet", product_id="P-1", aspect="product"))
    assert found.liked_products == {"P-1"}
    assert found.brands == {}
    assert found.aspects == {}
    (source,) = found.products["P-1"].sources
    assert (source.kind, source.text) == ("turn", "so quiet")


@pytest.mark.parametrize("second", ["P-1", "P-2"])
def test_a_second_complaint_counts_against_the_brand_too(second: str) -> None:
    first = said("complaint", product_id="P-1", aspect="product")
    assert tastes(first).disliked_products == {"P-1"}
    assert tastes(first).brands == {}
    found = tastes(first, said("complaint", 4, product_id=second, aspect="product"))
    assert found.disliked_brands == {"Larkspur"}
    assert not found.liked_products


def test_two_complaints_in_one_conversation_are_one() -> None:
    twice = talk(3, *(signal("complaint", 3, quote, product_id="P-1", aspect="product") for quote in ("a", "b")))
    assert tastes(twice).brands == {}


def test_a_late_parcel_is_no_fault_of_the_brand() -> None:
    found = tastes(said("complaint", product_id="P-1", aspect="delivery"))
    assert found.products == {}
    assert found.brands == {}
    assert not found.aspects["delivery"].liked


def test_a_dear_price_is_no_fault_of_the_product_either() -> None:
    assert tastes(said("complaint", product_id="P-1", aspect="price")).disliked_products == frozenset()


def test_the_better_known_side_prevails_and_only_its_words_prove_it() -> None:
    found = tastes(
        said("praise", 5, "great sound", product_id="P-1", aspect="product"),
        said("praise", 8, "great box", product_id="P-1", aspect="product"),
        said("complaint", 6, "a bit tight", product_id="P-1", aspect="product", strength=0.4),
    )
    assert found.liked_products == {"P-1"}
    assert [one.text for one in found.products["P-1"].sources] == ["great sound", "great box"]


def test_two_minds_are_no_opinion() -> None:
    found = tastes(
        said("praise", product_id="P-1", aspect="product"), said("complaint", product_id="P-1", aspect="product")
    )
    assert found == Tastes()


def test_brands_gather_their_products() -> None:
    found = tastes(
        said("complaint", product_id="P-1", aspect="product"),
        said("praise", 3, product_id="P-2", aspect="product"),
        said("praise", 4, product_id="P-2", aspect="product"),
    )
    assert found.disliked_products == {"P-1"}
    assert found.liked_products == {"P-2"}
    assert found.liked_brands == {"Larkspur"}


def test_an_old_weak_word_fades_away() -> None:
    assert tastes(said("complaint", 200, product_id="P-1", aspect="product", strength=0.5)) == Tastes()
    assert tastes(said("complaint", 20, product_id="P-1", aspect="product", strength=0.5)).disliked_products == {"P-1"}


def test_products_without_a_brand_or_out_of_the_catalogue_make_no_brand() -> None:
    found = tastes(
        said("praise", product_id="P-3", aspect="product"), said("praise", product_id="gone", aspect="product")
    )
    assert found.liked_products == {"P-3", "gone"}
    assert found.brands == {}


def test_what_is_said_after_the_date_is_not_known_yet() -> None:
    assert tastes(said("praise", -1, product_id="P-1", aspect="product")) == Tastes()


@given(histories(), st.sampled_from(("P-1", "P-2", None)))
def test_every_opinion_is_clear_and_proved(history: object, product_id: str | None) -> None:
    readings = [_about(one, product_id) for one in history.readings]  # type: ignore[attr-defined]
    found = tastes(*readings)
    quotes = {one.quote for reading in readings for turn in reading.turns for one in turn.signals}
    for opinion in (*found.products.values(), *found.brands.values(), *found.aspects.values()):
        assert abs(opinion.balance) >= CLEAR
        assert opinion.sources
        assert {one.text for one in opinion.sources} <= quotes
    assert not found.liked_products & found.disliked_products
    assert not found.liked_brands & found.disliked_brands


@given(histories())
def test_the_order_of_conversations_is_irrelevant(history: object) -> None:
    readings: tuple[ConversationReading, ...] = history.readings  # type: ignore[attr-defined]
    there, back = tastes(*readings), tastes(*readings[::-1])
    assert there.liked_products == back.liked_products
    assert {name: one.liked for name, one in there.aspects.items()} == {
        name: one.liked for name, one in back.aspects.items()
    }


def _about(reading: ConversationReading, product_id: str | None) -> ConversationReading:
    def changed(one: Signal) -> Signal:
        return replace(one, product_id=product_id, aspect="product" if product_id else one.aspect)

    turns = tuple(replace(turn, signals=tuple(map(changed, turn.signals))) for turn in reading.turns)
    return replace(reading, turns=turns)
