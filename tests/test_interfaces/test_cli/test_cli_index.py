"""`daogou index`: build, sync and status over real catalogue files, with the built-in embedder's weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interfaces.cli.built_from import BuiltFrom, recall

Run = Callable[..., Any]


def one(result: Any) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def catalog(folder: Path, *rows: str) -> Path:
    file = folder / "mine.csv"
    file.write_text("\n".join(["id,title,price,category", *rows]), encoding="utf-8")
    return file


def kettles(count: int) -> list[str]:
    return [f"K{i},Kettle {i},{10 + i},kitchen" for i in range(count)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "shop home"


def test_a_sync_tells_what_it_did(run: Run, tmp_path: Path, home: Path) -> None:
    file = catalog(tmp_path, *kettles(12))
    first = one(run("index", "sync", str(file), "--home", str(home), "--json"))
    assert (first["inserted"], first["products"], first["compacted"], first["rejected"]) == (12, 12, True, [])
    catalog(tmp_path, *kettles(11)[1:], "K0,Kettle 0,9,kitchen", "P,Pan,30,kitchen")
    second = one(run("index", "sync", str(file), "--home", str(home), "--json"))
    counts = {name: second[name] for name in ("inserted", "changed", "deleted", "unchanged", "embedded", "products")}
    assert counts == {"inserted": 1, "changed": 1, "deleted": 1, "unchanged": 10, "embedded": 1, "products": 12}
    told = run("index", "sync", str(file), "--home", str(home)).stdout
    assert told.startswith("0 new, 0 changed, 0 gone, 12 as before; 12 products in ")
    status = one(run("index", "status", "--home", str(home), "--json"))
    assert (status["products"], status["dead_rows"], status["embedder_fits"]) == (12, 2, True)
    assert status["rejected_rows"] == 0
    assert "2 rows of products that changed or went" in run("index", "status", "--home", str(home)).stdout
    assert recall(home) == BuiltFrom(str(file), with_options=False)


@pytest.mark.parametrize("verb", ["build", "sync"])
def test_a_catalogue_that_shrank_needs_force(run: Run, tmp_path: Path, home: Path, verb: str) -> None:
    file = catalog(tmp_path, *kettles(20))
    run("index", "build", str(file), "--home", str(home))
    catalog(tmp_path, *kettles(2))
    refused = run("index", verb, str(file), "--home", str(home), "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "holds 2 products where the index holds 20" in refused.stderr
    assert "--force" in refused.stderr
    assert one(run("index", "status", "--home", str(home), "--json"))["products"] == 20
    assert one(run("index", verb, str(file), "--home", str(home), "--json", "--force"))["products"] == 2


def test_rejected_rows_stop_a_sync_unless_they_are_to_be_left_out(run: Run, tmp_path: Path, home: Path) -> None:
    file = catalog(tmp_path, *kettles(3), "K9,Cup,cheap,kitchen")
    refused = run("index", "sync", str(file), "--home", str(home), "--json")
    assert refused.exit_code == 2
    assert [(row["row"], row["field"]) for row in one(refused)["rejected"]] == [(4, "price")]
    assert recall(home) is None
    taken = run("index", "sync", str(file), "--home", str(home), "--skip-bad")
    assert "left out: row 4, price" in taken.stdout
    assert "1 rows of" in run("index", "status", "--home", str(home)).stdout
    assert recall(home) == BuiltFrom(str(file), with_options=True, rejected=1)


def test_many_rejected_rows_are_counted_for_people_and_listed_as_json(run: Run, tmp_path: Path, home: Path) -> None:
    file = catalog(tmp_path, *kettles(2), *[f"B{i},Cup,cheap,kitchen" for i in range(30)])
    told = run("index", "build", str(file), "--home", str(home), "--skip-bad").stdout
    assert "left out: 10 more rows" in told
    listed = one(run("index", "build", str(file), "--home", str(home), "--skip-bad", "--json"))
    assert len(listed["rejected"]) == 30
    assert [reason["count"] for reason in listed["rejected_by_reason"]] == [30]


def test_two_writers_at_once_are_told_in_a_sentence(run: Run, tmp_path: Path, home: Path) -> None:
    from retrieval.generations import writing

    with writing(home / "index"):
        refused = run("index", "sync", str(catalog(tmp_path, *kettles(2))), "--home", str(home))
    assert refused.exit_code == 2
    assert "Another process is building the index" in refused.stderr
