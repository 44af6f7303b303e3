"""Queries and judgments are read as they stand, or the fault is named by file, row and field."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.training.judgments import JudgmentsError, read_judgments, read_queries

QUERIES = "query_id\tquery\nq1\t65in tv\nq2\t降噪耳机\n"
QRELS = "query_id\tproduct_id\tgrade\nq1\ta\t1.33\nq1\tb\t0\nq2\ta\t2\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    data = content.encode() if isinstance(content, str) else content
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


@pytest.mark.parametrize("name", ["queries.tsv", "queries.tsv.gz"])
def test_queries_are_read_in_order(tmp_path: Path, name: str) -> None:
    assert list(read_queries(written(tmp_path, name, QUERIES)).items()) == [("q1", "65in tv"), ("q2", "降噪耳机")]


def test_judgments_are_read_by_query_and_product(tmp_path: Path) -> None:
    found = read_judgments(written(tmp_path, "qrels.tsv.gz", QRELS))
    assert found == {"q1": {"a": 1.33, "b": 0.0}, "q2": {"a": 2.0}}


def test_columns_are_found_by_name_and_others_ignored(tmp_path: Path) -> None:
    text = "\ufeffsource\tGrade\tproduct_id\tquery_id\r\nx\t1\ta\tq1\r\n\r\n"
    assert read_judgments(written(tmp_path, "qrels.tsv", text)) == {"q1": {"a": 1.0}}


def test_quotes_and_odd_line_breaks_inside_a_cell_are_text(tmp_path: Path) -> None:
    text = 'query_id\tquery\nq1\t"2 in. pipe\u2028elbow"\n'
    assert read_queries(written(tmp_path, "queries.tsv", text)) == {"q1": '"2 in. pipe\u2028elbow"'}


@pytest.mark.parametrize(
    ("rows", "row", "field", "said"),
    [
        ("q1\ta\tnan", 1, "grade", "'nan' is not a number from 0"),
        ("q1\ta\t-1", 1, "grade", "'-1' is not"),
        ("q1\ta\tinf", 1, "grade", "'inf' is not"),
        ("q1\ta\tgood", 1, "grade", "'good' is not"),
        ("q1\ta\t1\nq1\tb", 2, "grade", "missing or empty"),
        ("q1\t\t1", 1, "product_id", "missing or empty"),
        ("q1\ta\t1\t1", 1, "", "4 cells where the header has 3"),
        ("q1\ta\t1\nq2\ta\t1\nq1\ta\t0", 3, "product_id", "in row 1 already"),
    ],
)
def test_a_malformed_judgment_is_named(tmp_path: Path, rows: str, row: int, field: str, said: str) -> None:
    file = written(tmp_path, "qrels.tsv", f"query_id\tproduct_id\tgrade\n{rows}\n")
    with pytest.raises(JudgmentsError, match=r"qrels\.tsv, row") as raised:
        read_judgments(file)
    assert (raised.value.row, raised.value.field) == (row, field)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"query_id\tquery\n", "no rows"),
        (b"q1\tpaint\n", "no column 'query_id'"),
        (b"query_id,query\nq1,paint\n", "separated by tabs"),
        ("query_id\tquery\nq1\t降噪".encode("gbk"), r"not UTF-8 \(line 2\)"),
        (QUERIES.encode("utf-16"), "not UTF-8"),
        (b"query_id\tquery\nq1\tpaint\nq1\tbrush\n", "'q1' is also the id of row 1"),
    ],
)
def test_a_file_that_is_no_file_of_queries_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(JudgmentsError, match=said):
        read_queries(written(tmp_path, "queries.tsv", content))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JudgmentsError, match="cannot be read"):
        read_queries(tmp_path / "none.tsv")
    broken = tmp_path / "queries.tsv.gz"
    for content in (b"no gzip at all", gzip.compress(QUERIES.encode())[:-9]):
        broken.write_bytes(content)
        with pytest.raises(JudgmentsError, match="cannot be read"):
            read_queries(broken)


@given(st.binary(max_size=300) | st.text("query_idproduct grade\t\n01.-", max_size=80).map(str.encode))
def test_any_content_is_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), "qrels.tsv", b"query_id\tproduct_id\tgrade\n" + content)
        try:
            found = read_judgments(file)
        except JudgmentsError:
            return
    assert all(0 <= grade <= 50 for grades in found.values() for grade in grades.values())
