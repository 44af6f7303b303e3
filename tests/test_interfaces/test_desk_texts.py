"""The words of the conversation desk: the same in both languages, and every word that the scripts ask for is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

import interfaces.ui.conversations
from interfaces.ui.conversations.conversations_page import SCRIPTS, STYLES
from interfaces.ui.floor.texts import all_texts
from interfaces.ui.staff.staff_page import texts_of

FOLDER = Path(interfaces.ui.conversations.__file__).parent
TEXTS = texts_of(FOLDER)
OUTCOMES = ("answered", "fallback", "refused", "failed", "stopped", "with_person")
PATHS = ("refused", "confirmed", "personal_data", "profile", "shop", "model", "person", "unknown")


def keys(words: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, Mapping):
            yield from keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def test_both_languages_have_the_same_keys_and_places_to_fill_in() -> None:
    english, chinese = dict(keys(TEXTS["en"])), dict(keys(TEXTS["zh"]))
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert words.strip()
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", chinese[key])), key


def test_every_word_that_a_script_asks_for_is_there() -> None:
    known = dict(keys(TEXTS["en"]))
    script = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    whole = set(re.findall(r'say\("([\w.]+)"[,)]', script))
    begun = set(re.findall(r'say\("([\w.]+[._])" \+', script))
    assert len(whole) > 80
    assert {key for key in whole if key not in known} == set()
    assert {start for start in begun if not any(key.startswith(start) for key in known)} == set()


def test_every_outcome_and_everybody_who_answers_has_a_name() -> None:
    for language in ("en", "zh"):
        assert set(TEXTS[language]["outcomes"]) == set(OUTCOMES)
        assert set(TEXTS[language]["paths"]) == set(PATHS)


def test_the_markup_names_known_words_and_every_file_is_small() -> None:
    markup = (FOLDER / "page.html").read_text(encoding="utf-8")
    known = dict(keys(TEXTS["en"]))
    assert set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', markup)) <= known.keys()
    for name in (*SCRIPTS, *STYLES):
        assert len((FOLDER / name).read_text(encoding="utf-8").splitlines()) < 400


def test_the_scripts_never_take_words_for_markup() -> None:
    for name in SCRIPTS:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", (FOLDER / name).read_text("utf-8")
        )


def test_the_floor_tells_of_a_person_in_both_languages() -> None:
    for language in ("en", "zh"):
        floor = all_texts()[language]
        assert "{name}" in floor["person_joined"]
        assert "{name}" in floor["person_left"]
        assert floor["with_person"]
        assert floor["person_somebody"]


def test_a_page_for_staff_is_yaml_that_can_be_read() -> None:
    assert yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8")).keys() == {"en", "zh"}
