"""Tables of what was learned: complete, typed, and no formula for a spreadsheet."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from learned_shop import DAY, EVIL, NOW, fill

from loyalty.features.features import features_at
from loyalty.mining.scoring_round import history_of
from loyalty.report.export_columns import COLUMNS, WHAT, ExportSources, What
from loyalty.report.exporting import FORMATS, export
from records.database import Database, open_database
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.readings import Readings

FORMULA = "=cmd|'/c calc'!A1"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    opened.upgrade()
    fill(opened, FORMULA)
    yield opened
    opened.close()


@pytest.fixture
def sources(database: Database) -> ExportSources:
    known = KnownCustomers(database)
    return ExportSources(
        scores=lambda: LoyaltyScores(database).of_day(DAY),
        readings=Readings(database).in_order,
        features=lambda: (features_at(history_of(one, NOW), NOW) for one in known.customers(known.ids())),
    )


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


COUNTS = {"scores": 3, "signals": 9, "readings": 3, "features": 3}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("what", WHAT)
def test_every_table_has_its_columns_and_a_row_for_each(
    sources: ExportSources, tmp_path: Path, what: What, format_: Any
) -> None:
    file = tmp_path / f"{what}.{format_}"
    assert export(what, sources.rows(what), file, format_) == COUNTS[what]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    names = [column.name for column in COLUMNS[what]]
    if format_ == "csv":
        rows = csv_rows(file)
        assert list(rows[0]) == names
    else:
        table = pq.read_table(file)
        assert table.column_names == names
        rows = table.to_pylist()
        assert all(field.metadata[b"description"] for field in table.schema)
    assert len(rows) == COUNTS[what]


def test_parquet_keeps_types_and_texts_as_they_are(sources: ExportSources, tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    export("signals", sources.rows("signals"), file, "parquet")
    table = pq.read_table(file)
    assert table.schema.field("at").type == pa.timestamp("us", tz="UTC")
    first = table.to_pylist()[0]
    assert (first["quote"], first["customer"], first["strength"]) == (FORMULA, f"C-{FORMULA}", 0.5)
    assert first["aspect"] == "delivery"
    assert table.to_pylist()[-1]["customer"] is None
    export("readings", sources.rows("readings"), file, "parquet")
    told = pq.read_table(file).to_pylist()[0]
    assert (told["unresolved"], told["turns"], told["satisfaction_low"], told["signals"]) == (True, 1, 1.5, 3)


def test_a_spreadsheet_gets_no_formula(sources: ExportSources, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    export("signals", sources.rows("signals"), file, "csv")
    rows = csv_rows(file)
    assert rows[0]["quote"] == f"'{FORMULA}"
    assert rows[-1]["customer"] == ""
    export("readings", sources.rows("readings"), file, "csv")
    assert csv_rows(file)[0]["unresolved"] == "true"
    assert csv_rows(file)[0]["started_at"] == "2026-03-02T09:00:00+00:00"
    assert csv_rows(file)[0]["mood"] == "-0.5"  # a number is none


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "\t", "\r", "\n"])
def test_every_beginning_of_a_formula_is_disarmed(tmp_path: Path, first: str) -> None:
    file = tmp_path / "t.csv"
    export("signals", [dict.fromkeys((one.name for one in COLUMNS["signals"]), f"{first}1")], file, "csv")
    assert set(csv_rows(file)[0].values()) == {f"'{first}1"}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_table_of_nothing_has_its_columns_all_the_same(tmp_path: Path, format_: Any) -> None:
    file = tmp_path / "t"
    assert export("scores", [], file, format_) == 0
    names = pq.read_table(file).column_names if format_ == "parquet" else file.read_text("utf-8-sig").split(",")
    assert len(names) == len(COLUMNS["scores"])


@pytest.mark.parametrize("format_", FORMATS)
def test_half_a_letter_is_no_fault(tmp_path: Path, format_: Any) -> None:
    file = tmp_path / "t"
    row = dict.fromkeys(one.name for one in COLUMNS["signals"])
    assert export("signals", [{**row, "quote": "a\ud83d"}], file, format_) == 1
    assert "a?" in (pq.read_table(file).to_pylist()[0]["quote"] if format_ == "parquet" else file.read_text("utf-8"))


def test_rows_are_written_in_groups_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty.report.exporting.ROW_GROUP", 10)
    alive: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(25):
            alive.append(n)
            yield {one.name: None for one in COLUMNS["scores"]} | {"customer": f"C-{n}"}

    file = tmp_path / "t.parquet"
    assert export("scores", rows(), file, "parquet") == 25
    assert pq.ParquetFile(file).metadata.num_row_groups == 3
    assert pq.read_table(file)["customer"].to_pylist() == [f"C-{n}" for n in range(25)]


def test_an_export_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield dict.fromkeys(one.name for one in COLUMNS["scores"])
        raise RuntimeError("the database went away")

    file = tmp_path / "t.parquet"
    file.write_bytes(b"older")
    with pytest.raises(RuntimeError, match="went away"):
        export("scores", rows(), file, "parquet")
    assert file.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [file]


def test_readings_are_read_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.learned.readings._PAGE", 1)
    assert [one.conversation_id for one in Readings(database).in_order()] == ["talk-0", "talk-1", "talk-2"]


def test_scores_hold_nobodys_words(sources: ExportSources, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    export("scores", sources.rows("scores"), file, "csv")
    assert "Wrote on" not in file.read_text("utf-8")
    assert EVIL not in file.read_text("utf-8")


def test_every_column_is_documented() -> None:
    page = (ROOT / "docs" / "loyalty.md").read_text(encoding="utf-8")
    for what in ("scores", "signals", "readings"):
        for column in COLUMNS[what]:  # type: ignore[index]
            assert f"`{column.name}`" in page, f"{what}.{column.name}"
