"""What is published is followed at little cost, and nobody waits for somebody else's look."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from shelved_prompts import shipped_prompts

from assistant.prompting.following import LOOK_AGAIN_SECONDS, Following
from prompts.library import PromptLibrary
from records.errors import DatabaseUnreachable


class Counted:
    """Records of which nothing is known, that count how often they are read and can be held or taken away."""

    def __init__(self) -> None:
        self.reads = 0
        self.away = False
        self.opened = threading.Event()
        self.opened.set()
        self.reading = threading.Event()

    @property
    def publications(self) -> Counted:
        return self

    prompt_shares = publications

    def history(self, *_: str, limit: int = 100) -> tuple[Any, ...]:
        self.reads += 1
        self.reading.set()
        assert self.opened.wait(10)
        if self.away:
            raise DatabaseUnreachable("The database is away.", "somewhere")
        return ()


class Followed:
    def __init__(self, shipped: Path, own: Path) -> None:
        self.records, self.seconds, self.changes = Counted(), 0.0, 0
        library = PromptLibrary.load(shipped, own)
        self.following = Following(library, self.records, lambda: self.seconds)  # type: ignore[arg-type]
        self.following.changed = self._changed

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    return Followed(shipped_prompts(tmp_path / "shipped", "one"), tmp_path / "own")


def test_the_records_are_looked_at_once_in_a_while(followed: Followed) -> None:
    first = followed.following.known()
    reads = followed.records.reads
    for _ in range(100):
        assert followed.following.known() is first
    assert followed.records.reads == reads
    followed.seconds += LOOK_AGAIN_SECONDS
    assert followed.following.known() is first
    assert followed.records.reads - reads == 4


def test_nobody_waits_while_another_looks(followed: Followed) -> None:
    first = followed.following.known()
    followed.seconds += LOOK_AGAIN_SECONDS
    followed.records.opened.clear()
    followed.records.reading.clear()
    looking = threading.Thread(target=followed.following.known)
    looking.start()
    assert followed.records.reading.wait(10)
    assert followed.following.known() is first
    followed.records.opened.set()
    looking.join(10)
    assert not looking.is_alive()


def test_records_that_are_away_are_told_once_and_asked_again(
    followed: Followed, caplog: pytest.LogCaptureFixture
) -> None:
    followed.records.away = True
    for _ in range(3):
        assert followed.following.known().production["replies"].standing.version == 1
        followed.seconds += LOOK_AGAIN_SECONDS
    assert len(caplog.messages) == 1
    with pytest.raises(DatabaseUnreachable):
        followed.following.fresh()
    followed.records.away = False
    followed.following.known()
    followed.records.away = True
    followed.seconds += LOOK_AGAIN_SECONDS
    followed.following.known()
    assert len(caplog.messages) == 2


def test_a_file_that_comes_or_goes_is_seen_without_a_publication(followed: Followed, tmp_path: Path) -> None:
    followed.following.known()
    file = tmp_path / "own/replies/1001.yaml"
    file.parent.mkdir(parents=True)
    text = (tmp_path / "shipped/replies/1.yaml").read_text(encoding="utf-8")
    for there in (True, False):
        if there:
            file.write_text(text.replace("version: 1", "version: 1001"), encoding="utf-8")
        else:
            file.unlink()
        followed.seconds += LOOK_AGAIN_SECONDS
        found = [prompt.version for prompt in followed.following.known().library.prompts["replies"]]
        assert found == ([1, 1001] if there else [1])


def test_a_change_is_told_and_what_stays_is_not(followed: Followed, tmp_path: Path) -> None:
    followed.following.known()
    before = followed.changes
    followed.following.fresh()
    followed.following.look_again()
    assert followed.changes == before
    (tmp_path / "own/replies").mkdir(parents=True)
    (tmp_path / "own/replies/1001.yaml").write_text("broken: [")
    followed.following.fresh()
    assert followed.changes == before + 1
