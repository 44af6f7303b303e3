"""Hashed n-grams: a text's row hangs on the text alone, and what should differ does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.sentiment.hashed_ngrams import NgramSpec, rows

PLAIN = NgramSpec(parts=0, negation=False, turns=False)


def buckets(text: str, spec: NgramSpec = PLAIN) -> set[int]:
    return set(rows([text], spec).buckets.tolist())


@given(st.lists(st.text(max_size=30), max_size=6))
def test_a_row_hangs_on_its_text_alone(texts: list[str]) -> None:
    spec = NgramSpec()
    together = rows(texts, spec)
    assert len(together) == len(texts)
    for place, text in enumerate(texts):
        alone = rows([text], spec)
        part = slice(together.starts[place], together.starts[place + 1])
        np.testing.assert_array_equal(together.buckets[part], alone.buckets)
        np.testing.assert_allclose(together.values[part], alone.values)
        assert together.counts[place].tolist() == alone.counts[0].tolist()


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4))
def test_rows_have_length_one_and_rising_buckets(texts: list[str]) -> None:
    found = rows(texts, NgramSpec())
    for place in range(len(texts)):
        part = slice(found.starts[place], found.starts[place + 1])
        assert (np.diff(found.buckets[part]) > 0).all()
        if found.starts[place] < found.starts[place + 1]:
            assert np.linalg.norm(found.values[part]) == pytest.approx(1, abs=1e-5)


def test_no_texts() -> None:
    assert len(rows([], NgramSpec())) == 0
    assert rows(["", " "], NgramSpec()).buckets.size == 0


def test_runs_of_words_and_of_characters() -> None:
    assert len(buckets("one two three")) == 3 + 2 + 1
    assert len(buckets("one two three four")) == 4 + 3 + 2
    assert len(buckets("质量很好")) == 4 + 3 + 2 + 1
    assert len(buckets("质量很好啊")) == 5 + 4 + 3 + 2


def test_runs_do_not_cross_texts() -> None:
    both = rows(["not", "good"], PLAIN)
    assert both.buckets.size == 2


def test_order_counts() -> None:
    assert buckets("good not bad") != buckets("bad not good")
    assert buckets("GOOD, not bad!") >= buckets("good not bad")


def test_a_word_counts_once() -> None:
    assert len(buckets("ha ha ha ha")) == 3


def test_what_is_denied_is_marked_within_its_clause() -> None:
    spec = NgramSpec(parts=0, turns=False)
    plain = buckets("it is good", spec)
    assert plain == buckets("it is good")
    assert len(buckets("it is not good", spec) - buckets("it is not good")) == 1
    assert buckets("no, good", spec) == buckets("no, good")
    assert buckets("不好用", spec) - buckets("不好用")


def test_what_a_text_turns_to_is_marked() -> None:
    spec = NgramSpec(parts=0, negation=False)
    first, second = buckets("cheap but weak", spec), buckets("weak but cheap", spec)
    assert first - buckets("cheap but weak")
    assert first - buckets("cheap but weak") != second - buckets("weak but cheap")
    assert buckets("便宜不过难看", spec) - buckets("便宜不过难看")


def test_parts_of_words_survive_a_slip_and_count_less() -> None:
    spec = NgramSpec(negation=False, turns=False)
    shared = buckets("disappointing", spec) & buckets("dissapointing", spec)
    assert len(shared) > 10
    assert not buckets("disappointing") & buckets("dissapointing")
    found = rows(["terrible"], spec)
    assert found.values.max() / found.values.min() == pytest.approx(1 / spec.part_value, rel=1e-4)


def test_counts_say_what_a_text_is_made_of() -> None:
    words, characters, foreign, symbols, marks = rows(["ok 很好 да 👍!"], PLAIN).counts[0].tolist()
    assert (words, characters, foreign, symbols, marks) == (1, 2, 2, 1, 1)


def test_the_matrix_is_the_rows() -> None:
    found = rows(["very good", "", "bad"], PLAIN)
    matrix = found.matrix()
    assert matrix.shape == (3, 1 << PLAIN.bits)
    assert matrix.nnz == found.buckets.size
    assert matrix[1].nnz == 0
