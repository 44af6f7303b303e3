"""Names that nothing announces, everyday words as names, pet names, addresses in pieces; and what looks like them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.redaction.han_words import no_pet_names_zh
from records.redaction.known_words import everyday_names, famous_en, famous_zh, first_names, places, plain_first_names
from records.redaction.names_unannounced import is_famous
from records.redaction.redactor import Redactor

REDACTOR = Redactor(b"k" * 32)
_PIECE = re.compile(r"<(email|phone|passport|address|name)\|([^>]*)>")
LINES = Path(__file__).with_name("redaction_unannounced.txt").read_text(encoding="utf-8").splitlines()
MARKED = [line for line in LINES if line and not line.startswith("#")]
RARE = [name.capitalize() for name in sorted(plain_first_names() - places()) if len(name) > 5 and name.isalpha()][::211]
FAMILIES = ["Kowalczyk", "Rahman", "Okafor", "Lindqvist", "Moreau", "Brandt", "Patel"]


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.original) for one in REDACTOR.redact(text, "x").findings]


@pytest.mark.parametrize("line", MARKED)
def test_what_is_marked_is_found_and_nothing_else(line: str) -> None:
    text = _PIECE.sub(lambda piece: piece[2], line)
    done = REDACTOR.redact(text, "x")
    assert [(one.kind, one.original) for one in done.findings] == [(p[1], p[2]) for p in _PIECE.finditer(line)]
    assert REDACTOR.redact(done.text, "x").text == done.text


@given(
    st.sampled_from(
        ["{}", "parcel is going to {} this time", "order D-100482, {}, still missing", "{} authorises collection",
         "{} signed for it"]
    ),
    st.sampled_from(RARE),
    st.sampled_from(FAMILIES),
)  # fmt: skip
def test_a_first_and_a_family_name_need_no_cue(where: str, first: str, family: str) -> None:
    name = f"{first} {family}"
    assert is_famous(name.lower()) or ("name", name) in found(where.format(name))


@given(
    st.sampled_from(["is {} in stock?", "do you have {} bags", "the new {}", "a poster of {}"]),
    st.sampled_from(RARE),
    st.sampled_from(FAMILIES),
)
def test_what_is_sold_under_a_name_is_nobody(where: str, first: str, family: str) -> None:
    assert found(where.format(f"{first} {family}")) == []


@pytest.mark.parametrize("name", sorted(famous_en())[::9])
def test_a_famous_name_is_nobody_unless_somebody_is_called_so(name: str) -> None:
    written = name.title()
    assert found(f"Looking for {written} under 200") == []
    assert found(f"My name is {written}") != []


@pytest.mark.parametrize("name", sorted(name for name in famous_zh() if len(name) == 3)[::7])
def test_a_famous_chinese_name_is_nobody_in_a_question(name: str) -> None:
    assert found(f"有{name}的吗") == []
    assert found(f"{name}同款多少钱") == []


@pytest.mark.parametrize("word", sorted(word for word in no_pet_names_zh() if len(word) == 2)[::6])
def test_what_only_looks_like_a_pet_name_is_none(word: str) -> None:
    assert ("name", word) not in found(f"给{word}寄一份")


@pytest.mark.parametrize("name", sorted(everyday_names() & first_names())[::8])
def test_an_everyday_word_is_a_name_with_a_capital_where_a_person_stands(name: str) -> None:
    assert ("name", name.capitalize()) in found(f"it goes to {name.capitalize()}, please leave it with the porter")
    assert found(f"what about {name} as a gift idea") == []


@pytest.mark.parametrize(
    "piece",
    ["Mary Jones, ", "Hannah and Ngozi ", "I, A. B. ", "宋佳、", "给小雨", "乐乐妈妈", "Apt 5C, 2 W Cedar ",
     "Calle A 8, 12345 ", "flat 3, the old ", "a @ b . ", "大学1号楼", "放到驿站", "对面 ", "刻：安好和", "wo jiao ",
     "K1A 0B1 send "],
)  # fmt: skip
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    def seconds(chars: int) -> float:
        text = (piece * (chars // len(piece) + 1))[:chars]
        started = time.process_time()
        REDACTOR.redact(text, "x")
        return time.process_time() - started

    seconds(500)
    assert seconds(12_000) < 40 * max(seconds(2_000), 0.01)
