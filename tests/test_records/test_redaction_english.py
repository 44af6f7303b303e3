"""English names and addresses by family: cues before and behind, titles, sign-offs; units, routes, towns, codes."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.redaction.known_words import first_names, not_names, ordinary_en, plain_first_names, surnames
from records.redaction.redactor import Redactor

REDACTOR = Redactor(b"k" * 32)
_PIECE = re.compile(r"<(email|phone|passport|address|name)\|([^>]*)>")
LINES = Path(__file__).with_name("redaction_families_en.txt").read_text(encoding="utf-8").splitlines()
MARKED = [line for line in LINES if line and not line.startswith("#")]
RARE = [name.capitalize() for name in sorted(plain_first_names()) if len(name) > 5 and name.isalpha()][::97]
FAMILIES = ["Okonkwo-Reyes", "D'Angelo", "van der Meer", "O'Shaughnessy", "al-Hashimi", "Kowalczyk", "McAllister"]


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.original) for one in REDACTOR.redact(text, "x").findings]


@pytest.mark.parametrize("line", MARKED)
def test_families_are_found_as_marked(line: str) -> None:
    text = _PIECE.sub(lambda piece: piece[2], line)
    assert found(text) == [(piece[1], piece[2]) for piece in _PIECE.finditer(line)]


@given(
    st.sampled_from(
        [
            "my name is {}", "order is under {} I think", "please deliver it to {}, thanks", "c/o {}",
            "account holder: {}", "it's for my wife {}", "registered to {}", "Kind regards,\n{}", "ask for {}, please",
            "the person collecting is {}", "I'm {} and my lamp is broken", "this is {}", "gift for my friend {}, ok",
        ]
    ),
    st.sampled_from(RARE),
    st.sampled_from(FAMILIES),
)  # fmt: skip
def test_a_first_name_and_a_family_name_are_found_after_any_cue(cue: str, first: str, family: str) -> None:
    name = f"{first} {family}"
    assert ("name", name) in found(cue.format(name))


@given(
    st.sampled_from(["I live at {}", "ship it to {} please", "my address is {}", "{}", "it's going to {} right?"]),
    st.integers(1, 9999),
    st.sampled_from(["Larkspur", "Old Mill", "King George V", "N Orchard", "St. Anne's"]),
    st.sampled_from(
        [
            "Street",
            "St",
            "Road",
            "Rd",
            "Avenue",
            "Ave",
            "Blvd",
            "Lane",
            "Ln",
            "Crescent",
            "Cres",
            "Terrace",
            "Parkway",
            "Hwy",
            "Mews",
        ]
    ),
    st.sampled_from(["", ", Apt 4B", ", Boise, ID 83702", ", Leeds LS8 1QQ", ", Cronulla NSW 2230", ", Dublin 12"]),
)
def test_a_number_and_a_street_are_found_with_what_follows(
    cue: str, number: int, name: str, suffix: str, rest: str
) -> None:
    address = f"{number} {name} {suffix}{rest}"
    text = cue.format(address)
    covered = {at for one in REDACTOR.redact(text, "x").findings for at in range(one.start, one.end)}
    start = text.index(address)
    assert all(at in covered for at in range(start, start + len(address)) if text[at].isalnum())


@given(st.sampled_from(sorted(ordinary_en() - first_names() - surnames() - not_names())[::13]))
def test_a_usual_word_with_a_capital_is_no_name(word: str) -> None:
    for text in (f"I'm {word.capitalize()}", f"thanks, {word.capitalize()}", f"my wife wants {word.capitalize()}"):
        assert found(text) == []


def test_the_lists_are_wide_and_do_not_contradict_each_other() -> None:
    assert len(first_names()) > 20_000
    assert len(surnames()) > 20_000
    assert not plain_first_names() & (ordinary_en() | not_names())
    assert all(word == word.lower() for word in first_names() | surnames() | ordinary_en())


@pytest.mark.parametrize(
    "piece",
    ["my wife ", "Flat 1, ", "Rose Court, ", "dear ", "Anna and ", "is called ", "seventeen ", "12 The ", "Box 1 ",
     "send to 1 a ", "Unit 1 Box 2, ", "Dr. ", "J. ", "not Ann, ", "County Road 1 ", "live at 1 x ", "regards\n"],
)  # fmt: skip
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    def seconds(chars: int) -> float:
        text = (piece * (chars // len(piece) + 1))[:chars]
        started = time.process_time()
        REDACTOR.redact(text, "x")
        return time.process_time() - started

    seconds(500)
    assert seconds(12_000) < 40 * max(seconds(2_000), 0.01)
