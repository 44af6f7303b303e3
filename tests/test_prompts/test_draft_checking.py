"""Everything that is wrong with a draft is told, each at its line and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.checking import LONGEST_CHARACTERS, check_draft
from prompts.drafts import draft_text
from prompts.faults import PromptFault
from prompts.library import PromptLibrary
from prompts.prompt import Prompt
from prompts.yaml_tree import DEEPEST

TEXT = """\
# Greetings.
name: greeting
description: Says hello.
variables: [shopper, shop]
texts:
  hello:
    en: "Hello ${shopper}, welcome to ${shop}."
    zh: "${shopper}，欢迎光临${shop}。"
  bye:
    en: |-
      Bye.
      See you.
    zh: 再见。
  attribute:
    zh:
      colour: 颜色
"""
TEXTS = {
    "hello.en": "Hello ${shopper}, welcome to ${shop}.",
    "hello.zh": "${shopper}，欢迎光临${shop}。",
    "bye.en": "Bye.\nSee you.",
    "bye.zh": "再见。",
    "attribute.zh.colour": "颜色",
}
BASE = Prompt("greeting", 1, "Says hello.", ("shopper", "shop"), TEXTS)


def words(text: str) -> int:
    return len(text.split())


def faults(text: str, base: Prompt = BASE) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in check_draft(text, base, base, words).faults]


def swap(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def test_a_good_draft_has_no_fault_and_says_what_it_says() -> None:
    checked = check_draft(TEXT, BASE, BASE)
    assert checked.faults == checked.errors == ()
    assert checked.prompt == BASE
    assert checked.prompt.hash == BASE.hash


FAULTS = {
    "broken": (swap('  hello:\n', '  hello: [\n'), [(8, 5, "yaml")]),
    "a tab": (swap("  bye:", "\tbye:"), [(9, 1, "yaml")]),
    "a quote left open": (swap("再见。", "'再见。"), [(17, 1, "yaml")]),
    "a control character": (swap("Says hello", "Says \x07hello"), [(3, 19, "character")]),
    "half a character": (swap("Says hello", "Says \ud83dhello"), [(3, 19, "character")]),
    "an alias": (swap("再见。", "&a 再见。").replace("颜色", "*a"), [(16, 15, "alias")]),
    "not a mapping": ("- a\n", [(1, 1, "not_mapping")]),
    "nothing": ("", [(1, 1, "not_mapping")]),
    "two documents": (TEXT + "---\nname: x\n", [(17, 1, "yaml")]),
    "an unknown key": (TEXT + "model: gpt\n", [(17, 1, "unknown_key")]),
    "a key twice": (TEXT + "name: greeting\n", [(17, 1, "key_twice")]),
    "a text twice": (swap("    zh: 再见。", "    zh: 再见。\n    en: Bye."), [(14, 5, "key_twice")]),
    "a missing key": (swap("description: Says hello.\n", ""), [(1, 1, "missing_key")]),
    "another name": (swap("name: greeting", "name: other"), [(2, 1, "name")]),
    "a version": (swap("variables:", "version: 3\nvariables:"), [(4, 1, "version_given")]),
    "no description": (swap("Says hello.", "''"), [(3, 14, "description")]),
    "a date": (swap("Says hello.", "2026-02-30"), [(3, 14, "description")]),
    "an undeclared variable": (swap("to ${shop}", "to ${shp}"), [(7, 9, "variable_dropped"), (7, 39, "undeclared")]),
    "an undeclared variable in a long text": (
        swap("      See you.", "      See you, ${friend}."),
        [(12, 16, "undeclared")],
    ),
    "an unused variable": (swap("[shopper, shop]", "[shopper, shop, day]"), [(4, 28, "unused")]),
    "a variable twice": (swap("[shopper, shop]", "[shopper, shop, shop]"), [(4, 28, "variable_twice")]),
    "a variable that is none": (swap("[shopper, shop]", "[shopper, shop, 'a b']"), [(4, 28, "variables")]),
    "variables no list": (swap("[shopper, shop]", "shopper"), [(4, 12, "variables")]),
    "a stray dollar": (swap("Hello ${shopper}", "Hello $ ${shopper}"), [(7, 16, "stray_dollar")]),
    "a number": (swap("再见。", "12"), [(13, 9, "text_not_text")]),
    "a key that is no text": (swap("    zh: 再见。", "    no: 再见。"), [(10, 9, "missing_text"), (13, 5, "text_key")]),
    "a key with a dot": (swap("    zh: 再见。", "    z.h: 再见。"), [(10, 9, "missing_text"), (13, 5, "text_key")]),
    "a missing text": (swap("    zh: 再见。\n", ""), [(10, 9, "missing_text")]),
    "an emptied text": (swap("再见。", "' '"), [(13, 9, "emptied")]),
    "a variable of another text": (swap("再见。", "再见${shop}。"), [(13, 11, "variable_not_given")]),
    "a variable the program gives": (
        TEXT.replace(", shop]", "]").replace(", welcome to ${shop}", "").replace("，欢迎光临${shop}", ""),
        [(4, 1, "variable_missing"), (7, 9, "variable_dropped"), (8, 9, "variable_dropped")],
    ),
    "spaces at an end": (swap("再见。", "'再见。 '"), [(13, 9, "spaces")]),
    "an unknown text": (
        TEXT + "  hey:\n    en: Hey.\n    zh: 嗨。\n",
        [(18, 9, "unknown_text"), (19, 9, "unknown_text")],
    ),
    "one language": (TEXT + "  hey:\n    en: Hey.\n", [(18, 9, "language_missing"), (18, 9, "unknown_text")]),
    "a word of the shop": (TEXT + "      size: 尺寸\n", []),
    "English that is Chinese": (swap("      See you.", "      下次见。"), [(10, 9, "language_mixed")]),
    "Chinese that is English": (swap("再见。", "Good bye and see you soon."), [(13, 9, "language_mixed")]),
    "much longer": (swap("Bye.", "Bye. " + "and bye " * 40), [(10, 9, "much_longer")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_at_its_place(text: str, found: list[tuple[int, int, str]]) -> None:
    assert faults(text) == found


WARNINGS = {"variable_dropped", "spaces", "unknown_text", "language_missing", "language_mixed", "much_longer"}


@pytest.mark.parametrize(("text", "found"), FAULTS.values(), ids=FAULTS.keys())
def test_warnings_keep_nobody_from_publishing_and_errors_do(text: str, found: list[tuple[int, int, str]]) -> None:
    checked = check_draft(text, BASE, BASE, words)
    assert {fault.level == "warning" for fault in checked.faults if fault.code in WARNINGS} <= {True}
    assert (checked.prompt is None) == any(code not in WARNINGS for _, _, code in found) == bool(checked.errors)
    for fault in checked.faults:
        assert fault.message
        assert not fault.message.endswith(".")
        assert fault.as_json()["values"] == dict(fault.values)


def test_every_fault_is_told_at_once() -> None:
    text = swap("Says hello.", "''").replace("${shop}.", "${shp}.").replace("再见。", "12") + "foo: 1\n"
    assert faults(text) == [
        (3, 14, "description"),
        (7, 9, "variable_dropped"),
        (7, 39, "undeclared"),
        (13, 9, "text_not_text"),
        (17, 1, "unknown_key"),
    ]


def test_depth_and_length_have_an_end() -> None:
    assert faults("a: " + "[" * 200_000)[0][2] == "too_long"
    assert faults("a: " + "[" * 100_000) == [(1, 4 + DEEPEST - 1, "nested")]
    assert faults("x" * (LONGEST_CHARACTERS + 1)) == [(1, 1, "too_long")]
    bomb = "a: &a [x]\n" + "".join(f"k{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert faults(bomb) == [(2, 10, "alias")]


def test_what_is_shipped_can_be_published_as_it_is() -> None:
    library = PromptLibrary.load()
    for name in ("shopping_agent", "replies"):
        newest = library.get(name)
        checked = check_draft(draft_text(newest), newest, newest)
        assert checked.faults == ()
        assert checked.prompt is not None
        assert checked.prompt.hash == newest.hash


LINES = TEXT.splitlines(keepends=True)
LINE_ENDS = st.sampled_from(["\n", "\r\n"])


@given(st.integers(1, len(LINES) - 1), st.text("  :[]{}'\"&*!|>%@`#-a\t你好$", max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_line_in_the_middle_is_judged_without_breaking(number: int, line: str) -> None:
    text = "".join([*LINES[:number], line + "\n", *LINES[number:]])
    for fault in check_draft(text, BASE, BASE, words).faults:
        assert 1 <= fault.line <= text.count("\n") + 1
        assert 1 <= fault.column <= max(len(one) for one in text.split("\n")) + 1


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_judged(text: str) -> None:
    checked = check_draft(text, BASE, BASE, words)
    assert checked.prompt is None
    assert checked.errors
    assert all(isinstance(fault, PromptFault) for fault in checked.faults)


@given(
    above=st.lists(st.sampled_from(["# 注释", "", "# ${not_one}"]), max_size=5),
    before=st.text("abc 你好，。", max_size=20),
    name=st.from_regex("[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in ("shopper", "shop")),
    braces=st.booleans(),
    end=LINE_ENDS,
)
@settings(max_examples=150, deadline=None)
def test_an_undeclared_variable_is_told_where_it_stands(
    above: list[str], before: str, name: str, braces: bool, end: str
) -> None:
    used = f"${{{name}}}" if braces else f"${name}"
    written = f"x{before}{used}"
    text = end.join([*above, *swap("再见。", f'"{written}"').splitlines(), ""])
    line = next(number for number, one in enumerate(text.split("\n"), 1) if written in one)
    column = text.split("\n")[line - 1].index(used) + 1
    found = [one for one in check_draft(text, BASE, BASE, words).faults if one.code == "undeclared"]
    assert [(one.line, one.column, one.values["name"], one.key) for one in found] == [(line, column, name, "bye.zh")]


def test_a_file_is_refused_with_the_line(tmp_path: Path) -> None:
    from prompts.schema import PromptError, read_prompt

    file = tmp_path / "greeting" / "1.yaml"
    file.parent.mkdir()
    file.write_text("version: 1\n" + swap("再见。", "${day}"), encoding="utf-8")
    with pytest.raises(PromptError, match=re.escape(f"{file}: line 14: the key 'texts.bye.zh' uses ${{day}}")):
        read_prompt(file)
