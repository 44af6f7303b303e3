"""Rare labels are cared for in five ways, and varied copies keep what their label hangs on."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.nouns import Label
from loyalty.sentiment.training.augmentation import varied
from loyalty.sentiment.training.imbalance import balance
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.recipe import IMBALANCES, ImbalanceName

LONG = "The dress I bought for my sister last week is really soft and it fits her well in every way"


def texts() -> list[LabelledText]:
    labels: list[Label] = ["positive"] * 30 + ["neutral"] * 6 + ["negative"] * 4
    return [LabelledText(f"{LONG} {row}", label, "a", row, str(row)) for row, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("how", "counts"),
    [
        ("none", {"positive": 30, "neutral": 6, "negative": 4}),
        ("weights", {"positive": 30, "neutral": 6, "negative": 4}),
        ("oversample", {"positive": 30, "neutral": 30, "negative": 30}),
        ("undersample", {"positive": 4, "neutral": 4, "negative": 4}),
        ("augment", {"positive": 30, "neutral": 30, "negative": 30}),
    ],
)
def test_how_many_of_each_label_are_taught(how: ImbalanceName, counts: dict[str, int]) -> None:
    balanced = balance(texts(), how, 0)
    assert Counter(row.label for row in balanced.rows) == counts
    assert len(balanced.weights) == len(balanced.rows)
    assert balanced.weights.mean() == pytest.approx(1, abs=1e-6)


def test_weights_make_all_labels_weigh_the_same() -> None:
    balanced = balance(texts(), "weights", 0)
    labels = np.array([row.label for row in balanced.rows])
    sums = [balanced.weights[labels == label].sum() for label in ("negative", "neutral", "positive")]
    assert sums == pytest.approx([40 / 3] * 3, rel=1e-5)


@pytest.mark.parametrize("how", IMBALANCES)
def test_the_same_seed_teaches_the_same(how: ImbalanceName) -> None:
    assert balance(texts(), how, 3).rows == balance(texts(), how, 3).rows


def test_oversampling_repeats_every_text_of_a_label_before_any_a_third_time() -> None:
    balanced = balance(texts(), "oversample", 0)
    repeated = Counter(row.line for row in balanced.rows if row.label == "negative")
    assert set(repeated.values()) == {7, 8}


def test_augmented_copies_are_varied_and_originals_are_kept() -> None:
    rows = balance(texts(), "augment", 0).rows
    originals = {row.text for row in texts()}
    assert originals <= {row.text for row in rows}
    copies = [row.text for row in rows if row.text not in originals]
    assert len(copies) > 30


def test_a_copy_keeps_negations_turns_and_what_they_reach() -> None:
    text = "I am not at all happy with the colour of this dress, but the fabric feels good and it arrived on time 😡"
    chance = random.Random(0)
    for _ in range(200):
        copy = varied(text, chance)
        assert "not at all happy" in copy
        assert "but the fabric feels" in copy
        assert copy.endswith("😡")


def test_a_chinese_copy_keeps_negations_and_what_they_reach() -> None:
    text = "这件衣服的颜色我不喜欢，但是面料摸起来挺舒服的，快递也很快"
    chance = random.Random(0)
    copies = {varied(text, chance) for _ in range(200)}
    assert len(copies) > 20
    assert all("不喜欢" in copy and "但是面料" in copy for copy in copies)


def test_short_texts_are_copied_as_they_are() -> None:
    assert varied("Not good.", random.Random(0)) == "Not good."
    assert varied("", random.Random(0)) == ""


@given(st.text(max_size=200), st.integers())
def test_a_copy_has_no_words_that_the_text_has_not(text: str, seed: int) -> None:
    copy = varied(text, random.Random(seed))
    assert not Counter("".join(copy.split())) - Counter("".join(text.split()))
