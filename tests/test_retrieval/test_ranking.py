"""Words shown as matched, and requests with slips on the demonstration catalogue, in both languages."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog
from retrieval.document import searchable_text, term_counts
from retrieval.lexical_index import LexicalIndex
from retrieval.matching import matched_terms
from retrieval.query_terms import QueryReader
from retrieval.relevance import Noise, relevant
from retrieval.tokens import words

ROOT = Path(__file__).parents[2]


@cache
def catalogue() -> tuple[Product, ...]:
    return tuple(load_catalog(ROOT / "data" / "products.jsonl").products)


@cache
def index() -> LexicalIndex:
    return LexicalIndex.build(term_counts(product) for product in catalogue())


@cache
def reader() -> QueryReader:
    return QueryReader(index(), lambda row: searchable_text(catalogue()[row]))


def found(text: str, most: int = 10) -> list[int]:
    """Rows by their words alone, best first, as far as anything was found."""
    scores = index().scores(reader().read(text).weights)
    return [int(row) for row in np.argsort(-scores, kind="stable")[:most] if scores[row] > 0]


def titles(text: str, most: int = 5) -> str:
    return "; ".join(catalogue()[row].title + catalogue()[row].title_zh for row in found(text, most))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wireles headfones", "wireless headphones"),
        ("lawn mowwer", "lawn mower"),
        ("headlmap", "headlamp"),
        ("head phones", "headphones"),
        ("dogbed", "dog bed"),
        ("降燥耳机", "降噪耳机"),
        ("無線耳機", "无线耳机"),
    ],
)
def test_a_slip_finds_what_was_meant(typed: str, meant: str) -> None:
    assert set(found(typed, 3)) & set(found(meant, 3))


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (("6.1 inch phone", '6.1" phone', "6.1in phone"), "Vaylorn Pica 5"),
        (("10 hour battery", "10h battery", "10 hrs battery"), ""),
        (("128 gb", "128GB"), "128"),
    ],
)
def test_amounts_find_the_same_however_written(texts: tuple[str, ...], title: str) -> None:
    assert len({tuple(found(text, 5)) for text in texts}) == 1
    assert title in titles(texts[0])


@pytest.mark.parametrize(
    ("text", "something"), [("狗窝", False), ("冰箱", False), ("篮球", False), ("降燥耳机", True), ("帐篷", True)]
)
def test_what_the_shop_has_not_is_not_shown_for_one_character_in_common(text: str, something: bool) -> None:
    coverage = index().coverage(reader().read(text).evidence, np.arange(len(catalogue())))
    assert bool(relevant(coverage, None, Noise(0, 1)).any()) == something


def slip(word: str, choice: random.Random) -> str:
    """One letter left out, doubled, or swapped with the next; never the first."""
    place = choice.randrange(1, len(word) - 1)
    return choice.choice(
        [
            word[:place] + word[place + 1 :],
            word[: place + 1] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 378), st.integers(0, 10_000))
def test_a_title_with_one_slip_still_finds_its_product(row: int, seed: int) -> None:
    choice = random.Random(seed)
    typed = catalogue()[row].title.split()
    long = [place for place, word in enumerate(typed) if word.isalpha() and len(word) > 4]
    if long:
        place = choice.choice(long)
        typed[place] = slip(typed[place], choice)
    assert row in found(" ".join(typed))


def test_every_word_of_a_title_is_looked_up() -> None:
    for product in catalogue()[:50]:
        assert {word.whole for word in words(product.title)} - {""} <= reader().read(product.title).weights.keys()


@pytest.mark.parametrize(
    ("text", "product", "terms"),
    [
        ("Waterproof BAGS", "A bag, waterproofed", ("Waterproof", "BAGS")),
        ("便宜的降噪耳机推荐", "头戴降噪耳机", ("降噪耳机",)),
        ("防水背包和水壶", "背包 配 水壶", ("背包", "水壶")),
        ("a tent for the tent", "tent", ("tent",)),
        ("65in tv", "TV 65 in", ("65in", "tv")),
        ("kayak", "tent", ()),
        ("锅", "汤锅", ()),
    ],
)
def test_matched_terms(text: str, product: str, terms: tuple[str, ...]) -> None:
    assert matched_terms(text, product) == terms


@given(st.text(), st.text())
def test_matched_terms_stand_in_the_request(text: str, product: str) -> None:
    import unicodedata

    folded = unicodedata.normalize("NFKC", text)
    assert all(term in folded for term in matched_terms(text, product))
