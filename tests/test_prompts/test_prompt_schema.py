"""Whatever a prompt file may not hold is refused with the file and the key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.errors import PromptError
from prompts.schema import read_prompt

GOOD = """\
name: note
version: 1
description: A note.
variables: [who]
texts:
  body: "For ${who}."
"""


def _swap(line: str, other: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, other)


BAD = {
    "unknown key": (GOOD + "model: gpt\n", "the key 'model' is not known"),
    "missing key": (_swap("description: A note.\n", ""), "the key 'description' is missing"),
    "key twice": (GOOD + "version: 1\n", "the key 'version' stands twice"),
    "other name": (_swap("name: note", "name: other"), "the key 'name' must be the folder's name, 'note'"),
    "version not a number": (_swap("version: 1", "version: one"), "the key 'version' must be a whole number"),
    "version true": (_swap("version: 1", "version: true"), "the key 'version' must be a whole number"),
    "version of another file": (_swap("version: 1", "version: 2"), "call the file 2.yaml"),
    "empty description": (_swap("A note.", "''"), "the key 'description'"),
    "variables not a list": (_swap("[who]", "who"), "the key 'variables' must be a list"),
    "variable named badly": (_swap("[who]", "[who, 'a b']"), "the key 'variables' must be a list"),
    "variable twice": (_swap("[who]", "[who, who]"), "the key 'variables' names a variable twice"),
    "undeclared": (_swap("[who]", "[]"), r"the key 'texts.body' uses \$\{who\}"),
    "unused": (_swap("[who]", "[who, when]"), "declares 'when', which no text uses"),
    "stray dollar": (_swap("For ${who}.", "${who} $ 5"), "'texts.body' holds a '\\$'"),
    "text not text": (_swap('"For ${who}."', "12"), "the key 'texts.body' must be a text"),
    "text with one value": (_swap('\n  body: "For ${who}."', ' "${who}"'), "'texts' must be a mapping"),
    "key not text": (_swap("body:", "no:"), "the key 'no' in 'texts'"),
    "key with a dot": (_swap("body:", "a.b:"), "the key 'a.b' in 'texts'"),
    "no texts": (_swap('\n  body: "For ${who}."', " {}"), "the key 'texts' must be"),
    "not yaml": ("name: [", "is not valid YAML"),
    "date that does not exist": (_swap("A note.", "2026-02-30"), "the key 'description' must be a text"),
    "no mapping": ("- 1\n", "must hold a mapping"),
}

WritePrompt = Callable[[str, str], Path]


def test_a_good_file_is_read(write_prompt: WritePrompt) -> None:
    prompt = read_prompt(write_prompt("note/1.yaml", GOOD))
    assert (prompt.label, prompt.variables, dict(prompt.texts)) == ("note@1", ("who",), {"body": "For ${who}."})


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_by_file_and_key(write_prompt: WritePrompt, text: str, words: str) -> None:
    file = write_prompt("note/1.yaml", text)
    with pytest.raises(PromptError, match=words) as caught:
        read_prompt(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert caught.value.file == file


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "1.yaml"
    with pytest.raises(PromptError, match="cannot be read"):
        read_prompt(file)
    file.write_bytes(b"name: \xff\xfe")
    with pytest.raises(PromptError, match="cannot be read as UTF-8"):
        read_prompt(file)


@settings(max_examples=60)
@given(text=st.text(max_size=60))
def test_no_file_brings_anything_but_a_prompt_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "1.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(PromptError):
        read_prompt(file)
