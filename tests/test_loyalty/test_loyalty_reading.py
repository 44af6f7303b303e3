"""Labelled texts are read from every form that review files come in, and what is left out is told."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.sentiment.training.cleaning import clean, group_key, same_key, states_only_stars
from loyalty.sentiment.training.columns import label_scale, moment, recognise, stars_told
from loyalty.sentiment.training.labelled import LabelledTexts
from loyalty.sentiment.training.reading import joined, read_labelled, require_teachable


def lines(file: Path, *rows: Any) -> Path:
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def left_out(texts: LabelledTexts) -> dict[str, int]:
    return {one.reason: one.count for one in texts.left_out}


def test_amazon_lines_keep_stars_moment_reviewer_and_product(tmp_path: Path) -> None:
    file = lines(
        tmp_path / "a.jsonl",
        {
            "reviewerID": "A1",
            "asin": "B1",
            "overall": 1.0,
            "summary": "Arrived in pieces",
            "reviewText": "Not &amp; never<br />again.\u0007",
            "unixReviewTime": 1351123200,
        },
        {"overall": 4, "summary": "Nice!", "reviewText": "It works.", "unixReviewTime": 1351123200000},
    )
    first, second = read_labelled([file])
    assert first.text == "Arrived in pieces. Not & never again."
    assert (first.label, first.stars, first.reviewer, first.product) == ("negative", 1.0, "A1", "B1")
    assert first.at == datetime(2012, 10, 25, tzinfo=UTC) == second.at
    assert (second.text, second.label, second.line) == ("Nice! It works.", "positive", 2)


@pytest.mark.parametrize(
    ("three_star", "labels"),
    [
        ("neutral", ["negative", "negative", "neutral", "positive", "positive"]),
        ("negative", ["negative", "negative", "negative", "positive", "positive"]),
        ("drop", ["negative", "negative", "positive", "positive"]),
    ],
)
def test_three_stars_are_what_is_asked_for(tmp_path: Path, three_star: Any, labels: list[str]) -> None:
    file = lines(tmp_path / "a.jsonl", *({"reviewText": f"text {stars}", "overall": stars} for stars in range(1, 6)))
    texts = read_labelled([file], three_star=three_star)
    assert [row.label for row in texts] == labels
    assert left_out(texts) == ({"three stars": 1} if three_star == "drop" else {})


def test_two_classes_leave_neutral_texts_out_and_say_so(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", *({"text": f"text {word}", "label": word} for word in ("pos", "中性", "Neg")))
    two = read_labelled([file]).two_class()
    assert two.labels == ("negative", "positive")
    assert left_out(two) == {"neutral, and two classes are asked for": 1}
    assert two.left_out[0].where == ("a.jsonl:2",)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 1], ["negative", "positive"]),
        (["0", "1.0"], ["negative", "positive"]),
        ([False, True], ["negative", "positive"]),
        ([-1, 0, 1], ["negative", "neutral", "positive"]),
        ([0, 1, 2], ["negative", "neutral", "positive"]),
        ([0, 2, 4], ["negative", "neutral", "positive"]),
        ([0, 4], ["negative", "positive"]),
        ([1, 2], ["negative", "positive"]),
        ([1, 3, 5], ["negative", "neutral", "positive"]),
        (["差评", "好评"], ["negative", "positive"]),
        (["NEGATIVE", "Positive "], ["negative", "positive"]),
    ],
)
def test_labels_in_numbers_and_words(tmp_path: Path, values: list[Any], labels: list[str]) -> None:
    file = lines(tmp_path / "a.jsonl", *({"text": f"text {row}", "label": value} for row, value in enumerate(values)))
    assert [row.label for row in read_labelled([file])] == labels


@pytest.mark.parametrize(
    "content",
    [
        "label,text\n1,很好\n0,很差\n",
        "cat,label,review\n书,1,很好\n书,0,很差\n",
        '"Review Text";"Rating"\n"很好";5\n"很差";1\n',
        "text\tsentiment\n很好\tpositive\n很差\tnegative\n",
        "positive\t很好\nnegative\t很差\n",
        "很好\t1\n很差\t0\n",
        "__label__2 很好\n__label__1 很差\n",
        '[{"text": "很好", "stars": "5 stars"}, {"text": "很差", "stars": "1.0 out of 5 stars"}]',
        "\ufefftext,label\r\n很好,正面\r\n很差,负面\r\n",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_other_forms_say_the_same(tmp_path: Path, content: str, packed: bool) -> None:
    file = tmp_path / ("data.gz" if packed else "data")
    file.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    assert [(row.text, row.label) for row in read_labelled([file])] == [("很好", "positive"), ("很差", "negative")]


def test_fields_of_csv_over_several_lines_are_named_by_their_first(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('text,label\n"two\nlines",1\nbad,N/A\nshort\n')
    texts = read_labelled([file])
    assert texts[0].text == "two lines"
    assert {one.reason: one.where for one in texts.left_out} == {
        "the label is missing": ("a.csv:4",),
        "the line cannot be read": ("a.csv:5",),
    }


def test_what_is_left_out_is_counted_with_the_first_lines(tmp_path: Path) -> None:
    rows = [
        {"text": "good", "label": 1},
        {"text": "GOOD!", "label": 1},
        {"text": "Good.", "label": 0},
        {"text": "  ", "label": 1},
        {"text": "bad", "label": "N/A"},
        {"text": "bad", "label": None},
        {"text": "bad", "label": "maybe"},
        {"text": "Five Stars", "label": 1},
        {"text": "bad", "label": 0},
    ]
    file = lines(tmp_path / "a.jsonl", *rows)
    file.write_text(file.read_text() + "\n{broken\n[1]\n")
    texts = read_labelled([file])
    assert [row.text for row in texts] == ["good", "bad"]
    assert left_out(texts) == {
        "repeated": 1,
        "repeated with another label": 1,
        "the text is empty": 1,
        "the label is missing": 2,
        "the label is none that is known": 1,
        "the text only states the stars": 1,
        "the line cannot be read": 2,
    }
    assert texts.files[0].rows == 11
    assert texts.files[0].kept == 2
    json.dumps(texts.shape())


def test_repetitions_are_found_across_files(tmp_path: Path) -> None:
    one = lines(tmp_path / "a.jsonl", {"text": "The same text", "label": 1})
    two = lines(tmp_path / "b.jsonl", {"text": "the same TEXT!", "label": 1}, {"text": "another", "label": 0})
    texts = read_labelled([one, two])
    assert [row.source for row in texts] == ["a.jsonl", "b.jsonl"]
    assert left_out(texts) == {"repeated": 1}


def test_a_title_that_states_the_stars_is_not_read(tmp_path: Path) -> None:
    file = lines(
        tmp_path / "a.jsonl",
        {"summary": "Five Stars", "reviewText": "It arrived on Monday.", "overall": 5},
        {"summary": "One Star", "reviewText": "", "overall": 1},
        {"summary": "Two stars", "reviewText": "2/5", "overall": 2},
    )
    texts = read_labelled([file])
    assert [row.text for row in texts] == ["It arrived on Monday."]
    assert texts.changed[0].count == 3
    assert left_out(texts) == {"the text is empty": 1, "the text only states the stars": 1}


def test_reposts_under_another_title_share_a_group(tmp_path: Path) -> None:
    body = "These cookies are the best my family ever had. " * 6
    file = lines(
        tmp_path / "a.jsonl",
        {"summary": "Yummy", "reviewText": body, "overall": 5},
        {"summary": "Great", "reviewText": body + "Really.", "overall": 5},
        {"summary": "Great", "reviewText": "Something else.", "overall": 5},
    )
    groups = [row.group for row in read_labelled([file])]
    assert groups[0] == groups[1] != groups[2]


def test_a_text_of_100_000_characters_is_cut_and_this_is_said(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "good " * 20_000, "label": 1})
    texts = read_labelled([file])
    assert len(texts[0].text) == 20_000
    assert texts.changed[0].reason == "cut to 20,000 characters"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no rows"),
        (b"foo,bar\n1,2\n", "no columns that are known"),
        (b'{"a": 1}\n', "no columns that are known (it has a)"),
        (b"[1, 2", "none"),
        ("text,label\n好,1\n".encode("gb18030"), "not UTF-8 (line 2)"),
        (b"\x1f\x8bbroken", "not a whole gzip file"),
        (gzip.compress(b'{"text": "a", "label": 1}\n' * 500, mtime=0)[:-12], "not a whole gzip file"),
        (b'{"text": "a", "label": "N/A"}\n{"text": "b", "label": null}', "the label is missing (2)"),
        (b"text,label\ngood,N/A\nbad,n/a\n", "the label is missing (2)"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "data"
    file.write_bytes(content)
    with pytest.raises(TrainingDataError) as raised:
        read_labelled([file])
    assert told in str(raised.value)
    assert raised.value.source == "data"
    assert "\n" not in str(raised.value)


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="is a folder"):
        read_labelled([tmp_path])
    with pytest.raises(TrainingDataError, match="cannot be read: No such file"):
        read_labelled([tmp_path / "nothing"])
    with pytest.raises(TrainingDataError, match="No file"):
        read_labelled([])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", 1), ("b", 0), ("c", 1)], "3 labelled texts are too few"),
        ([(f"text {row}", 1) for row in range(40)], "All 40 texts are positive"),
        ([(f"text {row}", int(row > 1)) for row in range(40)], "Only 2 texts are negative"),
    ],
)
def test_nothing_is_learned_from_too_little(tmp_path: Path, rows: list[tuple[str, int]], told: str) -> None:
    file = lines(tmp_path / "a.jsonl", *({"text": text, "label": label} for text, label in rows))
    with pytest.raises(TrainingDataError, match=told):
        require_teachable(read_labelled([file]))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_file_is_read_or_refused_in_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(data)
    told = ""
    try:
        texts = read_labelled([file])
    except TrainingDataError as error:
        told = str(error)
    else:
        assert len(texts) > 0
    assert "\n" not in told


ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.text(max_size=5))
)


@given(st.lists(st.fixed_dictionaries({"text": ANYTHING, "overall": ANYTHING, "unixReviewTime": ANYTHING}), min_size=1))
def test_every_row_is_kept_or_counted(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> None:
    file = tmp_path_factory.getbasetemp() / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    try:
        texts = read_labelled([file])
    except TrainingDataError:
        return
    assert len(texts) + sum(one.count for one in texts.left_out) == len(rows)
    assert len({same_key(row.text) for row in texts}) == len(texts)
    assert all(row.text == clean(row.text) and row.text for row in texts)


@given(st.text())
def test_cleaning_leaves_one_printable_line_that_can_be_encoded(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert cleaned == cleaned.strip()
    assert not any(character in cleaned for character in "\n\r\t\x00\u200b")


@pytest.mark.parametrize(
    "text", ["Five Stars", "five star!", "5/5", "5 out of 5 stars", "★★★★", "五星", "4.0 stars", "1 Star."]
)
def test_only_stars(text: str) -> None:
    assert states_only_stars(text)


@pytest.mark.parametrize(
    "text", ["", "Five stars for the price", "5", "three starters", "not five stars", "五星级酒店"]
)
def test_more_than_stars(text: str) -> None:
    assert not states_only_stars(text)


def test_keys_tell_emoji_apart() -> None:
    assert same_key("👍") != same_key("👎")
    assert same_key("Good, product!") == same_key("ＧＯＯＤ product")
    assert group_key("😀") != group_key("😡")


def test_columns_are_known_by_many_names() -> None:
    columns = recognise(["Clothing ID", "Title", "Review Text", "Rating"])
    assert columns is not None
    assert (columns.text, columns.title, columns.stars, columns.product) == (
        *("Review Text", "Title", "Rating"),
        "Clothing ID",
    )
    assert recognise(["text", "id"]) is None
    assert recognise(["stars"]) is None


def test_numbers_that_are_no_classes_are_stars() -> None:
    assert label_scale({1, 2, 3, 4, 5}) is None
    assert label_scale({1.0, 3.5}) is None
    assert stars_told("3星") == 3
    assert stars_told("no idea") is None
    assert moment("2019-02-30") is None
    assert moment("2019-03-01") == datetime(2019, 3, 1, tzinfo=UTC)


def test_a_mark_at_the_end_of_a_title_needs_no_full_stop() -> None:
    assert joined("Great", "It works") == "Great. It works"
    assert joined("Great!", "It works") == "Great! It works"
    assert joined("", "It works") == "It works"
    assert joined("Great", "") == "Great"


@pytest.mark.shared_data
def test_the_public_sets_are_read_as_they_are(shared_data: Path) -> None:
    food = read_labelled([shared_data / "reviews_en" / "fine_food.jsonl.gz"])
    assert (food.files[0].rows, len(food), left_out(food)) == (697, 527, {"repeated": 170})
    assert all(row.at and row.stars for row in food)
    music = read_labelled([shared_data / "reviews_en" / "musical_instruments.jsonl.gz"], three_star="drop")
    assert left_out(music)["three stars"] == 529
    chat = read_labelled([shared_data / "dialogues" / "zh_chat_sentiment.jsonl.gz"])
    assert chat.counts() == {"negative": 12418, "neutral": 0, "positive": 17186}
