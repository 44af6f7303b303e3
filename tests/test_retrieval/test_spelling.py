"""Slips of the pen, homophones, joined and split words, and how a request is read by them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.homophones import Homophones
from retrieval.lexical_index import LexicalIndex
from retrieval.query_terms import MAYBE, MOST_TERMS, QueryReader
from retrieval.spelling import Speller
from retrieval.tokens import document_tokens
from retrieval.word_families import WordFamilies

TITLES = (
    "iPhone 15 silicone case", "iPhone 15 Pro leather case", "Fluorescent light bulb", "Fluorescent desk light",
    "Daylight bulb",
    "Cordless screwdriver set", "Screwdriver with five bits", "Waterproofing spray for tents", "Fiber cable 3 ft",
    "Fire extinguisher", "Fire pit", "Fiber optic lamp", "Sony WH-1000XM5 headphones", "65 in. TV stand",
    "头戴式降噪耳机", "主动降噪耳机 黑色", "无线键盘", "无线键盘 鼠标套装", "电竞椅", "电竞鼠标", "不锈钢汤锅",
)  # fmt: skip


def index_of(titles: tuple[str, ...]) -> LexicalIndex:
    return LexicalIndex.build(Counter(document_tokens(title)) for title in titles)


def reader_of(titles: tuple[str, ...], is_word: Callable[[str], bool] = lambda word: False) -> QueryReader:
    return QueryReader(index_of(titles), lambda row: titles[row], is_word)


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return reader_of(TITLES)


@pytest.mark.parametrize(
    ("typed", "corrections"),
    [
        ("iphne case", {"iphne": "iphone"}),
        ("iPhoen 15", {"iphoen": "iphone"}),
        ("flourescant bulbs", {"flourescant": "fluorescent"}),
        ("lightbulb", {"lightbulb": "light bulb"}),
        ("fibre cable", {"fibre": "fiber"}),
        ("降燥耳机", {"降燥": "降噪"}),
        ("無線键盘", {"無線": "无线"}),
        ("電競椅", {"電競": "电竞"}),
        ("iphone case", {}),
        ("wh1000xm6 65in", {}),
        ("tv", {}),
        ("xy", {}),
        ("waterproof", {}),
        ("screw driver", {}),
        ("汤锅", {}),
        ("", {}),
    ],
)
def test_what_a_request_is_read_as(reader: QueryReader, typed: str, corrections: dict[str, str]) -> None:
    assert reader.read(typed).corrections == corrections


def test_a_corrected_word_is_looked_up_and_is_evidence(reader: QueryReader) -> None:
    read = reader.read("iphne case")
    assert read.weights == {"case": 1.0, "iphone": MAYBE}
    assert {frozenset({"iphne", "iphone"}), frozenset({"case"})} == set(read.evidence)


def test_a_word_that_exists_is_not_a_slip() -> None:
    titles = ("coat", "winter coat", "red coat")
    assert reader_of(titles).read("boat").corrections == {"boat": "coat"}
    assert reader_of(titles, lambda word: word == "boat").read("boat").corrections == {}


def test_a_slip_of_the_catalogue_itself_is_read_as_the_common_word() -> None:
    titles = ("vaccum", *["vacuum cleaner"] * 30, *["broom"] * 20_000)
    read = reader_of(titles).read("vaccum")
    assert read.weights == {"vaccum": 1.0, "vacuum": MAYBE}
    assert reader_of(titles[:40]).read("vaccum").corrections == {}, "in a small shop a rare word is only rare"


def test_joined_words_stand_for_both(reader: QueryReader) -> None:
    read = reader.read("screw driver")
    assert read.weights.keys() == {"screwdriver"}
    assert all("screwdriver" in alternatives for alternatives in read.evidence)


def test_other_forms_of_a_word_are_found_and_weigh_less(reader: QueryReader) -> None:
    assert reader.read("waterproof").weights == {"waterproofing": MAYBE}
    assert WordFamilies(["waterproof", "waterproofing", "tent"]).others("waterproofed") == (
        "waterproof",
        "waterproofing",
    )
    assert WordFamilies([]).others("tent") == ()


def test_a_code_is_evidence_whole_where_the_catalogue_holds_it(reader: QueryReader) -> None:
    assert set(reader.read("wh1000xm5").evidence) == {frozenset({"wh1000xm5"})}
    assert set(reader.read("65in").evidence) == {frozenset({"65in"})}
    assert set(reader.read("70in").evidence) == {frozenset({"70"})}
    assert reader.read("wh1000xm5").weights["wh1000xm5"] > reader.read("wh1000xm5").weights["1000"]


def test_a_chinese_pair_counts_by_how_much_it_belongs_together(reader: QueryReader) -> None:
    weights = reader.read("降噪耳机").weights
    assert weights["降噪"] == weights["耳机"] == pytest.approx(1)
    loose = reader_of((*TITLES, *["降价", "噪声", "耳环"] * 9)).read("降噪耳机").weights
    assert loose["降噪"] < 1


def test_numbers_are_never_corrected() -> None:
    speller = Speller(index_of(("1001", "1002", "a100b")))
    assert [reading.terms for reading in speller.readings("1003")] == []
    assert not reader_of(("1001 lamp", "1002 lamp")).read("1003").corrections


def test_homophones_leave_alone_what_they_do_not_know() -> None:
    homophones = Homophones(index_of(TITLES))
    assert homophones.corrected("降燥") == "降噪"
    for run in ("降噪耳机", "锅", "魑魅魍魉", "降落"):
        assert homophones.corrected(run) == run


def test_a_chinese_word_that_exists_is_meant_whether_it_is_sold_or_not() -> None:
    homophones = Homophones(index_of(("整只烤鸡", "整只火腿", "立式风扇", "立式衣架", "关有声音", "只立着", "只立着")))
    for run in ("政治历史", "政治历史的书", "关于人工智能的科幻小说"):
        assert homophones.corrected(run) == run
    assert homophones.corrected("政治里式") == "政治立式"


def test_a_slip_that_dictionaries_list_is_a_slip() -> None:
    homophones = Homophones(index_of(("双人帐篷", "家庭帐篷", "帐篷地钉")))
    assert homophones.corrected("帐蓬") == homophones.corrected("帐篷") == "帐篷"


def test_an_empty_catalogue_corrects_nothing() -> None:
    reader = QueryReader(LexicalIndex.build([]))
    reader.warm()
    read = reader.read("iphne 降燥 65in")
    assert (dict(read.weights), dict(read.corrections)) == ({}, {})


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read = reader_of(TITLES[:8]).read(text)
    assert all(weight > 0 for weight in (*read.weights.values(), *read.evidence.values()))
    assert all(read.evidence)
    assert len(read.weights) <= MOST_TERMS


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["fluorescent", "screwdriver", "extinguisher", "headphones"]), st.integers(1, 9), st.randoms())
def test_one_slip_in_a_long_word_is_mended(word: str, place: int, choice: random.Random) -> None:
    letter = choice.choice("abcdefghijklmnopqrstuvwxyz")
    typed = choice.choice([word[:place] + word[place + 1 :], word[:place] + letter + word[place:]])
    (stem,) = document_tokens(word)
    readings = Speller(index_of(TITLES)).readings(typed)
    assert document_tokens(typed) == [stem] or readings[0].terms == (stem,)


@pytest.mark.parametrize(
    "text", ["screwdrivr " * 900, "降燥" * 5_000, "1/2 in. x " * 1_000, "a-" * 5_000, "的" * 10_000]
)
def test_a_very_long_request_is_read_at_once(reader: QueryReader, text: str) -> None:
    reader.warm()
    started = time.thread_time()
    reader.read(text)
    assert time.thread_time() - started < 0.2
