"""How phrases are written and looked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import OperatorLoyaltyError
from loyalty.signals import phrase_book
from loyalty.signals.folding import fold
from loyalty.signals.phrase_book import FILES, Group, PhraseBook, PhraseFile, read_file, shipped_phrases
from loyalty.signals.phrase_syntax import Tongue, compile_phrase

LISTS = {"bad": ("poor", "so so")}


@pytest.mark.parametrize(
    ("phrase", "tongue", "text"),
    [
        ("(don't|won't) ~2 recommend", "en", "i do not really ever recommend"),
        ("don't go", "en", "dont go"),
        ("{bad} quality", "en", "so, so quality"),
        ("(very)? good", "en", "good"),
        ("rip ?off", "en", "a ripoff"),
        ("favou?r", "en", "a favor"),
        ("再也不会?来", "zh", "我再也不来了"),
        ("(很|太)~2慢", "zh", "太他妈慢"),
        ("差(?!不多)", "zh", "质量差"),
    ],
)
def test_a_phrase_is_found_and_its_needles_are_there(phrase: str, tongue: Tongue, text: str) -> None:
    compiled = compile_phrase(phrase, LISTS, tongue)
    assert compiled.pattern.search(text)
    for needles in (compiled.needles, *compiled.others):
        assert any(needle in text for needle in needles)


@pytest.mark.parametrize(
    ("phrase", "tongue", "text"),
    [
        ("good", "en", "goods"),
        ("not ~1 good", "en", "not one two good"),
        ("not ~3 good", "en", "not this. good"),
        ("差(?!不多)", "zh", "差不多"),
        ("poor value", "en", "poor"),
    ],
)
def test_a_phrase_is_not_found_where_it_is_not(phrase: str, tongue: Tongue, text: str) -> None:
    assert not compile_phrase(phrase, LISTS, tongue).pattern.search(text)


@pytest.mark.parametrize("phrase", ["{missing}", "(open", "closed)", "(a)?", "~3", ""])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|nothing that must be there|not closed"):
        compile_phrase(phrase, LISTS, "en")


def test_every_shipped_phrase_compiles_and_none_is_ruled_out_by_its_own_needles() -> None:
    shared = read_file("words")
    for file in map(read_file, FILES):
        for group in file.groups:
            for tongue in ("en", "zh"):
                lists = {**shared.words.get(tongue, {}), **file.words.get(tongue, {})}
                for written in group.en if tongue == "en" else group.zh:
                    assert compile_phrase(written, lists, tongue).pattern
    assert len(shipped_phrases()) > 1_000


def test_the_book_finds_every_place_of_a_phrase() -> None:
    book = PhraseBook([PhraseFile(groups=(Group(kind="praise", en=("good",), zh=("好",)),))], PhraseFile())
    assert [(hit.start, hit.end) for hit in book.find("good, so good 好")] == [(0, 4), (9, 13), (14, 15)]
    assert book.find("bad") == []


def test_a_key_that_is_not_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("groups:\n  - {kind: praise, strenght: 1, en: [good]}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="strenght"):
        read_file("x", tmp_path)


def test_a_broken_file_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> PhraseFile:
        return PhraseFile(groups=(Group(kind="praise", en=("(",)),))

    monkeypatch.setattr(phrase_book, "read_file", broken)
    with pytest.raises(OperatorLoyaltyError, match="undo the change"):
        shipped_phrases.__wrapped__()


@given(st.text())
def test_folding_keeps_every_code_point_at_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_folding_brings_one_form() -> None:
    assert fold("“Don’t” ＡＢＣ！太貴") == '"don\'t" abc!太贵'
    assert fold("İstanbul")[1:] == "stanbul"
    assert fold("late\r\nand torn") == "late\n\nand torn"
