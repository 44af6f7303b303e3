"""BM25 against a hand-worked score and against its definition."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval import term_postings as postings_module
from retrieval.lexical_index import LexicalIndex, load_postings, save_lexical
from retrieval.term_postings import TermPostings, TermWriter

DOCUMENTS = (Counter({"tent": 2.0, "green": 1.0}), Counter({"pot": 1.0}), Counter({"tent": 1.0, "pot": 1.0}))


Documents = list[dict[str, float]]
some_documents = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9).map(float)), max_size=12)


def written(documents: Iterable[Mapping[str, float]]) -> TermPostings:
    writer = TermWriter()
    for document in documents:
        writer.add(document)
    return writer.finish()


def grown(before: TermPostings, documents: Iterable[Mapping[str, float]], alive: NDArray[np.bool_]) -> TermPostings:
    writer = before.writer()
    for document in documents:
        writer.add(document)
    return before.grown(writer, alive)


def asked(*words: str) -> dict[frozenset[str], float]:
    return {frozenset({word}): 1.0 for word in words}


def test_scores_equal_the_formula_worked_by_hand() -> None:
    scores = LexicalIndex.build(DOCUMENTS, k1=1.2, b=0.75).scores(["tent"])
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    first = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    third = idf * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2))
    assert scores == pytest.approx([first, 0, third])


def test_coverage_is_the_share_of_what_was_asked() -> None:
    index, rows = LexicalIndex.build(DOCUMENTS), np.arange(3)
    assert index.coverage(asked("tent", "pot"), rows) == pytest.approx([0.5, 0.5, 1.0])
    unseen = index.coverage(asked("tent", "kayak"), rows)
    assert 0 < unseen[0] < 0.5, "a word that no product holds weighs more than one that many hold"
    assert index.coverage(asked("pot"), rows[::-1]) == pytest.approx([1, 1, 0])


def test_no_words_and_no_documents_score_nothing() -> None:
    assert LexicalIndex.build(DOCUMENTS).scores([]).tolist() == [0, 0, 0]
    empty = LexicalIndex.build([])
    assert (len(empty.scores(["tent"])), len(empty.coverage(asked("tent"), np.arange(0)))) == (0, 0)


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    documents = (*DOCUMENTS, Counter({"锅": 1.0, "汤锅": 3.0}))
    index = LexicalIndex.build(documents)
    save_lexical(tmp_path, written(documents), len(documents))
    loaded = LexicalIndex.load(tmp_path)
    for tokens in (["tent", "pot"], ["锅"], ["汤锅", "green"]):
        np.testing.assert_array_equal(loaded.scores(tokens), index.scores(tokens))


@given(some_documents)
def test_exactly_the_documents_that_hold_a_word_score_above_zero(documents: Documents) -> None:
    index = LexicalIndex.build(documents)
    for word in "abcdef":
        assert (index.scores([word]) > 0).tolist() == [word in document for document in documents]
        coverage = index.coverage(asked(word, "a"), np.arange(len(documents)))
        assert ((coverage >= 0) & (coverage <= 1.0001)).all()


def test_a_token_may_carry_its_own_weight() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    single, weighted = index.scores(["tent"]), index.scores({"tent": 0.25})
    np.testing.assert_allclose(weighted, single / 4)
    np.testing.assert_allclose(index.scores(["tent", "tent"]), index.scores({"tent": 2.0}))


def test_terms_number_the_document_frequencies() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    held_by = index.document_frequencies()
    assert {term: held_by[number] for term, number in index.terms.items()} == {"tent": 2, "green": 1, "pot": 2}


def test_an_empty_index_can_be_saved_and_opened(tmp_path: Path) -> None:
    save_lexical(tmp_path, written([]), 0)
    assert LexicalIndex.load(tmp_path).scores(["tent"]).tolist() == []


@given(some_documents, some_documents, st.data())
def test_grown_postings_score_as_if_written_anew(before: Documents, more: Documents, data: st.DataObject) -> None:
    alive = np.array([data.draw(st.booleans()) for _ in before], bool)
    kept = [document for document, lives in zip(before, alive, strict=True) if lives]
    rows = [*np.flatnonzero(alive), *range(len(before), len(before) + len(more))]
    index = LexicalIndex.of(grown(written(before), more, alive), len(kept) + len(more))
    fresh = LexicalIndex.build([*kept, *more])
    assert set(index.terms) == set(fresh.terms)
    assert index.size == len(before) + len(more)
    for tokens in (["a"], ["b", "c"], ["d", "unseen"]):
        found, wanted = index.scores(tokens), fresh.scores(tokens)
        np.testing.assert_allclose(found[rows], wanted, rtol=1e-5)
        covered = index.coverage(asked(*tokens), np.array(rows, np.intp))
        np.testing.assert_allclose(covered, fresh.coverage(asked(*tokens), np.arange(fresh.size)), rtol=1e-5)
        assert not found[: len(before)][~alive].any()


@given(some_documents, st.integers(1, 5))
def test_how_much_is_worked_on_at_once_changes_nothing(documents: Documents, size: int) -> None:
    whole = written(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_module, "SLICE", size)
        sliced = written(documents)
    assert list(whole.terms) == list(sliced.terms)
    for name in ("offsets", "rows", "counts"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(sliced, name))
    pieces = [part for _, part in whole.slices(size)]
    assert sum(len(part.terms) for part in pieces) == len(whole.rows)
    numbers = np.concatenate([part.terms for part in pieces]) if pieces else np.zeros(0)
    np.testing.assert_array_equal(numbers, np.repeat(np.arange(len(whole.terms)), np.diff(whole.offsets)))


def test_stored_postings_go_on_from_where_they_stood(tmp_path: Path) -> None:
    save_lexical(tmp_path, written(DOCUMENTS), 3)
    postings = grown(load_postings(tmp_path), [{"kayak": 1.0}], np.array([True, False, True]))
    assert (postings.size, list(postings.terms)) == (4, ["tent", "green", "pot", "kayak"])
    assert postings.rows.tolist() == [0, 2, 0, 2, 3]
