"""`daogou records import` and `daogou records dump` from the command line, over real records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.wiring import open_shop

Verb = Callable[..., Any]
CUSTOMER = {
    "id": "C-001",
    "name": "=Orla",
    "email": "orla@example.com",
    "language": "en",
    "city": "Cork",
    "joined_at": "2025-03-01T09:30:00+00:00",
}
LINE = {"product_id": "AUD-1", "title": "Brisa", "quantity": 2, "unit_price": 59.9}
ORDER = {
    "id": "D-1",
    "customer_id": "C-001",
    "placed_at": "2025-04-01T07:30:00+00:00",
    "status": "placed",
    "currency": "EUR",
    "lines": [LINE],
    "discount": 1.5,
    "shipping": 4.9,
    "delivered_at": None,
}
TURN = {"text": "mail me at orla@example.com", "answer": "Hi.", "at": "2025-04-02T10:00:00+00:00"}
CONVERSATION = {
    "id": "T-1",
    "customer_id": "C-001",
    "started_at": "2025-04-02T10:00:00+00:00",
    "language": "en",
    "turns": [TURN],
}


@pytest.fixture
def records(run: Verb) -> Verb:
    """Runs a verb of `daogou records` over the records of the test's own home."""

    def invoke(*arguments: str) -> Any:
        return run("records", *arguments, open_shop=open_shop)

    return invoke


def jsonl(file: Path, *rows: Any) -> str:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(file)


def test_files_go_in_and_come_out_the_same(records: Verb, tmp_path: Path) -> None:
    for kind, row in (("customers", CUSTOMER), ("orders", ORDER)):
        result = records("import", kind, jsonl(tmp_path / "in.jsonl", row))
        assert result.exit_code == 0, result.output
        assert result.stdout == f"{kind}: 1 new, 0 changed, 0 as before, 0 bad\n"
        assert "1 " in records("dump", kind, str(tmp_path / "out.jsonl")).stdout
        assert json.loads((tmp_path / "out.jsonl").read_text("utf-8")) == row
    assert records("dump", "customers", str(tmp_path / "out.csv")).exit_code == 0
    assert "'=Orla" in (tmp_path / "out.csv").read_text("utf-8")
    again = records("import", "customers", str(tmp_path / "out.csv"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 1


def test_bad_rows_are_told_on_stderr_and_the_others_kept(records: Verb, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "c.jsonl", CUSTOMER, *({**CUSTOMER, "id": f"C-{n}", "language": "fr"} for n in range(25)))
    result = records("import", "customers", file)
    assert result.exit_code == 0
    assert "1 new, 0 changed, 0 as before, 25 bad" in result.stdout
    assert "left out: c.jsonl, row 2, language: must be one of en, zh" in result.stderr
    assert "left out: 5 more rows" in result.stderr
    shape = json.loads(records("import", "customers", file, "--json").stdout)
    assert (shape["unchanged"], shape["bad_rows"], len(shape["bad"])) == (1, 25, 25)
    assert shape["bad"][0] == {
        "file": "c.jsonl",
        "row": 2,
        "field": "language",
        "reason": "must be one of en, zh",
    }


def test_strict_keeps_nothing_and_ends_with_two(records: Verb, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "c.jsonl", CUSTOMER, [])
    result = records("import", "customers", file, "--strict")
    assert result.exit_code == 2
    assert "c.jsonl has 1 bad rows; nothing was imported." in result.stderr
    assert "left out: c.jsonl, row 2: must be a JSON object" in result.stderr
    records("dump", "customers", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").read_text("utf-8") == ""


def test_a_trial_keeps_nothing(records: Verb, tmp_path: Path) -> None:
    result = records("import", "customers", jsonl(tmp_path / "c.jsonl", CUSTOMER), "--dry-run")
    assert result.stdout == "customers: 1 new, 0 changed, 0 as before, 0 bad; nothing was kept\n"
    assert json.loads(records("import", "customers", str(tmp_path / "c.jsonl"), "--json").stdout)["new"] == 1


def test_transcripts_are_redacted_on_their_way_in(records: Verb, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "t.jsonl", CONVERSATION)
    assert json.loads(records("import", "transcripts", file, "--json").stdout)["new"] == 1
    assert records("dump", "transcripts", str(tmp_path / "out.jsonl.gz")).exit_code == 0
    again = records("import", "transcripts", str(tmp_path / "out.jsonl.gz"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    records("dump", "transcripts", str(tmp_path / "out.jsonl"))
    text = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["turns"][0]["text"]
    assert text.startswith("mail me at [EMAIL_")


def test_who_took_everything_out_stands_in_the_trail(records: Verb, tmp_path: Path) -> None:
    records("import", "customers", jsonl(tmp_path / "c.jsonl", CUSTOMER))
    records("dump", "customers", str(tmp_path / "out.csv"))
    entries = json.loads(records("audit", "--json").stdout)["entries"]
    assert [(one["actor"], one["action"], one["note"]) for one in entries] == [
        ("shell", "records.dump", "1 of them"),
        ("shell", "records.import", "1 of them"),
    ]


def test_a_missing_file_is_told_in_a_sentence(records: Verb, tmp_path: Path) -> None:
    result = records("import", "orders", str(tmp_path / "none.csv"))
    assert result.exit_code == 2
    assert "none.csv cannot be read (No such file or directory)." in result.stderr


def test_an_unknown_suffix_is_told_before_anything_is_written(records: Verb, tmp_path: Path) -> None:
    result = records("dump", "orders", str(tmp_path / "orders.xlsx"))
    assert result.exit_code == 2
    assert "must end in .csv or .jsonl" in result.stderr
