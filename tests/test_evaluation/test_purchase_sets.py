"""Purchases are read from CSV as shops and the public sets have them."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import EvaluationError
from evaluation.purchase_sets import read_purchases

UCI = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def written(tmp_path: Path, text: str, name: str = "set.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return file


def test_customer_date_amount(tmp_path: Path) -> None:
    read = read_purchases(written(tmp_path, "\ufeffDate,Customer,Amount\n2024-01-02,a,5\n2024-01-03T10:00:00Z,a,-2\n"))
    assert [(one.at.isoformat(), one.amount) for one in read.histories["a"]] == [
        ("2024-01-02T00:00:00+00:00", 5.0),
        ("2024-01-03T10:00:00+00:00", -2.0),
    ]
    assert (read.rows, read.left_out) == (2, {})


def test_cdnow_has_two_headings_and_may_be_zipped(tmp_path: Path) -> None:
    text = "customer_id,date,quantity,amount_usd\ncustomer_id,date,number_of_cds,dollar_value\n00001,19970101,1,11.77\n"
    read = read_purchases(written(tmp_path, text, "cdnow.csv.gz"))
    assert list(read.histories) == ["00001"]
    assert read.histories["00001"][0].amount == 11.77
    assert read.left_out == {}


def test_invoice_lines_are_added_up_and_counted_once(tmp_path: Path) -> None:
    lines = [
        '1,A,"a, b",2,2010-12-01 08:26:00,2.50,17850.0,UK',
        '1,A,"a, b",2,2010-12-01 08:26:00,2.50,17850.0,UK',
        "1,B,b,1,2010-12-01 08:26:00,3.00,17850.0,UK",
        "C2,B,b,-1,2010-12-09 08:00:00,3.00,17850.0,UK",
        "3,B,b,1,2010-12-01 08:26:00,3.00,,UK",
        "4,B,b,one,2010-12-01 08:26:00,3.00,1,UK",
        "5,B,b,1,yesterday,3.00,1,UK",
    ]
    read = read_purchases(written(tmp_path, UCI + "\n".join(lines)))
    assert list(read.histories) == ["17850"]
    assert [one.amount for one in read.histories["17850"]] == [8.0, -3.0]
    assert read.left_out == {"there twice": 1, "no customer": 1, "no date": 1, "no amount": 1}


def test_the_second_edition_of_online_retail(tmp_path: Path) -> None:
    heading = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
    read = read_purchases(written(tmp_path, heading + "1,A,a,2,12/31/2010 8:26,2.50,17850,UK\n"))
    assert [(one.at.isoformat(), one.amount) for one in read.histories["17850"]] == [("2010-12-31T08:26:00+00:00", 5.0)]


def test_rows_that_say_too_little_are_counted(tmp_path: Path) -> None:
    rows = [",2024-01-01,1", "a,soon,1", "a,2024-01-01,N/A", "a,2024-01-01,nan", "a,2024-01-01", "b,2024-01-01,1"]
    read = read_purchases(written(tmp_path, "\n".join(["customer,date,amount", *rows])))
    assert list(read.histories) == ["b"]
    assert read.left_out == {"no customer": 1, "no date": 1, "no amount": 3}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("customer,amount\na,1\n", "no column for date"),
        ("customer,date,amount\n", "no row with"),
        ("customer,date,amount\na,never,1\n", "no row with"),
    ],
)
def test_a_file_without_purchases_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(EvaluationError, match=says):
        read_purchases(written(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_purchases(tmp_path / "none.csv")
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(gzip.compress(b"customer,date,amount\na,2024-01-01,1\n" * 99)[:60])
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_purchases(broken)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("customer,date,amount\nJosé,2024-01-01,1\n".encode("latin-1"))
    with pytest.raises(EvaluationError, match="not UTF-8"):
        read_purchases(latin)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "any.csv"
    file.write_text("customer,date,amount\n" + text, encoding="utf-8", errors="ignore")
    with suppress(EvaluationError):
        read = read_purchases(file)
        assert read.histories
        assert all(read.histories.values())


@pytest.mark.shared_data
def test_the_public_sets_as_they_are(shared_data: Path) -> None:
    cdnow = read_purchases(shared_data / "transactions" / "cdnow.csv.gz")
    assert len(cdnow.histories) == 23_570
    assert sum(map(len, cdnow.histories.values())) == 69_659
    assert cdnow.left_out == {}
    uci = read_purchases(shared_data / "transactions" / "online_retail_first_half.csv.gz")
    assert sum(one.amount for one in uci.histories["12346"]) == 0
