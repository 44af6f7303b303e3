"""The learned half of finding signals: n-grams, weights, and what the two halves decide together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.errors import OperatorLoyaltyError
from loyalty.signals import learned
from loyalty.signals.deciding import decide, leaning
from loyalty.signals.finding import Found, find
from loyalty.signals.folding import fold
from loyalty.signals.grams import WIDTH, gram_rows
from loyalty.signals.learned import KINDS, REASONS, LearnedSignals, probability, shipped_signals
from loyalty.signals.phrase_book import shipped_phrases
from loyalty.signals.training import labelled_lines, lines_of, mood_lines, train

TEXTS = ("i shall be back for more", "这家店不错", "", "a b c", "🧡", "\ud800 x", "x" * 500)


def test_rows_have_length_one_and_an_empty_text_has_none() -> None:
    rows = gram_rows(TEXTS)
    assert rows.shape == (len(TEXTS), WIDTH)
    lengths = np.sqrt(np.asarray(rows.power(2).sum(axis=1))).ravel()
    assert lengths[2] == 0
    assert np.allclose(lengths[[0, 1, 3, 4, 5, 6]], 1, atol=1e-5)


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_text_has_the_same_row_whatever_stands_beside_it(texts: list[str]) -> None:
    folded = [fold(text).replace("\n", " ") for text in texts]
    together = gram_rows(folded).toarray() if folded else np.zeros((0, WIDTH))
    for row, text in zip(together, folded, strict=True):
        assert np.allclose(row, gram_rows([text]).toarray()[0], atol=1e-6)


def test_scores_do_not_depend_on_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Found()] * len(TEXTS)
    whole = shipped_signals().scores(TEXTS, found)
    monkeypatch.setattr(learned, "BATCH_CODE_POINTS", 5)
    assert np.allclose(shipped_signals().scores(TEXTS, found), whole, atol=1e-4)
    assert whole.shape == (len(TEXTS), len(KINDS) + len(REASONS))


def test_the_shipped_weights_go_with_the_n_grams() -> None:
    """Whoever changes the n-grams makes the weights noise; this fails then."""
    texts = ["i want to speak to a real person", "再也不来你们家了"]
    scores = shipped_signals().scores(texts, [Found()] * 2)
    assert probability(scores[0, KINDS.index("wants_person")]) > 0.5
    assert probability(scores[1, KINDS.index("leave")]) > 0.5


def test_weights_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "SHIPPED", tmp_path / "none.npz")
    with pytest.raises(OperatorLoyaltyError, match="install the package again"):
        shipped_signals.__wrapped__()


def test_lines_teach_and_weights_come_back_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = shipped_phrases()
    read = {
        "signals": {
            "leave": {"en": ["zap zap away", "zap it off"]},
            "none": {"en": ["plain hat", "green hat", "a hat"]},
        },
        "reasons": {"find": {"en": ["hat wanted", "hat for me"]}, "account": {"en": ["key lost", "my key"]}},
    }
    kinds = ("praise", "complaint", "buy_again", "recommend", "price_sensitive", "urgent", "unresolved", "wants_person")
    labelled = [
        {"text": f"{kind} {kind}", "before": "", "contact_reason": "other", "signals": [{"kind": kind}]}
        for kind in kinds
    ]
    mood = [
        {"text": "awful awful thing", "label": "negative", "tags": []},
        {"text": "fine", "label": "neutral", "tags": []},
    ]
    made = train([*lines_of(read), *labelled_lines(labelled), *mood_lines(mood, book)], book)
    made.save(tmp_path / "w.npz")
    monkeypatch.setattr(learned, "SHIPPED", tmp_path / "w.npz")
    again: LearnedSignals = shipped_signals.__wrapped__()
    scores = again.scores(["zap zap", "green hat"], [Found(), Found()])
    assert scores[0, KINDS.index("leave")] > scores[1, KINDS.index("leave")]
    assert REASONS[int(again.scores(["my key lost"], [Found()])[0, len(KINDS) :].argmax())] == "account"


def _decided(text: str, kind: str, score: float) -> Found:
    """What is decided where the weights give one kind a score and the others none."""
    scores = np.full((1, len(KINDS) + len(REASONS)), -9.0, dtype=np.float32)
    scores[0, KINDS.index(kind)] = score  # type: ignore[arg-type]
    found = [find(text, list, shipped_phrases())]
    return decide([text], [list], found, scores, shipped_signals())[0]


def test_the_weights_alone_find_a_signal_in_the_clause_that_speaks_for_it() -> None:
    text = "the lamp stands, my money walks to the neighbour"
    (signal,) = _decided(text, "leave", 3.0).signals
    assert signal.kind == "leave"
    assert text[signal.start : signal.end] in text
    assert _decided(text, "leave", -3.0).signals == ()


def test_the_weights_find_no_complaint_in_a_question_or_under_an_if() -> None:
    assert _decided("does it wobble a lot?", "complaint", 5.0).signals == ()
    assert _decided("if it wobbles I send it home", "complaint", 5.0).signals == ()


def test_a_phrase_that_the_weights_think_impossible_is_not_believed() -> None:
    assert _decided("this kettle is excellent", "praise", 2.0).signals
    assert _decided("this kettle is excellent", "praise", -6.0).signals == ()


def test_a_bad_mood_speaks_for_complaints_and_against_praise() -> None:
    scores = np.zeros((1, len(KINDS) + len(REASONS)), dtype=np.float32)
    leant = leaning(scores, [-1.0])
    assert leant[0, KINDS.index("complaint")] > 0 > leant[0, KINDS.index("praise")]
    assert not scores.any()
