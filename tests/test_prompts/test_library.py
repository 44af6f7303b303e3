"""Finding prompts, filling them in, and holding published versions still."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.library import Prompt, PromptError, PromptLibrary, changed, publish, published

TEXT = st.text(max_size=40)


def test_the_latest_version_is_given_unless_one_is_named(folder: Path) -> None:
    library = PromptLibrary.load(folder)
    assert library.get("greeting").version == 2
    assert library.get("greeting", 1).version == 1
    assert [prompt.label for prompt in library.list()] == ["greeting@1", "greeting@2"]


def test_ten_comes_after_nine(folder: Path) -> None:
    text = (folder / "greeting/2.yaml").read_text()
    for version in (9, 10):
        (folder / f"greeting/{version}.yaml").write_text(text.replace("version: 2", f"version: {version}"))
    assert PromptLibrary.load(folder).get("greeting").version == 10


@pytest.mark.parametrize(("name", "version", "words"), [("nope", None, "greeting"), ("greeting", 3, "1, 2")])
def test_an_unknown_prompt_says_what_there_is(folder: Path, name: str, version: int | None, words: str) -> None:
    with pytest.raises(PromptError, match=words):
        PromptLibrary.load(folder).get(name, version)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="holds no prompts"):
        PromptLibrary.load(tmp_path)


def test_nested_texts_are_found_under_dotted_keys(folder: Path) -> None:
    prompt = PromptLibrary.load(folder).get("greeting")
    assert set(prompt.texts) == {"hello.en", "hello.zh", "price"}
    assert prompt.render("hello.zh", shopper="王芳", shop="导购") == "王芳，欢迎光临 导购。"
    assert prompt.render("price") == "$5 off today"


def test_a_declared_variable_may_be_given_to_a_text_that_does_not_use_it(folder: Path) -> None:
    assert PromptLibrary.load(folder).get("greeting", 1).render("price", shop="x") == "$5 off"


def test_a_missing_variable_is_an_error_that_names_it(folder: Path) -> None:
    with pytest.raises(PromptError, match=r"greeting@2 .*2\.yaml.* needs a value for shop") as caught:
        PromptLibrary.load(folder).get("greeting").render("hello.en", shopper="Ann")
    assert caught.value.file == folder / "greeting/2.yaml"


def test_an_undeclared_variable_and_an_unknown_key_are_errors(folder: Path) -> None:
    prompt = PromptLibrary.load(folder).get("greeting")
    with pytest.raises(PromptError, match="does not declare the variable colour"):
        prompt.render("hello.en", shopper="Ann", shop="D", colour="red")
    with pytest.raises(PromptError, match=r"no text 'hello'; it has hello\.en, hello\.zh, price"):
        prompt.render("hello")


def test_a_prompt_cannot_be_changed(folder: Path) -> None:
    prompt = PromptLibrary.load(folder).get("greeting")
    with pytest.raises(dataclasses.FrozenInstanceError):
        prompt.version = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        prompt.texts["price"] = "free"  # type: ignore[index]


def test_the_hash_counts_what_is_said_and_not_how_it_is_laid_out(folder: Path) -> None:
    file = folder / "greeting/1.yaml"
    before = PromptLibrary.load(folder).get("greeting", 1)
    file.write_text("# a comment\n" + file.read_text().replace("[shopper, shop]", "[shop, shopper]"))
    again = PromptLibrary.load(folder).get("greeting", 1)
    assert again.hash == before.hash
    assert len(again.hash) == 64
    file.write_text(file.read_text().replace("Hello", "Hullo"))
    assert PromptLibrary.load(folder).get("greeting", 1).hash != before.hash


@given(value=TEXT)
def test_a_value_is_put_in_as_it_is(value: str) -> None:
    prompt = Prompt("echo", 1, "Says it back.", ("said",), {"back": "<${said}>"})
    assert prompt.render("back", said=value) == f"<{value}>"


@given(first=st.dictionaries(TEXT, TEXT, max_size=4), second=st.dictionaries(TEXT, TEXT, max_size=4))
def test_equal_hashes_mean_equal_texts(first: dict[str, str], second: dict[str, str]) -> None:
    one, two = Prompt("p", 1, "d", (), first), Prompt("p", 1, "d", (), second)
    assert (one.hash == two.hash) == (first == second)


def test_publishing_lists_each_version_once(folder: Path) -> None:
    assert published(folder) == {}
    assert publish(folder) == ("greeting@1", "greeting@2")
    assert publish(folder) == ()
    assert published(folder)["greeting@2"] == PromptLibrary.load(folder).get("greeting").hash
    assert changed(PromptLibrary.load(folder)) == ()


def test_a_published_version_that_changes_is_told_and_never_relisted(folder: Path) -> None:
    publish(folder)
    file = folder / "greeting/1.yaml"
    file.write_text(file.read_text().replace("Hello", "Hullo"))
    assert changed(PromptLibrary.load(folder)) == (
        "greeting@1 was published and has changed; undo that and write the next version instead.",
    )
    before = (folder / "published.yaml").read_text()
    with pytest.raises(PromptError, match="greeting@1 was published and has changed"):
        publish(folder)
    assert (folder / "published.yaml").read_text() == before


def test_a_published_version_that_goes_is_told(folder: Path) -> None:
    publish(folder)
    (folder / "greeting/1.yaml").unlink()
    assert changed(PromptLibrary.load(folder)) == ("greeting@1 was published and is gone; bring its file back.",)


def test_a_list_of_published_versions_that_is_no_list_is_refused(folder: Path) -> None:
    (folder / "published.yaml").write_text("greeting@1: 12\n")
    with pytest.raises(PromptError, match=r"published\.yaml.*greeting@1"):
        published(folder)


def test_the_prompts_that_come_with_daogou_say_what_was_published() -> None:
    library = PromptLibrary.load()
    assert changed(library) == ()
    assert published().keys() == {prompt.label for prompt in library.list()}
