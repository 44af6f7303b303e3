"""The words of the prompt lab: both languages have the same, and the page's scripts ask for none that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.prompting.choice import PROMPTS
from evaluation.replay.grades import RULES
from interfaces.ui.lab.lab_page import SCRIPTS
from interfaces.ui.lab.outcomes_view import MEASURES
from interfaces.ui.staff.staff_page import texts_of
from prompts.library import PromptLibrary
from records.nouns import Outcome

LAB = Path(__file__).resolve().parents[2] / "interfaces" / "ui" / "lab"


def words(group: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in group.items():
        if isinstance(value, Mapping):
            yield from words(value, f"{path}{key}.")
        else:
            yield path + key, value


def of(language: str) -> dict[str, Any]:
    return dict(words(texts_of(LAB)[language]))


def test_both_languages_say_the_same_things() -> None:
    english, chinese = of("en"), of("zh")
    assert english.keys() == chinese.keys()
    for key, said in english.items():
        gaps = re.findall(r"\{(\w+)\}", str(said))
        assert sorted(set(gaps)) == sorted(set(re.findall(r"\{(\w+)\}", str(chinese[key])))), key


def test_every_word_is_a_text() -> None:
    for language in ("en", "zh"):
        for key, said in of(language).items():
            each = said if isinstance(said, list) else [said]
            assert all(isinstance(one, str) and one.strip() for one in each), f"{language}: {key} is {said!r}"


def test_the_scripts_ask_for_no_word_that_is_missing() -> None:
    known = of("en")
    groups = {key.rpartition(".")[0] for key in known}
    script = "".join((LAB / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r'\bsay\("([a-z_.]+)"', script))
    assert len(asked) > 150
    missing = {key for key in asked if key not in known and key.rstrip(".") not in groups}
    assert missing == set()


def test_every_fault_of_a_draft_has_words_of_its_own() -> None:
    folder = LAB.parents[2] / "prompts"
    code = "".join((folder / name).read_text(encoding="utf-8") for name in ("checking.py", "stated.py", "yaml_tree.py"))
    told = {key.removeprefix("faults.") for key in of("en") if key.startswith("faults.")}
    named = set(re.findall(r'(?:fault|warn|_unreadable)\([^"\n]*?, "([a-z_]+)"', code))
    assert len(named) > 20
    assert named - told == set()


@pytest.mark.parametrize("group", ["grade_names", "measures", "outcomes", "holds"])
def test_everything_that_is_named_has_a_name(group: str) -> None:
    library = PromptLibrary.load()
    wanted = {
        "grade_names": set(RULES),
        "measures": {"conversations", *(one.name for one in MEASURES)},
        "outcomes": set(Outcome.__args__),  # type: ignore[attr-defined]
        "holds": {f"{name}.{variable}" for name in PROMPTS for variable in library.get(name).variables},
    }[group]
    there = {key.removeprefix(f"{group}.") for key in of("zh") if key.startswith(f"{group}.")}
    assert wanted - there == set()


def test_scripts_and_styles_stay_short() -> None:
    for file in (*LAB.glob("*.js"), *LAB.glob("*.css")):
        assert file.read_text(encoding="utf-8").count("\n") < 400, file.name


def test_no_script_writes_html() -> None:
    for name in SCRIPTS:
        assert not re.search(r"innerHTML|insertAdjacentHTML|outerHTML", (LAB / name).read_text(encoding="utf-8")), name
