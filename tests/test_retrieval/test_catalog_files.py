"""Files that are not what they seem: wrong encodings, broken archives, web pages, formats told by content."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog_reader import load_catalog, stream_catalog
from retrieval.errors import CatalogError

ROW = '{"id": "1", "title": "Tent", "price": 9.5}\n'
TABLE = "id,title,price\n1,Tent,9.5\n"
CHINESE = "id,title,price\n1,双人帐篷，防水,9.5\n2,不锈钢汤锅,30\n"
RSS = "<rss><channel><item><id>1</id><title>Tent</title><price>9.5</price></item></channel></rss>"


def write(folder: Path, content: str | bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(CatalogError, match=r".") as caught:
        load_catalog(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export", ROW),
        ("export.txt", TABLE),
        ("export.json", ROW),
        ("export.txt", TABLE.replace(",", "\t")),
        ("export.tsv", TABLE.replace(",", "\t")),
        ("EXPORT.CSV", TABLE.replace(",", ";")),
        ("export", "- {id: 1, title: Tent, price: 9.5}\n"),
        ("export", "---\n- {id: 1, title: Tent, price: 9.5}\n"),
        ("export.csv", RSS),
        ("export.txt", f'<?xml version="1.0"?>\n{RSS}'),
        ("export.xml", RSS),
        ("export.csv", "\ufeff" + TABLE),
        ("export.jsonl", "\ufeff" + ROW),
        ("export.xml", ('<?xml version="1.0" encoding="iso-8859-1"?>' + RSS).encode("latin-1")),
    ],
)
def test_the_format_is_told_by_suffix_or_content(tmp_path: Path, name: str, content: str | bytes) -> None:
    path = write(tmp_path, content, name)
    squeezed = write(tmp_path, gzip.compress(path.read_bytes()), f"{name}.gz")
    hidden = write(tmp_path, gzip.compress(path.read_bytes()), f"hidden-{name}")
    for written in (path, squeezed, hidden):
        (tent,) = load_catalog(written).products
        assert (tent.id, tent.title, tent.price) == ("1", "Tent", 9.5)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("c.csv", TABLE.encode("utf-16"), "c.csv is UTF-16; save it as UTF-8."),
        ("c.csv", TABLE.encode("utf-16-be"), "c.csv is UTF-16"),
        ("c.csv", CHINESE.encode("gbk"), "c.csv seems to be GBK, a Chinese encoding, not UTF-8; save it as UTF-8."),
        ("c.jsonl", '{"标题": "汤锅"}'.encode("gbk"), "seems to be GBK"),
        ("c.csv", "<!DOCTYPE html><html><body>504 Gateway Time-out</body></html>", "c.csv is a web page, not a cat"),
        ("c.jsonl", "\n <html><head><title>404</title></head></html>", "perhaps an error page was saved in its place"),
        ("c.xml", '<?xml version="1.0"?><!DOCTYPE html><html/>', "is a web page"),
        ("c.csv", b"PK\x03\x04\x14\x00", "is a spreadsheet or zip archive; save the products as CSV"),
        ("c.json", f"[{ROW}]", "is one JSON array; write one product a line instead"),
        ("c.bin", "no idea", "c.bin has an unknown format; name it .jsonl, "),
        ("c.bin", "", "unknown format"),
        ("c.csv", "", "c.csv holds no rows; give a catalogue with at least one product."),
        ("c.xml", "", "c.xml is not whole XML"),
        ("c.csv", 'id,title,price\n1,Tent,9.5\n2,"Pot,3\n3,Pan,4\n', "has a quoted cell in row 2 that is never closed"),
        ("c.csv", 'id,"title\n', "has a quoted cell in its header that is never closed"),
        ("c.csv.gz", b"\x1f\x8b\x08\x00broken", "is cut off"),
        ("c.csv", "id,title\n1,Tent\n", "no column 'price' for the price; the columns are: id, title."),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    assert sentence in refusal(write(tmp_path, content, name))


def test_a_folder_is_no_catalogue(tmp_path: Path) -> None:
    assert "cannot be read (Is a directory)" in refusal(tmp_path)


def test_a_cut_off_download_is_told_from_a_whole_one(tmp_path: Path) -> None:
    whole = gzip.compress("".join(ROW.replace("1", str(n)) for n in range(9_000)).encode(), mtime=0)
    path = write(tmp_path, whole[: len(whole) // 2], "c.jsonl.gz")
    stream = stream_catalog(path)
    with pytest.raises(CatalogError, match="is cut off: its gzip data ends too early; fetch it again"):
        list(stream)
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    assert "cannot be read" in refusal(write(tmp_path, bytes(damaged), "c.jsonl.gz"))


def test_western_bytes_are_located_and_one_broken_row_makes_no_file_gbk(tmp_path: Path) -> None:
    western = write(tmp_path, "id,title,price\n1,Café,2\n2,Tent,3\n".encode("latin-1"), "c.csv")
    (fault,) = load_catalog(western).rejected
    assert (fault.row, fault.field) == (1, "title")
    mixed = CHINESE.encode() + "3,汤锅,4\n".encode("gbk")
    reading = load_catalog(write(tmp_path, mixed, "c.csv"))
    assert ([product.id for product in reading.products], reading.rejected[0].row) == (["1", "2"], 3)


def test_a_field_of_ten_megabytes_costs_its_row_only(tmp_path: Path) -> None:
    huge = "x" * 10_000_000
    table = write(tmp_path, f"{TABLE}2,{huge},3\n3,Pan,4\n", "c.csv")
    row = json.dumps({"id": "2", "title": huge, "price": 1})
    lines = write(tmp_path, f"{ROW}{row}\n{ROW.replace('1', '3')}", "c.jsonl")
    for path in (table, lines):
        reading = load_catalog(path)
        assert [product.id for product in reading.products] == ["1", "3"]
        (fault,) = reading.rejected
        assert (fault.row, fault.field) == (2, "title")
        assert fault.reason == "holds 10,000,000 characters; a field may hold 200,000"


def test_a_line_or_cell_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.formats.rows.LONGEST_LINE", 1_000)
    lines = write(tmp_path, ROW + '{"id": "' + "x" * 5_000 + '"}\n' + ROW.replace("1", "3"), "c.jsonl")
    reading = load_catalog(lines)
    assert ([product.id for product in reading.products], reading.rejected[0].row) == (["1", "3"], 2)
    assert reading.rejected[0].reason == "is longer than 1,000 characters"
    assert "is not a table after row 1" in refusal(write(tmp_path, TABLE + '2,"' + "x" * 5_000 + "\n", "c.csv"))


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "yaml", "xml", "txt", ""])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text(alphabet='<>/itemd"price,:-{}[]&*! \n\t19', max_size=200).map(str.encode),
    squeeze=st.sampled_from([bytes, gzip.compress, zlib.compress]),
)
def test_any_bytes_are_read_or_refused_kindly(tmp_path: Path, suffix: str, content: bytes, squeeze: object) -> None:
    path = write(tmp_path, squeeze(content), f"c.{suffix}")  # type: ignore[operator]
    stream = stream_catalog(path)
    refused = ""
    try:
        kept = len(list(stream))
    except CatalogError as error:
        refused, kept = str(error), 0
    assert "\n" not in refused
    assert bool(kept) != bool(refused)
    json.dumps(stream.report())
