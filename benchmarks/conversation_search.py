"""How fast staff find conversations and count what came of versions; prints one JSON object last.

usage: python -m benchmarks.conversation_search [--turns N] [--database-url URL] [--folder DIR] [--kept]

A database is filled with a million turns (`--turns`) of about four kilobytes, with readings, feedback, hand-offs and
labels; then each filter is asked page after page. `p50_ms` and `p95_ms` are the clock's, `cpu_ms` the processor's
median, in milliseconds. `--kept` asks a database at `--database-url` that was filled before.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from records.database import Database, open_database
from records.desk.filters import SearchFilters
from records.desk.search import ConversationSearch
from records.desk.version_outcomes import VersionOutcomes
from records.learned.tables import ConversationReadingRow
from records.nouns import Conversation, ToolCall, Turn
from records.rows import conversation_row, turn_row
from records.tables import ConversationLabelRow, ConversationRow, FeedbackRow, HandOffRow, Table, TurnRow

AT = datetime(2026, 3, 1, tzinfo=UTC)
CONVERSATIONS_AT_ONCE, PAGES, SECONDS_EACH = 2_000, 12, 10
LENGTHS = (1, 2, 3, 4, 5, 6, 8, 11)
TABLES = (ConversationRow, TurnRow, ConversationReadingRow, FeedbackRow, HandOffRow, ConversationLabelRow)
TURN = Turn(
    "", "", 0, AT, "I am looking for wireless headphones under 80 with long battery life " * 2, "Two fit. " * 40, "en",
    "answered", "shopping_agent@1", "hash", "model",
    (ToolCall("search_products", {"query": "headphones"}, "AUD-1 Brisa Ear 59.90 " * 40, True, 4.0),),
    {"max_price": 80}, ("AUD-1", "AUD-2"), {"checked": 5, "repaired": 0, "dropped": 0},
    {"prompt_tokens": 900, "completion_tokens": 120}, {"total": 1200.0}, {}, "replies@1", {"stages": ["dense"] * 60},
)  # fmt: skip
ASKED: dict[str, SearchFilters] = {
    "nothing": SearchFilters(),
    "customer": SearchFilters(customer_id="C-77"),
    "unhappy": SearchFilters(mood="unhappy"),
    "refused": SearchFilters(refused=True),
    "failed": SearchFilters(outcome="failed"),
    "refused and fallback": SearchFilters(refused=True, fallback=True),
    "prompt of today": SearchFilters(prompt="shopping_agent@2"),
    "prompt of long ago": SearchFilters(prompt="shopping_agent@1"),
    "prompt of never": SearchFilters(prompt="shopping_agent@9"),
    "changed claims": SearchFilters(claims_changed=True),
    "open hand-off": SearchFilters(hand_off="open"),
    "label": SearchFilters(label="vip"),
    "unhelpful": SearchFilters(unhelpful=True),
    "language": SearchFilters(language="zh"),
    "unhappy, refused, prompt": SearchFilters(mood="unhappy", refused=True, prompt="shopping_agent@2"),
    "words that many said": SearchFilters(text="wireless battery"),
    "words that nobody said": SearchFilters(text="zebra"),
}


def main() -> None:
    """Fill, ask and print."""
    arguments = parse()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        database = open_database(arguments.database_url or f"sqlite:///{Path(folder) / 'records.sqlite'}")
        database.upgrade()
        if not arguments.kept:
            fill(database, arguments.turns)
        told = {"turns": arguments.turns, "cores": os.cpu_count(), "load": os.getloadavg()[0]}
        told |= {"search": {name: asked(database, filters) for name, filters in ASKED.items()}}
        json.dump(told | {"outcomes_of_14_days": counted(database, arguments.turns)}, sys.stdout)
        database.close()


def parse() -> argparse.Namespace:
    """The command line's wishes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--database-url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--kept", action="store_true")
    return parser.parse_args()


def fill(database: Database, turns: int) -> None:
    """Conversations whose turns come to `turns` or a few more, a turn every ten seconds."""
    chance, made = random.Random(7), 0
    while made < turns:
        rows: dict[type[Table], list[dict[str, Any]]] = {table: [] for table in TABLES}
        for _ in range(CONVERSATIONS_AT_ONCE):
            before = made + len(rows[TurnRow])
            for table, row in conversation(chance, before, turns) if before < turns else ():
                rows[table].append(row)
        with database.writing() as session:
            for table, some in rows.items():
                if some:
                    session.execute(insert(table), some)
        made += len(rows[TurnRow])


def conversation(chance: random.Random, before: int, turns: int) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    """One conversation with all that hangs on it; the first 70 % are of the first version of the prompt."""
    id, at = f"{chance.getrandbits(80):020x}", AT + timedelta(seconds=before * SECONDS_EACH)
    length = chance.choice(LENGTHS)
    customer = f"C-{chance.randrange(20_000)}" if chance.random() < 0.6 else None
    yield ConversationRow, conversation_row(Conversation(id, at, customer))
    for position in range(length):
        version = 1 if before < 0.7 * turns else chance.choice((2, 3))
        yield (
            TurnRow,
            turn_row(
                replace(
                    TURN,
                    id=f"{id}-{position}",
                    conversation_id=id,
                    position=position,
                    at=at + timedelta(seconds=position),
                    outcome=chance.choices(
                        ("answered", "fallback", "refused", "stopped", "failed"), (95, 2, 2, 0.9, 0.1)
                    )[0],
                    prompt=f"shopping_agent@{version}",
                    language="zh" if chance.random() < 0.3 else "en",
                    claims={"checked": 5, "repaired": int(chance.random() < 0.02), "dropped": 0},
                )
            ),
        )
    on = {"conversation_id": id}
    if chance.random() < 0.8:
        read = {"reader": "r", "turns": length, "ended_at": at, "mood": chance.gauss(0.1, 0.3), "course": "steady"}
        also = {"satisfaction": 3.0, "contact_reason": "", "unresolved": False, "details": {}}
        yield ConversationReadingRow, {**on, **read, **also}
    if chance.random() < 0.05:
        liked = chance.random() < 0.7
        yield FeedbackRow, {**on, "id": id, "turn_id": f"{id}-0", "owner": id, "helpful": liked, "reason": "", "at": at}
    if chance.random() < 0.03:
        status = "open" if chance.random() < 0.03 else "closed"
        words = dict.fromkeys(("reason", "summary", "mood"), "")
        yield HandOffRow, {**on, **words, "id": f"H-{id}", "customer_id": customer, "at": at, "status": status}
    if chance.random() < 0.02:
        yield ConversationLabelRow, {**on, "label": chance.choice(("vip", "refund", "bug")), "by": "A", "at": at}


def asked(database: Database, filters: SearchFilters) -> dict[str, Any]:
    """What pages of one search take, one after the other, from the first again after the last."""
    search, place = ConversationSearch(database), None
    clock, cpu = list[float](), list[float]()
    first = search.find(filters)
    for _ in range(PAGES):
        began, worked = time.perf_counter(), time.process_time()
        place = search.find(filters, place).next
        clock.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    return {
        "p50_ms": round(statistics.median(clock), 1),
        "p95_ms": round(sorted(clock)[int(0.95 * len(clock))], 1),
        "cpu_ms": round(statistics.median(cpu), 1),
        "rows": len(first.rows),
        "out_of_time": first.searched_back_to is not None,
    }


def counted(database: Database, turns: int) -> dict[str, Any]:
    """What it takes to count the outcomes of the last fortnight."""
    until = AT + timedelta(seconds=turns * SECONDS_EACH)
    began, worked = time.perf_counter(), time.process_time()
    found = VersionOutcomes(database).of("shopping_agent", until - timedelta(days=14), until)
    return {
        "turns": sum(one.turns for one in found),
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
    }


if __name__ == "__main__":
    main()
