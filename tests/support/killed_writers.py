"""Writers that are killed at random moments, and what their log holds after each death.

`python killed_writers.py URL KILLS SEED` forks a writer of four threads again and again, kills it (SIGKILL), and holds
the log to what the writer had acknowledged. The next writer begins with the messages that were not: it retries them.
Prints how much was acknowledged as JSON; ends with an error at the first thing that is not as it should be.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

from sqlalchemy import text

from records.conversation_log import SqlConversationLog
from records.database import open_database
from records.nouns import Conversation, ReceivedMessage, ToolCall, Turn

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
WRITERS = 4
LONGEST_SECONDS = 0.06
PATIENCE_SECONDS = 60


def message_of(writer: int, number: int) -> ReceivedMessage:
    """The message that this writer keeps at this place: always the same, of a length of its own."""
    words = f"Number {number}: " + "耳机 headphones " * (number * 7 % 400)
    return ReceivedMessage(f"{writer}-{number}", f"c{writer}", AT + timedelta(seconds=number), words)


def turn_of(writer: int, number: int) -> Turn:
    """The turn that answers it."""
    asked = message_of(writer, number)
    calls = tuple(ToolCall("search_products", {"query": asked.text}, asked.text, True, 1.5) for _ in range(number % 3))
    told = {"answer": asked.text[::-1], "language": "en", "outcome": "answered", "tool_calls": calls}
    return Turn(asked.turn_id, asked.conversation_id, number, asked.at, asked.text, **told)  # type: ignore[arg-type]


def write(url: str, acknowledged: list[int], pipe: int) -> None:
    """Four conversations grow until somebody kills the process; each turn that is kept is told through the pipe."""
    log = SqlConversationLog(open_database(url))

    def talk(writer: int) -> None:
        number = acknowledged[writer]
        while True:
            if log.receive(message_of(writer, number)):
                log.append(turn_of(writer, number))
            os.write(pipe, f"{writer}\n".encode())
            number += 1

    threads = [Thread(target=talk, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def live_and_die(url: str, acknowledged: list[int], seconds: float, *, young: bool) -> list[int]:
    """How much is acknowledged after one more writer: killed so long after its first turn, or after its birth."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        write(url, acknowledged, theirs)
        os._exit(1)
    os.close(theirs)
    if not young:
        select.select([ours], [], [], PATIENCE_SECONDS)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    with os.fdopen(ours) as told:
        writers = [int(line) for line in told]
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL, "the writer died by itself"
    return [count + writers.count(writer) for writer, count in enumerate(acknowledged)]


def check(url: str, acknowledged: list[int]) -> None:
    """Everything acknowledged is there, whole, once, in order; at most the one message being answered besides."""
    database = open_database(url)
    log = SqlConversationLog(database)
    for writer, count in enumerate(acknowledged):
        turns = log.turns(f"c{writer}")
        assert turns == tuple(turn_of(writer, number) for number in range(len(turns))), f"c{writer} is not whole"
        assert count <= len(turns) <= count + 1, f"{len(turns)} turns where {count} are acknowledged"
        waiting = log.unanswered(f"c{writer}")
        assert waiting in ((), (message_of(writer, len(turns)),)), f"{waiting} waits"
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    database.close()


def main(url: str, kills: int, seed: int) -> None:
    """Kills, checks, and prints."""
    moments = random.Random(seed)
    database = open_database(url)
    database.upgrade()
    for writer in range(WRITERS):
        SqlConversationLog(database).start(Conversation(f"c{writer}", AT))
    database.close()
    acknowledged, fruitless = [0] * WRITERS, 0
    for kill in range(kills):
        before = acknowledged
        acknowledged = live_and_die(url, acknowledged, moments.uniform(0, LONGEST_SECONDS), young=kill % 5 == 0)
        fruitless += before == acknowledged
        check(url, acknowledged)
    print(json.dumps({"kills": kills, "acknowledged": acknowledged, "killed_before_the_first": fruitless}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
