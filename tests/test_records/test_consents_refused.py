"""Who refused, asked of everybody at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records.consents import AGAIN_SECONDS, Consents, Unrefused
from records.database import open_database
from records.errors import PurposeUnknown


class Clock:
    """A clock that is wound by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def moment(self) -> datetime:
        return datetime(2026, 11, 16, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def consents(tmp_path: Path, clock: Clock) -> Iterator[Consents]:
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    database.upgrade()
    yield Consents(database, clock.moment)
    database.close()


def test_the_newest_word_of_everybody_is_read_at_once(consents: Consents) -> None:
    consents.withdraw("C-1", "marketing", "chat")
    consents.withdraw("C-2", "marketing", "chat")
    consents.give("C-2", "marketing", "chat")
    consents.give("C-3", "marketing", "chat")
    consents.withdraw("C-3", "marketing", "chat")
    consents.withdraw("C-4", "learning", "chat")
    assert consents.refused("marketing") == {"C-1", "C-3"}
    for id in ("C-1", "C-2", "C-3", "C-4", "nobody"):
        assert (id in consents.refused("marketing")) == (not consents.agrees(id, "marketing", unasked=True))


def test_an_unknown_purpose_is_refused(consents: Consents) -> None:
    with pytest.raises(PurposeUnknown):
        consents.refused("curiosity")


def test_refusals_are_read_once_for_many_and_again_after_a_while(
    consents: Consents, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = Consents.refused
    monkeypatch.setattr(Consents, "refused", lambda self, purpose: (reads.append(purpose), read(self, purpose))[1])
    may = Unrefused(consents, "marketing", clock)
    assert all(may(f"C-{n}") for n in range(100))
    assert reads == ["marketing"]
    consents.withdraw("C-7", "marketing", "chat")
    clock.seconds = AGAIN_SECONDS - 0.1
    assert may("C-7")
    clock.seconds = AGAIN_SECONDS
    assert not may("C-7")
    assert len(reads) == 2
