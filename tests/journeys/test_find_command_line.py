"""An operator finds, builds and syncs from the command line, and goes on when something is wrong or breaks."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from chroma_server import chroma_server
from hashing_daogou import command, daogou, environment, write_catalog
from typer.testing import CliRunner

import retrieval.embedding
from interfaces.cli.main import app
from retrieval.generations import UNFINISHED
from retrieval.hash_embedding import HashEmbedder

NOWHERE = "http://127.0.0.1:1"


def lamps(count: int = 60, material: str = "Brass") -> list[dict[str, Any]]:
    return [
        {
            "id": f"L-{number}",
            "title": f"{material} lamp number {number}",
            "price": 20.0 + number,
            "currency": "USD",
            "category": ["home", "lamps"],
            "brand": "Acme",
            "attributes": {"colour": "red", "weight_kg": 1 + number / 10},
        }
        for number in range(count)
    ]


def titles(*arguments: str, **settings: str) -> list[str]:
    """What a search of a process of its own finds."""
    done = daogou("search", *arguments, "--json", **settings)
    assert done.returncode == 0, done.stderr
    return [hit["title"] for hit in json.loads(done.stdout)["hits"]]


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence a verb ended with because something must be changed first."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("daogou: ")]
    return told


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Sixty lamps, indexed."""
    written = write_catalog(tmp_path / "lamps.jsonl", lamps())
    assert daogou("index", "build", written).returncode == 0
    return written


@pytest.fixture
def ask_for(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `daogou search` in this process, over the sixty lamps."""
    monkeypatch.setattr(retrieval.embedding, "open_embedder", lambda config: HashEmbedder())
    return lambda *arguments: CliRunner().invoke(app, ["search", *arguments])


def test_an_option_nothing_can_satisfy_is_one_sentence_that_helps(ask_for: Any) -> None:
    for arguments, words in (
        (("--min-price", "nan"), "min_price must be a number of at least 0"),
        (("--max-price=-5",), "max_price must be a number of at least 0"),
        (("--min-price", "9", "--max-price", "3"), "The lowest price, 9, is above the highest, 3."),
        (("--category", "lmaps"), 'No product has the category "lmaps"; the nearest'),
        (("--brand", "Acne"), 'the nearest is "Acme"'),
        (("--attribute", "clour=red"), 'the nearest is "colour"'),
        (("--attribute", "colour=rde"), 'the nearest is "red"'),
        (("--attribute", "weight<=nankg"), "no number"),
        (("--attribute", "weight<1m"), "weight is measured in kg here"),
        (("--similar-to", "nobody"), "'nobody'"),
    ):
        done = ask_for("lamp", *arguments)
        assert done.exit_code == 2, arguments
        told = [line for line in done.stderr.splitlines() if line.startswith("daogou: ")]
        assert len(told) == 1, arguments
        assert words in told[0], arguments
        assert done.stdout == ""


def test_empty_and_endless_requests_are_answered(ask_for: Any) -> None:
    browsed = ask_for("", "--max-price", "22", "--json")
    assert {hit["id"] for hit in json.loads(browsed.stdout)["hits"]} == {"L-0", "L-1", "L-2"}
    endless = ask_for("brass lamp " * 1000, "--top", "3", "--json")
    assert endless.exit_code == 0
    assert len(json.loads(endless.stdout)["hits"]) == 3


def test_a_weight_nothing_has_says_how_far_to_go(ask_for: Any) -> None:
    done = ask_for("lamp", "--attribute", "weight<500g")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["Nothing fits all of that.", "1 would fit with weight up to 1000 g."]


def test_prices_that_are_none_are_named_by_row_and_left_out_when_asked(tmp_path: Path) -> None:
    rows = lamps(6)
    for row, price in zip(rows[3:], (float("nan"), -4, float("inf")), strict=True):
        row["price"] = price
    bad = write_catalog(tmp_path / "bad.jsonl", rows)
    told = sentence(daogou("index", "build", bad))
    assert all(f"row {row}, price" in told for row in (4, 5, 6))
    done = daogou("index", "build", bad, "--skip-bad", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["products"]) == (0, 3)
    assert [(row["row"], row["field"]) for row in report["rejected"]] == [(4, "price"), (5, "price"), (6, "price")]


def test_a_catalogue_that_shrank_is_refused_until_forced(catalog: Path, tmp_path: Path) -> None:
    few = write_catalog(tmp_path / "few.jsonl", lamps(6))
    told = sentence(daogou("index", "sync", few))
    assert "6 products where the index holds 60" in told
    assert "--force" in told
    assert len(titles("lamp", "--top", "100")) == 60
    done = daogou("index", "sync", few, "--force", "--json")
    assert json.loads(done.stdout)["deleted"] == 54
    assert len(titles("lamp", "--top", "100")) == 6


def test_a_sync_killed_half_way_changes_nothing_and_the_next_one_repairs(catalog: Path, own_home: Path) -> None:
    index = own_home / "index"
    again = write_catalog(catalog.with_name("again.jsonl"), lamps(6000, "Steel"))
    with subprocess.Popen(command("index", "sync", again), env=environment(), stderr=subprocess.DEVNULL) as killed:
        while not any(index.glob(f"{UNFINISHED}*/*")):
            assert killed.poll() is None, "the sync was too quick to be killed"
        killed.send_signal(signal.SIGSTOP)  # held in the middle, however fast the machine
        assert "Another process is building the index" in sentence(daogou("index", "sync", again))
        assert titles("brass lamp number 7", "--top", "1") == ["Brass lamp number 7"]
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    assert list(index.glob(f"{UNFINISHED}*"))
    assert titles("brass lamp number 7", "--top", "1") == ["Brass lamp number 7"]
    done = daogou("index", "sync", again, "--json")
    assert json.loads(done.stdout)["products"] == 6000
    assert titles("steel lamp number 7", "--top", "1") == ["Steel lamp number 7"]
    assert not list(index.glob(f"{UNFINISHED}*"))


def test_a_shop_on_a_chroma_server_answers_when_the_server_is_gone(tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "lamps.jsonl", lamps())
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(chroma_server(tmp_path / "chroma"))
        assert daogou("index", "build", catalog, DAOGOU_CHROMA_URL=server.url).returncode == 0
        before = titles("brass lamp number 7", DAOGOU_CHROMA_URL=server.url)
        assert before[0] == "Brass lamp number 7"
        server.stop()
        assert titles("brass lamp number 7", DAOGOU_CHROMA_URL=server.url) == before
        write_catalog(catalog, lamps(61))
        done = daogou("search", "brass lamp number 7", DAOGOU_CHROMA_URL=server.url)
        assert done.returncode == 0
        assert f"No Chroma server answers at {server.url}" in done.stderr
        assert "Brass lamp number 7" in done.stdout
        assert f"No Chroma server answers at {server.url}" in sentence(
            daogou("index", "sync", catalog, DAOGOU_CHROMA_URL=server.url)
        )


@pytest.mark.parametrize(
    ("url", "words"), [(NOWHERE, f"No Chroma server answers at {NOWHERE}"), ("nonsense", "http://host:port")]
)
def test_a_wrong_chroma_url_is_one_sentence(tmp_path: Path, own_home: Path, url: str, words: str) -> None:
    catalog = write_catalog(tmp_path / "lamps.jsonl", lamps(3))
    assert words in sentence(daogou("index", "build", catalog, DAOGOU_CHROMA_URL=url))
    assert not (own_home / "index" / "CURRENT").exists()
