"""Reading files to import: formats, broken rows, cells, and columns."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing_rows import jsonl

from records.errors import ImportFault
from records.importing.cells import defused, restored
from records.importing.csv_rows import table
from records.importing.fields import Fields, Row, Unreadable
from records.importing.source import LINE_CHARS, open_source


def rows_of(text: str) -> list[Row]:
    return list(table("f.csv", iter(text.splitlines(keepends=True)))[1])


def told(rows: list[Row]) -> list[str | dict[str, str]]:
    return [row.fault.reason if isinstance(row, Unreadable) else dict(row.data) for row in rows]


def test_cells_may_hold_commas_quotes_and_line_ends() -> None:
    (row,) = rows_of('id,name\n1,"Ann, ""the"" ✓\nsecond line"\n')
    assert isinstance(row, Fields)
    assert row.data == {"id": "1", "name": 'Ann, "the" ✓\nsecond line'}
    assert row.row == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_the_first_line_has_most_of(separator: str) -> None:
    text = "id,name,city\n1,Ann,Cork\n".replace(",", separator)
    assert told(rows_of(text)) == [{"id": "1", "name": "Ann", "city": "Cork"}]


def test_a_quote_that_is_never_closed_costs_its_row_only() -> None:
    rows = rows_of('id,name\n1,a\n2,"b\n3,c\n4,"d, ""e"\n5,f')
    assert [row.fault.row if isinstance(row, Unreadable) else row.data["id"] for row in rows] == ["1", 2, "3", "4", "5"]
    broken = rows[1]
    assert isinstance(broken, Unreadable)
    assert "quote" in broken.fault.reason
    assert broken.data["id"] == "2"


def test_a_row_with_too_few_or_too_many_cells_is_told_with_what_it_has() -> None:
    few, many = rows_of("id,name\n1\n2,b,c\n")
    assert told([few, many]) == ["has 1 cells where there are 2 columns", "has 3 cells where there are 2 columns"]
    assert few.data == {"id": "1"}


def test_empty_lines_are_no_rows() -> None:
    assert [row.row for row in rows_of("id,name\n\n1,a\n,\n\n2,b\n") if isinstance(row, Fields)] == [1, 2]


@pytest.mark.parametrize(("text", "words"), [("", "is empty"), ("\n", "is empty"), ("a,b,a\n", "the column a twice")])
def test_a_first_line_that_names_no_columns_is_told(text: str, words: str) -> None:
    with pytest.raises(ImportFault, match=words):
        rows_of(text)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2, max_size=2), max_size=5))
def test_what_a_program_writes_as_csv_is_read_as_it_was(cells: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["a", "b"])
    writer.writerows([defused(cell) for cell in row] for row in cells)
    read = [row.data for row in table("f", iter(io.StringIO(out.getvalue(), newline="")))[1] if isinstance(row, Fields)]
    assert read == [{"a": a, "b": b} for a, b in cells if a or b]


@given(st.lists(st.text(max_size=12)), st.sampled_from(["a,b\n", 'a;"b"\n']))
def test_whatever_lines_there_are_they_are_read_or_told_in_order(lines: list[str], head: str) -> None:
    text = head + "\n".join(lines)
    numbers = [row.row if isinstance(row, Fields) else row.fault.row for row in rows_of(text)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("text", ["=1+1", "+1 415", "-5", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''+2"])
def test_a_cell_that_looks_like_a_formula_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert restored(defused(text)) == text


@given(st.text())
def test_defusing_is_undone_exactly_and_no_formula_is_left(text: str) -> None:
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["'94107", "O'Dell", "D-1", "1-2", "'", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert defused(text) == restored(text) == text


def test_json_lines_are_read_one_by_one_and_a_broken_one_is_told(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "f.jsonl", {"id": "1"}, "{", "", "[]", '{"id": "4"}', "[" * 100_000)
    with open_source(file) as source:
        assert told(list(source.rows)) == [
            {"id": "1"},
            "is not valid JSON",
            "must be a JSON object",
            {"id": "4"},
            "is not valid JSON",
        ]


def test_a_line_that_is_too_long_is_told_and_not_held(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "f.jsonl", '"' + "x" * (LINE_CHARS + 10) + '"', {"id": "2"})
    with open_source(file) as source:
        assert told(list(source.rows)) == ["is longer than 16 MiB", {"id": "2"}]


def test_gzip_and_byte_order_mark_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "f.csv.gz"
    file.write_bytes(gzip.compress("\ufeffid,name\r\n1,王\r\n".encode()))
    with open_source(file) as source:
        assert source.columns == ("id", "name")
        assert told(list(source.rows)) == [{"id": "1", "name": "王"}]
        assert 0 < source.position <= source.size


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.csv", "id,name\n1,王".encode("gbk"), "cannot be read as UTF-8"),
        ("f.jsonl", b"\xff\xfe{\x00", "cannot be read as UTF-8"),
        ("f.jsonl", gzip.compress(b"{}" * 500, mtime=0)[:24], "cannot be read"),
        ("f.jsonl", b"\x1f\x8bno gzip at all", "cannot be read"),
        ("f.xlsx", b"PK\x03\x04", "unknown format"),
        ("f.json", b"[{}]", "one JSON array"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFault, match=words) as caught, open_source(tmp_path / name) as source:
        list(source.rows)
    assert caught.value.file == name


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="No such file"), open_source(tmp_path / "none.csv"):
        pass
