"""Drafts keep what was typed, and nobody overwrites what somebody else saved."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.draft import Draft
from prompts.drafts import LONGEST_TITLE, Drafts, draft_text
from prompts.errors import DraftConflict, DraftMissing, PromptError
from prompts.library import PromptLibrary
from prompts.prompt import Prompt

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def base(folder: Path) -> Prompt:
    return PromptLibrary.load(folder).get("greeting")


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    moments = (START + timedelta(minutes=number) for number in range(10_000))
    return Drafts.of(tmp_path / "own", lambda: next(moments))


def test_a_draft_begins_as_its_base_reads_without_the_version(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    assert base.file is not None
    assert draft.text == base.file.read_text(encoding="utf-8").replace("version: 2\n", "")
    assert (draft.name, draft.base, draft.author, draft.title) == ("greeting", 2, "A-1", "greeting@2, changed")
    assert drafts.read(draft.id) == draft
    assert drafts.list() == (draft,)


def test_saving_keeps_all_that_was_typed_and_gives_another_token(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1", title=" Kinder ")
    saved = drafts.save(draft.id, token=draft.token, text="name: [", author="A-2")
    assert drafts.read(draft.id) == saved
    assert (saved.text, saved.author, saved.title, saved.base) == ("name: [", "A-2", "Kinder", 2)
    assert saved.token != draft.token
    assert saved.updated_at > draft.updated_at
    renamed = drafts.save(draft.id, token=saved.token, text="", author="A-2", title="x" * 500)
    assert (renamed.text, len(renamed.title)) == ("", LONGEST_TITLE)


def test_the_second_to_save_is_told_and_overwrites_nothing(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    mine = drafts.save(draft.id, token=draft.token, text="mine", author="A-1")
    with pytest.raises(DraftConflict, match="A-1 saved this draft meanwhile") as caught:
        drafts.save(draft.id, token=draft.token, text="yours", author="A-2")
    assert caught.value.current == mine == drafts.read(draft.id)
    with pytest.raises(DraftConflict):
        drafts.discard(draft.id, draft.token)
    assert drafts.save(draft.id, token=mine.token, text="mine and yours", author="A-2").text == "mine and yours"


def test_of_many_who_save_at_once_exactly_one_does(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    outcomes: list[Draft | DraftConflict] = []
    ready = threading.Barrier(6)

    def save(number: int) -> None:
        ready.wait(10)
        try:
            outcomes.append(drafts.save(draft.id, token=draft.token, text=f"text {number}", author=f"A-{number}"))
        except DraftConflict as conflict:
            outcomes.append(conflict)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    saved = [one for one in outcomes if isinstance(one, Draft)]
    assert len(outcomes) == 6
    assert len(saved) == 1
    assert drafts.read(draft.id) == saved[0]
    assert {one.current for one in outcomes if isinstance(one, DraftConflict)} == set(saved)


def test_a_draft_thrown_away_is_gone_and_that_is_told(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    drafts.discard(draft.id, draft.token)
    for use in (
        lambda: drafts.read(draft.id),
        lambda: drafts.discard(draft.id, draft.token),
        lambda: drafts.save(draft.id, token=draft.token, text="x", author="A-1"),
    ):
        with pytest.raises(DraftMissing, match="published or thrown away"):
            use()
    assert drafts.list() == ()


@pytest.mark.parametrize("id", ["", "..", "../x", "a/b", "A" * 16, "ab\ncd", "x" * 100, ".lock"])
def test_an_id_that_is_none_names_no_file(drafts: Drafts, id: str) -> None:
    with pytest.raises(DraftMissing):
        drafts.read(id)


def test_a_file_that_is_no_draft_is_left_out_of_the_list(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    for number, text in enumerate(("", "[", "name: x", "- a", "updated_at: never\nbase: 1")):
        (drafts.folder / f"broken{number}.yaml").write_text(text)
        with pytest.raises(PromptError, match="no draft that can be read"):
            drafts.read(f"broken{number}")
    assert drafts.list() == (draft,)


def test_the_latest_saved_comes_first(drafts: Drafts, base: Prompt) -> None:
    first, second = (drafts.create(base, author="A-1", title=title) for title in ("one", "two"))
    assert [draft.title for draft in drafts.list()] == ["two", "one"]
    drafts.save(first.id, token=first.token, text="x", author="A-1")
    assert [draft.title for draft in drafts.list()] == ["one", "two"]
    assert second in drafts.list()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, base: Prompt) -> None:
    (tmp_path / "own").write_text("a file in its place")
    with pytest.raises(PromptError, match="cannot be written"):
        Drafts.of(tmp_path / "own", lambda: START).create(base, author="A-1")


def test_half_a_character_is_told_and_the_last_save_stays(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    try:
        saved = drafts.save(draft.id, token=draft.token, text="half \ud83d", author="A-1")
        assert drafts.read(draft.id) == saved
    except PromptError:
        assert drafts.read(draft.id) == draft


def test_nobody_else_may_read_them(drafts: Drafts, base: Prompt) -> None:
    draft = drafts.create(base, author="A-1")
    assert (drafts.folder / f"{draft.id}.yaml").stat().st_mode & 0o077 == 0
    assert [file.name for file in drafts.folder.glob("*.new")] == []


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_comes_back(drafts: Drafts, base: Prompt, text: str) -> None:
    draft = drafts.create(base, author="A-1", text=text)
    assert drafts.read(draft.id).text == text


def test_a_prompt_without_a_file_has_no_text_to_begin_with(base: Prompt) -> None:
    with pytest.raises(PromptError, match="read from no file"):
        draft_text(Prompt("greeting", 3, "d", (), {"a": "b"}))
    assert base.file is not None
    base.file.unlink()
    with pytest.raises(PromptError, match="cannot be read"):
        draft_text(base)
