"""How long the numbers of the loyalty report and desk take over a large shop; prints one JSON object last.

usage: python -m benchmarks.loyalty_desk [--customers N] [--turns N] [--days N] [--file FILE] [--repeats N]

Fills an SQLite file (a temporary one, or `--file`, which is kept and used again) with made-up customers, conversations
of five turns, what was read of them, and scores of `--days` days, of which the newest are explained. Each query is then
asked `--repeats` times; the first time, the middle one and what the processor worked are told, in seconds: on a machine
that does other things, only the last says much. `first_view` is what a desk needs before it shows anything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from records.database import Database, open_database
from records.learned.score_overview import ScoreOverview
from records.learned.talk_overview import Span, TalkOverview
from records.learned.unread import UnreadConversations
from records.tables import Table

NOW = datetime(2026, 11, 16, tzinfo=UTC)
TURNS_EACH = 5
SPAN_DAYS = 365
"""The conversations are spread over so many days."""
WINDOW = Span(NOW - timedelta(days=182), NOW)
TIERS = ("platinum", "gold", "silver", "bronze", "new", "prospect", "at_risk", "lapsed")
GROUPS = ("promoter", "passive", "detractor", "unknown")
ACTIONS = ("thank", "repair", "win_back", "offer", "leave_alone")
REASONS = ("find", "compare", "product_question", "order_status", "return_exchange", "complaint", "policy", "other")
ASPECTS = ("product", "price", "delivery", "service", "returns", None)
KINDS = ("praise", "complaint", "complaint", "price_sensitive", "urgent", "unresolved", "leave")
SATISFIED = {"value": 3.2, "low": 2.1, "high": 4.3, "unhappy": 0.2, "base": 3.0, "reasons": {"thanks": 0.2}}
WORDS = "The parcel came two weeks late and the lid was cracked, and nobody answered my message about it. "


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loyalty_desk")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = asked.file or Path(folder) / "records.sqlite"
        told: dict[str, Any] = {"customers": asked.customers, "turns": asked.turns, "days": asked.days}
        if not file.exists():
            started = time.perf_counter()
            fill(file, asked.customers, asked.turns, asked.days)
            told["fill_seconds"] = round(time.perf_counter() - started, 1)
        told["file_mb"] = round(file.stat().st_size / 1e6)
        database = open_database(f"sqlite:///{file}")
        told |= measured(database, asked.repeats)
        database.close()
    told |= {"cores": os.cpu_count(), "load_average": round(os.getloadavg()[0], 1)}
    print(json.dumps(told))


def measured(database: Database, repeats: int) -> dict[str, Any]:
    """The seconds of each query, and of what a desk asks before it opens."""
    scores, talks = ScoreOverview(database), TalkOverview(database)
    day = scores.days(1)[0]
    first: dict[str, Callable[[], object]] = {
        "days": lambda: [scores.tiers(one) for one in scores.days(12)],
        "summary": lambda: scores.summary(day),
        "at_stake": lambda: scores.at_stake(day, 20),
        "by_day": lambda: talks.by_day(WINDOW),
    }
    second: dict[str, Callable[[], object]] = {
        "by_aspect": lambda: talks.by_aspect(WINDOW),
        "by_product": lambda: talks.by_product(WINDOW),
        "quotes": lambda: talks.quotes(WINDOW, "complaint", aspect="delivery"),
        "quotes_of_product": lambda: talks.quotes(WINDOW, "complaint", product_id="P-7"),
        "unresolved": lambda: talks.unresolved(WINDOW),
        "titles": lambda: talks.titles(f"P-{n}" for n in range(10)),
        "unread": lambda: UnreadConversations(database).count("reader@1"),
    }
    told = {name: _timed(query, repeats) for name, query in (first | second).items()}
    opening = {part: round(sum(told[name][part] for name in first), 3) for part in ("first", "middle", "cpu")}
    return {"seconds": told, "first_view": opening}


def _timed(query: Callable[[], object], repeats: int) -> dict[str, float]:
    took, worked = [], time.process_time()
    for _ in range(repeats):
        started = time.perf_counter()
        query()
        took.append(time.perf_counter() - started)
    cpu = (time.process_time() - worked) / repeats
    return {"first": round(took[0], 4), "middle": round(statistics.median(took), 4), "cpu": round(cpu, 4)}


def fill(file: Path, customers: int, turns: int, days: int) -> None:
    """A new database with all of it, written without waiting for the disk; half-written where this is stopped."""
    database = open_database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    talks = turns // TURNS_EACH
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("BEGIN")
        _insert(raw, "customers", _customers(customers))
        _insert(raw, "orders", _orders(customers))
        _insert(raw, "order_lines", _lines(customers))
        _insert(raw, "conversations", _conversations(customers, talks))
        _insert(raw, "turns", _turns(talks))
        _insert(raw, "conversation_readings", _readings(talks))
        _insert(raw, "signals", _signals(talks))
        for back in reversed(range(days)):
            _insert(raw, "loyalty_scores", _scores(customers, back))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(raw: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    columns = [column.name for column in Table.metadata.tables[table].columns]
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    values = ([row.get(name) for name in columns] for row in rows)
    raw.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def _moment(talk: int) -> datetime:
    """When a conversation ended; they do not lie in the file in the order of time."""
    return NOW - timedelta(minutes=1 + (talk * 7919) % (SPAN_DAYS * 1440))


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _customers(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        yield {"id": f"C-{n}", "name": "", "email": "", "language": "en", "city": "", "joined_at": _text(NOW)}


def _orders(customers: int) -> Iterator[dict[str, Any]]:
    for n in range(customers * 2):
        amounts = {"currency": "EUR", "discount": 0, "shipping": 0}
        yield {"id": f"D-{n}", "customer_id": f"C-{n // 2}", "placed_at": _text(NOW), "status": "delivered", **amounts}


def _lines(customers: int) -> Iterator[dict[str, Any]]:
    for n in range(customers * 2):
        product = {"product_id": f"P-{n % 2000}", "title": f"Product {n % 2000}", "quantity": 1, "unit_price": 20}
        yield {"order_id": f"D-{n}", "position": 0, **product}


def _conversations(customers: int, count: int) -> Iterator[dict[str, Any]]:
    columns = {c.name: "" for c in Table.metadata.tables["conversations"].columns if not c.nullable}
    for n in range(count):
        yield {**columns, "id": f"talk-{n}", "started_at": _text(_moment(n)), "customer_id": f"C-{n % customers}"}


def _turns(talks: int) -> Iterator[dict[str, Any]]:
    columns = Table.metadata.tables["turns"].columns
    plain = {c.name: "[]" if "JSON" in str(c.type) else 0 if "INT" in str(c.type) else "" for c in columns}
    for n in range(talks):
        at = _text(_moment(n))
        for position in range(TURNS_EACH):
            own = {"id": f"talk-{n}-{position}", "conversation_id": f"talk-{n}", "position": position, "at": at}
            yield {**plain, **own, "text": WORDS, "answer": WORDS}


def _readings(talks: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)
    for n in range(talks):
        told = [{"id": f"talk-{n}-{p}", "position": p, "at": "2026-01-01T00:00:00+00:00", "label": "neutral",
                 "p": [0.1234, 0.7532, 0.1234], "why": ""} for p in range(TURNS_EACH)]  # fmt: skip
        yield {
            "conversation_id": f"talk-{n}", "reader": "reader@1", "turns": TURNS_EACH, "ended_at": _text(_moment(n)),
            "mood": chance.uniform(-1, 1), "course": "steady", "satisfaction": chance.uniform(1, 5),
            "contact_reason": chance.choice(REASONS), "unresolved": chance.random() < 0.1,
            "details": json.dumps({"turns": told, "satisfaction": SATISFIED}),
        }  # fmt: skip


def _signals(talks: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(2)
    for n in range(talks * 2):
        talk = n // 2
        product = f"P-{int(chance.paretovariate(1)) % 2000}" if chance.random() < 0.5 else None
        yield {
            "id": f"talk-{talk}-0:{n % 2}", "conversation_id": f"talk-{talk}", "turn_id": f"talk-{talk}-0",
            "at": _text(_moment(talk)), "kind": chance.choice(KINDS), "aspect": chance.choice(ASPECTS),
            "product_id": product, "strength": chance.random(), "confidence": chance.random(), "start": 0,
            "end": len(WORDS), "quote": WORDS,
        }  # fmt: skip


def _scores(customers: int, back: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(back)
    reason = {"feature": "complaint", "points": -6, "text": {"en": WORDS, "zh": WORDS}, "sources": []}
    told = {"headline": {"en": WORDS, "zh": WORDS}, "reasons": [{**reason, "evidence": {"en": [WORDS], "zh": []}}] * 5}
    explanation = "{}" if back else json.dumps(told)
    as_of = _text(NOW - timedelta(days=back + 1))
    for n in range(customers):
        loyalty, risk = chance.uniform(0, 100), chance.random()
        yield {
            "id": f"{back}-{chance.getrandbits(80):020x}-{n}", "customer_id": f"C-{n}", "as_of": as_of,
            "scorer": "scorer@1", "loyalty": loyalty, "loyalty_low": loyalty - 9, "loyalty_high": loyalty + 9,
            "value": chance.uniform(0, 100), "risk": risk, "again": 1 - risk, "purchases": 1.5, "spend": 80.5,
            "tier": chance.choice(TIERS), "recommender": chance.choice(GROUPS), "action": chance.choice(ACTIONS),
            "explanation": explanation,
        }  # fmt: skip


if __name__ == "__main__":
    main()
