"""From the demo shop's records to who is leaving and why, and to nothing at all for somebody who is erased."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hashing_daogou import daogou

ERASED = "C-019"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def told(home: Path, *arguments: str, code: int = 0) -> str:
    """What the verb says on stdout; it must end as it should, without a traceback."""
    done = daogou(*arguments, "--home", home)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    return done.stdout


def told_json(home: Path, *arguments: str) -> Any:
    return json.loads(told(home, *arguments, "--json"))


def words_of(explained: Any) -> Iterator[str]:
    """The quotes in an explanation."""
    for reason in [*explained["explanation"]["reasons"], *explained["explanation"]["leaving"]]:
        yield from (source["text"] for source in reason["sources"] if source["kind"] == "turn")


def kept_bytes(home: Path) -> bytes:
    """All that the home folder holds, with the database's pages written out."""
    with sqlite3.connect(home / "records.sqlite") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(file.read_bytes() for file in sorted(home.rglob("*")) if file.is_file())


def test_mine_score_explain_and_erase(home: Path) -> None:
    first = told_json(home, "loyalty", "mine")
    assert (first["conversations"], first["turns"]) == (120, 399)
    assert first["signals"] > 100
    assert told_json(home, "loyalty", "mine") == {"conversations": 0, "turns": 0, "signals": 0}

    scores = told_json(home, "loyalty", "score")["scores"]
    assert len(scores) == 60
    assert [one["risk"] for one in scores] == sorted((one["risk"] for one in scores), reverse=True)
    assert ERASED in [one["customer"] for one in scores[:6]]

    explained = told_json(home, "loyalty", "explain", ERASED)
    reasons = explained["explanation"]["reasons"]
    assert 50 + sum(one["points"] for one in reasons) == explained["explanation"]["score"]
    quotes = set(words_of(explained))
    assert quotes
    in_chinese = told(home, "loyalty", "explain", ERASED, "--language", "zh")
    assert all(quote[:40] in in_chinese for quote in quotes)

    told(home, "loyalty", "report")
    told(home, "loyalty", "export")
    traces = [ERASED.encode(), b"Colm Devlin", *(quote.encode() for quote in quotes if len(quote) > 12)]
    before = kept_bytes(home)
    assert all(trace in before for trace in traces)
    told(home, "records", "erase", ERASED, "--yes")
    after = kept_bytes(home)
    assert [trace for trace in traces if trace in after] == []
    assert told(home, "loyalty", "explain", ERASED, code=2) == ""
    again = told_json(home, "loyalty", "score")["scores"]
    assert len(again) == 59
    assert ERASED not in [one["customer"] for one in again]
