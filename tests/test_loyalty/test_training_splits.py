"""Parts of a split share no text, keep groups whole, and are the same every time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.nouns import LABELS, Label
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.recipe import IMBALANCES, SPLITS, ImbalanceName, Recipe, SplitName
from loyalty.sentiment.training.splits import split_texts

START = datetime(2020, 1, 1, tzinfo=UTC)


def text(number: int, label: Label, group: int | None = None, source: str = "a.jsonl") -> LabelledText:
    at = START + timedelta(days=number)
    return LabelledText(f"text {number}", label, source, number, str(number if group is None else group), at=at)


def texts(count: int, every: int = 4) -> list[LabelledText]:
    return [text(number, "negative" if number % every == 0 else "positive") for number in range(count)]


LABELLED = st.lists(st.tuples(st.sampled_from(LABELS), st.integers(0, 30)), min_size=40, max_size=90)


@given(LABELLED, st.sampled_from(SPLITS), st.integers(0, 5))
def test_every_text_is_in_one_part_and_groups_stay_whole(
    drawn: Sequence[tuple[Label, int]], how: SplitName, seed: int
) -> None:
    rows = [text(number, label, group) for number, (label, group) in enumerate(drawn)]
    try:
        split = split_texts(rows, how, seed)
    except TrainingDataError:
        assume(False)
    parts = [split.training, split.validation, split.test]
    assert sorted(row.line for part in parts for row in part) == list(range(len(rows)))
    groups = [{row.group for row in part} for part in parts]
    assert not groups[0] & groups[1]
    assert not groups[0] & groups[2]
    assert not groups[1] & groups[2]
    assert split == split_texts(rows, how, seed)


@pytest.mark.parametrize("how", ["random", "stratified"])
def test_another_seed_divides_otherwise(how: SplitName) -> None:
    rows = texts(100)
    assert split_texts(rows, how, 1).test != split_texts(rows, how, 2).test


@pytest.mark.parametrize("how", SPLITS)
def test_shares_are_kept(how: SplitName) -> None:
    split = split_texts(texts(1000), how, 0, validation_share=0.1, test_share=0.2)
    assert (len(split.training), len(split.validation), len(split.test)) == pytest.approx((700, 100, 200), abs=2)


def test_a_stratified_split_keeps_the_share_of_each_label_in_each_file() -> None:
    rows = [text(number, "negative" if number % 10 == 0 else "positive") for number in range(600)]
    rows += [text(number + 600, "negative" if number % 2 else "positive", source="b.jsonl") for number in range(100)]
    told = split_texts(rows, "stratified", 0)
    for source, share in (("a.jsonl", 0.1), ("b.jsonl", 0.5)):
        for part in (told.training, told.validation, told.test):
            labels = [row.label for row in part if row.source == source]
            assert labels.count("negative") / len(labels) == pytest.approx(share, abs=0.01)


def test_a_temporal_split_trains_on_nothing_that_came_later() -> None:
    split = split_texts(texts(200)[::-1], "temporal", 0)
    moments = [[row.at for row in part if row.at] for part in (split.training, split.validation, split.test)]
    assert max(moments[0]) < min(moments[1]) <= max(moments[1]) < min(moments[2])
    assert split.shape()["training"]["first"] == "2020-01-01"
    assert split.shape()["test"]["last"] == "2020-07-18"


def test_a_repost_goes_with_the_newest_of_its_group_so_that_training_ends_before_the_test() -> None:
    rows = [*texts(100), text(150, "positive", group=3)]
    split = split_texts(rows, "temporal", 0)
    assert {3, 150} <= {row.line for row in split.test}


def test_a_temporal_split_needs_dates() -> None:
    rows = [LabelledText(f"text {number}", "positive", "a.csv", number + 2, str(number)) for number in range(50)]
    with pytest.raises(TrainingDataError, match=r"50 texts have no date \(as a.csv:2\).*--split stratified"):
        split_texts(rows, "temporal", 0)


def test_a_label_that_training_would_never_see_is_refused() -> None:
    rows = [text(number, "negative" if number > 90 else "positive") for number in range(100)]
    with pytest.raises(TrainingDataError, match="no negative text for training"):
        split_texts(rows, "temporal", 0)


def test_one_group_cannot_be_divided() -> None:
    rows = [text(number, "positive", group=1) for number in range(50)]
    with pytest.raises(TrainingDataError, match="leaves no text for"):
        split_texts(rows, "random", 0)


def test_all_ways_have_names() -> None:
    assert get_args(SplitName) == SPLITS
    assert get_args(ImbalanceName) == IMBALANCES


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"epochs": 0}, "--epochs"),
        ({"validation_share": 0.5, "test_share": 0.5}, "--test-share"),
        ({"learning_rate": 0.0}, "--learning-rate"),
        ({"batch_size": 0}, "--batch-size"),
        ({"max_tokens": 2}, "--max-tokens"),
        ({"max_minutes": -1.0}, "--max-minutes"),
        ({"private_epsilon": -1.0, "imbalance": "none"}, "--private-epsilon must be above 0"),
        ({"private_epsilon": 1.0, "imbalance": "weights"}, "--imbalance none"),
        ({"private_epsilon": 1.0, "imbalance": "none", "model": "transformer"}, "linear models only"),
        ({"private_epsilon": 1.0, "imbalance": "none", "stars": True}, "--head label"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, object], told: str) -> None:
    with pytest.raises(TrainingDataError, match=told):
        Recipe(**settings)  # type: ignore[arg-type]
