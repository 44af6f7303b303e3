"""What was written is kept, whatever happens to the process, and two processes never mix up what they write."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from records.conversation_log import SqlConversationLog
from records.database import open_database
from records.nouns import Conversation, Turn
from records.shop_ledger import ShopLedger

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import os, sys
from datetime import UTC, datetime
from records.conversation_log import SqlConversationLog
from records.database import open_database
from records.errors import TurnOutOfPlace
from records.nouns import Conversation, Turn

url, name, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
log = SqlConversationLog(open_database(url))
now = datetime(2026, 1, 1, tzinfo=UTC)
log.start(Conversation("shared", now))
position = done = 0
while done < wanted:
    try:
        log.append(Turn(f"{name}-{done}", "shared", position, now, name, "", "en", "answered"))
    except TurnOutOfPlace as fault:
        position = fault.expected
    else:
        position += 1
        done += 1
os._exit(9)  # no clean end: nothing is flushed, closed or checkpointed
"""

SHOPPER = """
import os, sys
from records.database import open_database
from records.nouns import CartLine
from records.shop_ledger import ShopLedger

url, name, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
ledger = ShopLedger(open_database(url))
for number in range(wanted):
    ledger.add_to_cart("customer:C-001", CartLine("AUD-1", "Brisa", 1, 59.9, "EUR"), action_id=f"{name}-{number}")
    ledger.add_to_cart("customer:C-001", CartLine("AUD-1", "Brisa", 1, 59.9, "EUR"), action_id=f"both-{number}")
os._exit(9)
"""


VISITOR = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
print(file.execute("SELECT count(*) FROM turns").fetchone()[0])
file.close()
"""

FULL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from records.conversation_log import SqlConversationLog
from records.database import open_database
from records.errors import DatabaseUnreachable
from records.nouns import Conversation, ReceivedMessage, Turn

file = Path(sys.argv[1])
log = SqlConversationLog(open_database(f"sqlite:///{file}"))
now = datetime(2026, 1, 1, tzinfo=UTC)
log.start(Conversation("c", now))
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
sizes = [part.stat().st_size for part in file.parent.iterdir()]
resource.setrlimit(resource.RLIMIT_FSIZE, (max(sizes) + 100_000, hard))
kept = refused = 0
while refused < 20:
    try:
        log.receive(ReceivedMessage(f"t-{kept}", "c", now, "words " * 900))
        log.append(Turn(f"t-{kept}", "c", kept, now, "words " * 900, "", "en", "answered"))
    except DatabaseUnreachable as fault:
        assert "room" in str(fault)
        refused += 1
    else:
        kept += 1
assert kept > 0
assert [turn.position for turn in log.turns("c")] == list(range(kept))
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
log.append(Turn(f"t-{kept}", "c", kept, now, "words " * 900, "", "en", "answered"))
print(kept + 1)
"""


def _writer(url: str, name: str, wanted: int, program: str = WRITER) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", program, url, name, str(wanted)]
    return subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT)


def test_turns_outlive_a_process_that_dies(sqlite_file: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    database.upgrade()
    database.close()
    assert _writer(f"sqlite:///{sqlite_file}", "a", 5).wait(60) == 9
    again = open_database(f"sqlite:///{sqlite_file}")
    assert [turn.id for turn in SqlConversationLog(again).turns("shared")] == [f"a-{n}" for n in range(5)]
    again.check()
    again.close()


def test_two_processes_in_one_conversation_take_turns(sqlite_file: Path) -> None:
    url = f"sqlite:///{sqlite_file}"
    database = open_database(url)
    database.upgrade()
    writers = [_writer(url, name, 15) for name in ("a", "b")]
    assert [writer.wait(60) for writer in writers] == [9, 9]
    turns = SqlConversationLog(database).turns("shared")
    assert [turn.position for turn in turns] == list(range(30))
    for name in ("a", "b"):
        assert [turn.id for turn in turns if turn.text == name] == [f"{name}-{n}" for n in range(15)]
    database.close()


def test_two_processes_fill_one_cart_and_do_each_action_once(sqlite_file: Path) -> None:
    url = f"sqlite:///{sqlite_file}"
    database = open_database(url)
    database.upgrade()
    writers = [_writer(url, name, 10, SHOPPER) for name in ("a", "b")]
    assert [writer.wait(60) for writer in writers] == [9, 9]
    assert ShopLedger(database).cart("customer:C-001").quantity == 30
    database.check()
    database.close()


def test_a_log_on_a_full_disk_keeps_what_it_took_and_goes_on_when_there_is_room(sqlite_file: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    database.upgrade()
    command = [sys.executable, "-c", FULL_DISK, str(sqlite_file)]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    kept = SqlConversationLog(database).turns("c")
    assert [turn.id for turn in kept] == [f"t-{number}" for number in range(int(done.stdout))]
    assert SqlConversationLog(database).unanswered("c") == ()
    database.check()
    database.close()


def test_what_is_written_after_others_came_and_went_is_not_lost(sqlite_file: Path) -> None:
    """A file that is opened and closed beside SQLite loses the locks that tell others it is still in use."""

    def visited() -> int:
        seen = subprocess.run([sys.executable, "-c", VISITOR, str(sqlite_file)], capture_output=True, text=True)
        return int(seen.stdout)

    first = open_database(f"sqlite:///{sqlite_file}")
    first.upgrade()
    log = SqlConversationLog(first)
    log.start(Conversation("c", MARCH))
    open_database(f"sqlite:///{sqlite_file}").close()
    for position in range(3):
        assert visited() == position
        log.append(Turn(f"t-{position}", "c", position, MARCH, "words", "", "en", "answered"))
    first.close()
    assert visited() == 3
