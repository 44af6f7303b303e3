"""The other verbs: search, chat, serve, index, models, prompts."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.agent.events import ChatEvent, TextDelta, TurnFailed, TurnStarted
from assistant.errors import ModelFileError, PortBusyError
from assistant.settings import Settings
from assistant.wiring import open_shop
from interfaces.cli import serve
from interfaces.cli.built_from import FILE, BuiltFrom, index_is_kept, read_settings_of, recall, remember
from records.vault.keyring import new_key
from retrieval.query import SearchQuery

Run = Callable[..., Any]


def one(result: Any) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_search_prints_the_agreed_shape(run: Run, shop: Any) -> None:
    options = "--min-price 20 --max-price 150 --category audio --category toys --min-rating 4 --in-stock --top 5"
    result = run("search", "quiet headphones", *options.split(), "--json")
    assert one(result) == {
        "query": "quiet headphones",
        "total": 7,
        "hits": [
            {
                "id": "AUD-1",
                "title": "Larkspur Hush",
                "price": 129.0,
                "currency": "USD",
                "rating": 4.4,
                "stock": 27,
                "category": "audio > headphones",
                "score": 0.987654,
                "stage_scores": {},
            },
            {
                "id": "AUD-2",
                "title": "Wren Wired",
                "price": 45.0,
                "currency": "USD",
                "rating": None,
                "stock": None,
                "category": "audio",
                "score": 0.5,
                "stage_scores": {},
            },
        ],
        "facets": {},
        "relaxations": [],
        "corrections": {},
        "timings_ms": {"total": 3.1},
    }
    assert shop.search_engine.asked == [
        SearchQuery("quiet headphones", 20, 150, ("audio", "toys"), min_rating=4, in_stock=True, top_k=5)
    ]
    assert shop.prepared == [(False, False)]


def test_search_for_people(run: Run) -> None:
    assert run("search", "x").stdout.splitlines() == [
        "AUD-1  Larkspur Hush · 129.00 USD · 4.4/5 · 27 in stock",
        "AUD-2  Wren Wired · 45.00 USD",
        "2 shown of 7 that fit.",
    ]


@pytest.mark.parametrize("options", [["--min-price", "-1"], ["--max-price", "nan"], ["--top", "0"]])
def test_a_search_that_makes_no_sense_ends_with_2(run: Run, options: list[str]) -> None:
    result = run("search", "x", *options, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("daogou: ")


def test_chat_shows_what_happens_and_stays_in_the_conversation(run: Run, shop: Any) -> None:
    result = run("chat", "--customer", "C-001", stdin="headphones\n\ncheaper\n/new\nshoes\n/quit\n")
    assert result.exit_code == 0
    assert "Take the Larkspur Hush." in result.stdout
    assert "Larkspur Hush (AUD-1)" in result.stdout
    assert "max_price 150.0" in result.stdout
    assert [(text, id) for text, id, _ in shop.chat.asked] == [
        ("headphones", None),
        ("cheaper", "new-1"),
        ("shoes", None),
    ]
    assert {customer for _, _, customer in shop.chat.asked} == {"C-001"}


def test_chat_ends_with_its_input_and_tells_what_went_wrong(run: Run, shop: Any) -> None:
    shop.chat.script["[bold]hm"] = lambda id: iter((TurnFailed("internal", "Sorry [red]about that."),))
    result = run("chat", stdin="[bold]hm\n")
    assert result.exit_code == 0
    assert "Sorry [red]about that." in result.stdout
    assert shop.closed == 1


def test_ctrl_c_stops_the_answer_and_not_the_chat(run: Run, shop: Any) -> None:
    def long(id: str) -> Iterator[ChatEvent]:
        yield TurnStarted(id, "t", "en")
        os.kill(os.getpid(), signal.SIGINT)
        yield TextDelta("one ")
        yield TextDelta("two ")

    shop.chat.script["long"] = long
    before = signal.getsignal(signal.SIGINT)
    result = run("chat", stdin="long\nhello\n")
    assert "two" not in result.stdout
    assert "Take the Larkspur Hush." in result.stdout
    assert shop.chat.stopped == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_serve_prepares_warms_and_launches(run: Run, shop: Any) -> None:
    result = run("serve", "--port", "8123")
    assert result.exit_code == 0
    assert result.stdout == "The shop is open at http://127.0.0.1:8123\n"
    assert (shop.prepared, shop.launched, shop.warmed, shop.closed) == ([(True, True)], [("127.0.0.1", 8123)], 1, 1)


def test_serving_says_once_that_nothing_is_encrypted(run: Run, settings: Settings) -> None:
    told = [line for line in run("serve").stderr.splitlines() if "DAOGOU_ENCRYPTION_KEYS" in line]
    assert len(told) == 1
    sealed = settings.model_copy(update={"encryption_keys": SecretStr(new_key())})
    assert "DAOGOU_ENCRYPTION_KEYS" not in run("serve", settings=lambda home: sealed).stderr


def test_serving_in_production_needs_keys_first(run: Run, shop: Any, settings: Settings) -> None:
    result = run("serve", settings=lambda home: settings.model_copy(update={"mode": "production"}))
    assert result.exit_code == 2
    (sentence,) = result.stderr.splitlines()
    assert "DAOGOU_ENCRYPTION_KEYS" in sentence
    assert (shop.prepared, shop.launched) == ([], [])


def test_a_busy_port_is_told_before_anything_is_prepared(run: Run, shop: Any) -> None:
    def check_port(host: str, port: int) -> None:
        raise PortBusyError(f"Port {port} is taken by another program; stop it or choose another port.", port)

    result = run("serve", "--port", "80", check_port=check_port)
    assert result.exit_code == 2
    assert result.stderr == "daogou: Port 80 is taken by another program; stop it or choose another port.\n"
    assert shop.prepared == []


def test_a_site_that_cannot_open_is_told_once_the_warming_is_over(run: Run, shop: Any) -> None:
    def launch(*_: object) -> None:
        raise PortBusyError("Port 80 is taken.", 80)

    result = run("serve", launch=launch)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, "daogou: Port 80 is taken.")
    assert (shop.warmed, shop.closed) == (1, 1)


def test_leaving_does_not_wait_for_a_language_model_to_load(
    run: Run, shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, left = Event(), []

    def leave(code: int) -> None:
        left.append((code, shop.closed))
        loaded.set()

    monkeypatch.setattr(shop, "warm", lambda: loaded.wait(20))
    monkeypatch.setattr(serve, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(os, "_exit", leave)
    run("serve")
    assert left == [(0, 0)]


def test_a_fault_while_warming_is_told_and_the_site_stays_open(run: Run, shop: Any) -> None:
    def warm() -> None:
        raise ModelFileError("The model file is gone; fetch it.")

    shop.warm = warm
    result = run("serve")
    assert result.exit_code == 0
    assert "daogou: The model file is gone; fetch it." in result.stderr
    assert shop.launched


GOOD_ROW = "K1,Kettle,39.90,kitchen"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A CSV with one good row and one whose price is none."""
    file = tmp_path / "mine.csv"
    file.write_text(f"id,title,price,category\n{GOOD_ROW}\nK2,Cup,cheap,kitchen\n", encoding="utf-8")
    return file


def test_index_build_refuses_bad_rows_and_lists_them(run: Run, catalog: Path, tmp_path: Path) -> None:
    result = run("index", "build", str(catalog), "--home", str(tmp_path / "h"), "--json")
    assert result.exit_code == 2
    shape = one(result)
    assert shape["products"] == 0
    assert [(row["row"], row["field"]) for row in shape["rejected"]] == [(2, "price")]
    assert shape["seconds"] >= 0
    assert "--skip-bad" in result.stderr
    assert "Traceback" not in result.stderr
    assert recall(tmp_path / "h") is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--column", "title"], "is not FIELD=COLUMN"),
        (["--column", "title=Naam"], "Naam"),
        (["--column", "colour=title"], "colour"),
    ],
)
def test_a_column_that_is_not_there_is_told(run: Run, catalog: Path, options: list[str], words: str) -> None:
    result = run("index", "build", str(catalog), "--skip-bad", *options)
    assert result.exit_code == 2
    assert words in result.stderr


def test_index_build_with_skip_bad_builds_and_status_tells(run: Run, catalog: Path, tmp_path: Path) -> None:
    home = tmp_path / "h"
    result = run("index", "build", str(catalog), "--home", str(home), "--skip-bad", "--json")
    assert result.exit_code == 0
    shape = one(result)
    assert (shape["products"], len(shape["rejected"])) == (1, 1)
    assert recall(home) == BuiltFrom(str(catalog), with_options=True, rejected=1)
    status = one(run("index", "status", "--home", str(home), "--json"))
    assert (status["products"], status["embedder_fits"]) == (1, True)
    assert "1 products, built" in run("index", "status", "--home", str(home)).stdout
    kept = read_settings_of(home)
    assert kept.catalog == catalog
    assert index_is_kept(kept)


def test_index_status_without_an_index_says_what_to_do(run: Run) -> None:
    result = run("index", "status", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "daogou index build" in result.stderr


def test_a_configured_catalogue_goes_before_the_remembered_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    remember(tmp_path, BuiltFrom(str(tmp_path / "mine.csv"), with_options=True))
    assert read_settings_of(tmp_path).catalog == tmp_path / "mine.csv"
    monkeypatch.setenv("DAOGOU_CATALOG", str(tmp_path / "other.csv"))
    assert read_settings_of(tmp_path).catalog == tmp_path / "other.csv"
    assert not index_is_kept(read_settings_of(tmp_path))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"catalog": "x", "more": 1}'])
def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    assert recall(tmp_path) is None


def test_models_list_tells_what_is_there(run: Run, settings: Any) -> None:
    models = one(run("models", "list", "--json"))["models"]
    assert "qwen2.5-coder-1.5b" in [model["name"] for model in models]
    assert all(model["present"] is False for model in models)
    assert all(str(settings.cache) in model["path"] for model in models)
    assert "not fetched" in run("models", "list").stdout


def test_models_fetch_takes_a_file_of_ones_own(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF....")
    assert one(run("models", "fetch", str(file), "--json")) == {"name": str(file), "path": str(file), "bytes": 8}
    assert run("models", "fetch", str(file)).stdout == f"{file} is at {file}\n"
    result = run("models", "fetch", str(tmp_path / "nowhere.gguf"))
    assert result.exit_code == 2
    assert "There is no language model" in result.stderr


def test_prompts_are_listed_and_shown(run: Run) -> None:
    listed = one(run("prompts", "list", "--json", open_shop=open_shop))["prompts"]
    assert {"replies", "shopping_agent"} <= {prompt["name"] for prompt in listed}
    shown = one(run("prompts", "show", "replies", "--json"))
    newest = max((prompt for prompt in listed if prompt["name"] == "replies"), key=lambda prompt: prompt["version"])
    assert shown["hash"] == newest["hash"]
    assert shown["texts"]["failed.en.empty"] in run("prompts", "show", "replies", "--version", "1").stdout
    assert "replies@1" in run("prompts", "list", open_shop=open_shop).stdout


def test_an_unknown_prompt_ends_with_2(run: Run) -> None:
    result = run("prompts", "show", "nope", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no prompt 'nope'" in result.stderr
