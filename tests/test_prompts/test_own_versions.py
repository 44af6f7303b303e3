"""A shop's own versions: their numbers, their files, and how they stand beside what comes with Daogou."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.checking import check_draft
from prompts.drafts import draft_text
from prompts.errors import PromptError
from prompts.fitting import fitted, language_of_key, slot_of, twin_of, unfitting
from prompts.library import PromptLibrary
from prompts.own_versions import OwnVersions
from prompts.prompt import Prompt


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


@pytest.fixture
def base(folder: Path) -> Prompt:
    return PromptLibrary.load(folder).get("greeting")


def said(base: Prompt, word: str) -> tuple[Prompt, str]:
    """What a draft says, and its text."""
    text = draft_text(base).replace("Hello", word)
    checked = check_draft(text, base, base)
    assert checked.prompt is not None
    return checked.prompt, text


def test_own_versions_count_from_1001_and_stand_beside_the_shipped(folder: Path, own: Path, base: Prompt) -> None:
    versions = OwnVersions(own)
    assert [versions.add(*said(base, word)).version for word in ("Hi", "Hey")] == [1001, 1002]
    library = PromptLibrary.load(folder, own)
    assert [prompt.version for prompt in library.prompts["greeting"]] == [1, 2, 1001, 1002]
    assert [prompt.is_own for prompt in library.prompts["greeting"]] == [False, False, True, True]
    assert library.get("greeting").version == 2
    assert library.get("greeting", 1001).render("hello.en", shopper="Ann", shop="D").startswith("Hi Ann")
    assert library.faults == ()


def test_a_later_release_takes_no_ones_place(folder: Path, own: Path, base: Prompt) -> None:
    OwnVersions(own).add(*said(base, "Hi"))
    text = (folder / "greeting/2.yaml").read_text()
    (folder / "greeting/3.yaml").write_text(text.replace("version: 2", "version: 3"))
    library = PromptLibrary.load(folder, own)
    assert library.get("greeting").version == 3
    assert library.get("greeting", 1001).texts["hello.en"].startswith("Hi")
    (folder / "greeting/1001.yaml").write_text(text.replace("version: 2", "version: 1001"))
    with pytest.raises(PromptError, match="versions over 1000 are a shop's own"):
        PromptLibrary.load(folder, own)


def test_the_same_words_are_one_version(own: Path, base: Prompt) -> None:
    versions = OwnVersions(own)
    first = versions.add(*said(base, "Hi"))
    prompt, text = said(base, "Hi")
    assert versions.add(prompt, f"# another comment\n{text}") == first
    assert versions.add(*said(base, "Hey")).version == 1002


def test_numbers_that_were_given_once_are_not_given_again(own: Path, base: Prompt) -> None:
    assert OwnVersions(own).add(*said(base, "Hi"), above=1007).version == 1008
    assert OwnVersions(own).add(*said(base, "Hey"), above=3).version == 1009


def test_two_who_publish_at_once_get_two_numbers(folder: Path, own: Path, base: Prompt) -> None:
    got: list[int] = []
    ready = threading.Barrier(5)

    def add(number: int) -> None:
        prompt, text = said(base, f"Hi {number}")
        ready.wait(10)
        got.append(OwnVersions(own).add(prompt, text).version)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(got) == [1001, 1002, 1003, 1004, 1005]
    assert len(PromptLibrary.load(folder, own).prompts["greeting"]) == 7


@pytest.mark.parametrize("how", ["as typed", "with a directive", "on one line", "as a document"])
def test_however_a_draft_is_written_its_version_says_the_same(own: Path, base: Prompt, how: str) -> None:
    text = draft_text(base)
    text = {
        "as typed": text,
        "with a directive": f"%YAML 1.1\n---\n{text}",
        "on one line": "{name: greeting, description: Says hello., variables: [shopper, shop], texts: {hello: {"
        "en: 'Hello ${shopper}, welcome to ${shop}.', zh: '${shopper}，欢迎光临 ${shop}。'}, price: '$$5 off today'}}",
        "as a document": f"---\n{text}",
    }[how]
    checked = check_draft(text, base, base)
    assert checked.prompt is not None, checked.faults
    made = OwnVersions(own).add(checked.prompt, text)
    assert made.version == 1001
    assert replace(made, version=base.version).hash == checked.prompt.hash == base.hash


@given(
    words=st.dictionaries(
        st.from_regex("[a-z]{1,5}", fullmatch=True),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
        min_size=1,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_come_back_as_they_were(own: Path, words: dict[str, str]) -> None:
    prompt = Prompt(
        "greeting", 1, "Says hello.", (), {f"a.{key}": text.replace("$", "$$") for key, text in words.items()}
    )
    made = OwnVersions(own).add(prompt, "no yaml at all: [")
    assert dict(made.texts) == dict(prompt.texts)


BROKEN = {
    "1001": ("not: [yaml", "is not valid YAML"),
    "1002": ("name: other\n", "is missing"),
    "7": (None, "is no version over 1000"),
}


@pytest.mark.parametrize(("version", "text", "words"), [(v, t, w) for v, (t, w) in BROKEN.items()])
def test_a_file_that_cannot_be_used_is_told_and_stops_nothing(
    folder: Path, own: Path, version: str, text: str | None, words: str
) -> None:
    shipped = (folder / "greeting/2.yaml").read_text()
    (own / "greeting").mkdir(parents=True)
    (own / f"greeting/{version}.yaml").write_text(text or shipped.replace("version: 2", f"version: {version}"))
    library = PromptLibrary.load(folder, own)
    assert library.get("greeting").version == 2
    (fault,) = library.faults
    assert words in str(fault)
    assert fault.file == own / f"greeting/{version}.yaml"


def test_other_files_of_the_folder_are_no_versions(folder: Path, own: Path, base: Prompt) -> None:
    OwnVersions(own).add(*said(base, "Hi"))
    (own / "drafts").mkdir()
    (own / "drafts/1001.yaml").write_text("a draft")
    (own / "greeting/notes.txt").write_text("hello")
    (own / "greeting/.1002.yaml.aa.new").write_text("half")
    library = PromptLibrary.load(folder, own)
    assert library.faults == ()
    assert len(library.prompts["greeting"]) == 3


def test_the_folder_is_read_again(folder: Path, own: Path, base: Prompt) -> None:
    library = PromptLibrary.load(folder, own)
    made = OwnVersions(own).add(*said(base, "Hi"))
    assert len(library.prompts["greeting"]) == 2
    again = library.reread()
    assert again.get("greeting", 1001) == made
    assert again.get("greeting", 1) is library.get("greeting", 1)
    assert made.file is not None
    made.file.unlink()
    assert len(again.reread().prompts["greeting"]) == 2


def test_a_folder_in_whose_place_is_a_file(own: Path, base: Prompt) -> None:
    own.write_text("not a folder")
    with pytest.raises(PromptError, match="cannot be written"):
        OwnVersions(own).add(*said(base, "Hi"))


def test_slots_are_keys_without_their_language() -> None:
    assert slot_of("answer.show_product.en") == slot_of("answer.show_product.zh") == "answer.show_product"
    assert slot_of("failed.zh.empty") == "failed.empty"
    assert (twin_of("failed.zh.empty"), twin_of("told.nothing")) == ("failed.en.empty", "told.nothing")
    assert (language_of_key("failed.zh.empty"), language_of_key("zhongwen.english")) == ("zh", "")


NEWEST = Prompt("p", 3, "d", ("a", "b"), {"x.en": "${a}", "x.zh": "${b}", "new": "n"})


def test_a_prompt_that_has_all_is_left_alone() -> None:
    older = Prompt("p", 2, "d", ("a", "b", "c"), {"x.en": "${b}", "x.zh": "-", "new": "m", "more": "${c}"})
    assert fitted(older, NEWEST) is older
    assert fitted(NEWEST, NEWEST) is NEWEST


def test_the_newest_shipped_text_stands_in_for_what_does_not_fit() -> None:
    older = Prompt("p", 1001, "d", ("old",), {"x.en": "${old}", "x.zh": "own"})
    assert unfitting(older, NEWEST) == ("x.en", "new")
    now = fitted(older, NEWEST)
    assert (now.label, dict(now.texts)) == ("p@1001", {"x.en": "${a}", "x.zh": "own", "new": "n"})
    assert now.render("x.zh", a="1", b="2") == "own"
    assert now.render("x.en", a="1", b="2") == "1"
    assert now.hash != older.hash
