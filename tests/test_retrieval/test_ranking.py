"""Fusion, relevance and matched words by hand-worked cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.document import embedded_text, searchable_text, term_counts
from retrieval.embedding import HashEmbedder
from retrieval.fusion import DENSE_WEIGHT, weighted_sum
from retrieval.matching import matched_terms
from retrieval.relevance import ENOUGH_COVERAGE, LEAST_COVERAGE, Noise, measure_noise, relevant


def array(*values: float) -> np.typing.NDArray[np.float32]:
    return np.array(values, np.float32)


def test_fusion_scales_both_sides_and_weighs_them() -> None:
    fused = weighted_sum(array(4, 2, 0), array(-0.2, 0.6, 0.3), 1.0)
    w = DENSE_WEIGHT
    assert fused == pytest.approx([1 - w, (1 - w) / 2 + w, w / 2])


def test_a_score_does_not_change_when_a_filter_takes_the_worst_away() -> None:
    lexical, dense = array(4, 2, 0), array(0.5, 0.6, 0.1)
    assert weighted_sum(lexical[:2], dense[:2], 1.0) == pytest.approx(weighted_sum(lexical, dense, 1.0)[:2])


def test_a_side_that_reads_half_the_request_has_half_its_weight() -> None:
    fused = weighted_sum(array(4, 0), array(0, 0.6), 0.5)
    assert fused == pytest.approx([1 - DENSE_WEIGHT / 2, DENSE_WEIGHT / 2])


def test_without_meaning_the_words_decide() -> None:
    for dense in (None, array(np.nan, np.nan)):
        assert weighted_sum(array(4, 1), dense, 1.0) == pytest.approx([1, 0.25])


def test_nothing_to_join() -> None:
    assert len(weighted_sum(array(), array(), 1.0)) == 0
    assert weighted_sum(array(0, 0), array(0, -0.3), 1.0).tolist() == [0, 0]


@given(
    st.lists(
        st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32) | st.just(float("nan"))),
        min_size=1,
        max_size=9,
    ),
    st.floats(0, 1),
)
def test_fused_scores_are_finite_and_bounded(pairs: list[tuple[float, float]], readable: float) -> None:
    fused = weighted_sum(array(*(p[0] for p in pairs)), array(*(p[1] for p in pairs)), readable)
    assert np.isfinite(fused).all()
    assert ((fused >= 0) & (fused <= 1.0001)).all()


def test_relevance_takes_words_or_meaning() -> None:
    coverage = array(ENOUGH_COVERAGE, 0, 0, LEAST_COVERAGE, LEAST_COVERAGE)
    similarity = array(-1, 0.5, 0.1, 0.1, np.nan)
    noise = Noise(usual=0.3, rare=0.4)
    assert relevant(coverage, similarity, noise).tolist() == [True, True, False, False, True]
    assert relevant(coverage, None, noise).tolist() == [True, False, False, True, True]


def test_gibberish_is_judged_as_a_whole() -> None:
    nothing = array(0, 0)
    assert relevant(nothing, array(0.35, 0.1), Noise(0.3, 0.4)).tolist() == [False, False]
    assert relevant(nothing, array(0.35, 0.45), Noise(0.3, 0.4)).tolist() == [True, True]


def test_noise_is_measured_the_same_each_time_and_lies_below_a_match() -> None:
    embedder = HashEmbedder()
    texts = ["wireless headphones", "soup pot", "green tent"]
    noise = measure_noise(embedder, embedder.encode(texts))
    assert noise == measure_noise(embedder, embedder.encode(texts))
    assert 0 <= noise.usual < noise.rare < 0.9


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


def test_a_title_counts_more_than_a_description(shop: tuple[Product, ...]) -> None:
    counts = term_counts(shop[0])
    assert counts["wireless"] == 3 + 1, "title, and the attribute that is true"
    assert counts["larkspur"] == 3 + 2
    assert "wireless" not in term_counts(Product("x", "t", 1, "USD", attributes={"wireless": False}))
    assert "38 battery hours" in searchable_text(shop[0])


def test_what_cannot_be_read_is_not_embedded(shop: tuple[Product, ...]) -> None:
    text = embedded_text(shop[0], lambda part: 1.0 if "耳机" in part else 0.0)
    assert text.split(". ") == [
        "Larkspur Hush 2 wireless headphones",
        "audio, headphones, Larkspur",
        "commute",
        "Noise-cancelling headphones for trains",
    ]
    assert "降噪" in embedded_text(shop[0], lambda part: 0.0)
    assert embedded_text(shop[0], lambda part: 1.0) == ""
