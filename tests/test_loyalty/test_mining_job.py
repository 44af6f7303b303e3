"""Mining over real records: a little at a time, once each, and on from where it was stopped or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loyalty.mining.job import Mined, mine
from loyalty.mining.keeping import SURE, kept_reading, reading_from
from loyalty.nouns import (
    ConversationReading,
    SaidConversation,
    Satisfaction,
    Sentiment,
    Signal,
    TurnReading,
)
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.learned.readings import Readings
from records.learned.unread import UnreadConversations
from records.nouns import Conversation, Turn

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
NEUTRAL = Sentiment("neutral", (0.1, 0.8, 0.1))


class WordReader:
    """Hears a complaint in every "late"; counts what it was given."""

    def __init__(self, name: str = "words@1") -> None:
        self.name = name
        self.read: list[str] = []

    def read_conversations(self, conversations: Sequence[SaidConversation]) -> list[ConversationReading]:
        self.read += [one.id for one in conversations]
        return [_reading(one) for one in conversations]


def _reading(said: SaidConversation) -> ConversationReading:
    turns = tuple(
        TurnReading(turn.id, turn.position, turn.at, NEUTRAL, _signals(turn.id, turn.text)) for turn in said.turns
    )
    satisfaction = Satisfaction(2.25, 1.5, 3.0, 0.75, 3.0, {"complaints": -0.75})
    late = any(turn.signals for turn in turns)
    return ConversationReading(
        said.id,
        said.customer_id,
        said.started_at,
        said.turns[-1].at,
        turns,
        -0.5,
        "worse",
        satisfaction,
        "complaint",
        late,
    )


def _signals(turn_id: str, text: str) -> tuple[Signal, ...]:
    start = text.find("late")
    if start < 0:
        return ()
    return (Signal("complaint", turn_id, AT, "late", start, start + 4, 0.5, 0.75, "delivery", "KIT-1"),)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def say(database: Database) -> Callable[[str, str], None]:
    """Adds a turn to a conversation of C-001."""
    log = SqlConversationLog(database)

    def _say(conversation: str, text: str) -> None:
        log.start(Conversation(conversation, AT, "C-001"))
        position = len(log.turns(conversation))
        at = AT + timedelta(minutes=position)
        log.append(Turn(f"{conversation}-{position}", conversation, position, at, text, "I see.", "en", "answered"))

    return _say


def _mine(database: Database, reader: WordReader, **options: object) -> Mined:
    return mine(UnreadConversations(database), Readings(database), reader, **options)  # type: ignore[arg-type]


def test_each_conversation_is_read_once_and_again_when_more_is_said(
    database: Database, say: Callable[[str, str], None]
) -> None:
    say("a", "it came late")
    say("b", "hello")
    reader = WordReader()
    assert _mine(database, reader) == Mined(conversations=2, turns=2, signals=1)
    assert _mine(database, reader) == Mined()
    say("b", "where is it? late again")
    assert _mine(database, reader) == Mined(conversations=1, turns=2, signals=1)
    assert reader.read == ["a", "b", "b"]
    kept = Readings(database).reading("b")
    assert kept is not None
    assert [one.quote for one in kept.signals] == ["late"]


def test_another_reader_reads_all_of_it_anew(database: Database, say: Callable[[str, str], None]) -> None:
    say("a", "late")
    _mine(database, WordReader())
    assert _mine(database, WordReader("words@2")).conversations == 1
    assert Readings(database).count() == 1


def test_it_stops_between_pages_and_goes_on(
    database: Database, say: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.mining.job.CONVERSATIONS_A_PAGE", 2)
    for number in range(5):
        say(f"talk-{number}", "late")
    reader, looks = WordReader(), iter([False, True])
    assert _mine(database, reader, stop=lambda: next(looks)).conversations == 2
    assert _mine(database, reader).conversations == 3
    assert sorted(reader.read) == [f"talk-{number}" for number in range(5)]


def test_progress_ends_at_the_whole(database: Database, say: Callable[[str, str], None]) -> None:
    for number in range(3):
        say(f"talk-{number}", "late")
    seen: list[tuple[str, int, int]] = []
    _mine(database, WordReader(), progress=lambda *step: seen.append(step))
    assert seen[-1] == ("conversations", 3, 3)


def test_a_reading_is_the_same_after_it_was_kept(database: Database, say: Callable[[str, str], None]) -> None:
    say("a", "it came late 😡")
    said = UnreadConversations(database).page("words@1")[0]
    reading = _reading(said)
    Readings(database).keep([kept_reading(reading, "words@1")])
    kept = Readings(database).reading("a")
    assert kept is not None
    assert reading_from(kept) == reading


def test_what_is_not_sure_is_not_kept(database: Database, say: Callable[[str, str], None]) -> None:
    say("a", "it came late")
    sure = _reading(UnreadConversations(database).page("words@1")[0])
    signal = sure.turns[0].signals[0]
    doubtful = replace(sure.turns[0], signals=(signal, replace(signal, kind="leave", confidence=SURE - 0.01)))
    assert kept_reading(replace(sure, turns=(doubtful,)), "x").signals == kept_reading(sure, "x").signals


_KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from test_mining_job import WordReader, _mine, open_database
import loyalty.mining.job as job
job.CONVERSATIONS_A_PAGE = 3
reader, kill = WordReader(), int(sys.argv[2])
class Deadly(WordReader):
    def read_conversations(self, conversations):
        if len(self.read) >= kill:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read_conversations(conversations)
_mine(open_database(sys.argv[1]), Deadly())
"""


@pytest.mark.parametrize("after", [0, 3, 6])
def test_a_killed_job_is_gone_on_with(
    database: Database, say: Callable[[str, str], None], tmp_path: Path, after: int
) -> None:
    for number in range(8):
        say(f"talk-{number}", "late")
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    script = _KILLED.format(tests=str(Path(__file__).parent))
    killed = subprocess.run([sys.executable, "-c", script, url, str(after)], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert Readings(database).count() == after
    assert _mine(database, WordReader()).conversations == 8 - after
    assert UnreadConversations(database).count("words@1") == 0
