"""`daogou evaluate replay`, `grade` and `compare` from the command line, in the demo shop without a language model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.preparation import prepare_records
from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from retrieval.hash_embedding import HashEmbedder

Evaluate = Callable[..., Any]


def line(id: str, text: str, **expect: Any) -> str:
    return json.dumps({"id": id, "messages": [{"role": "user", "content": text, "expect": expect}]})


ROWS = [line(f"tents-{n}", f"a tent under {300 + n} dollars", tool="search_products") for n in range(12)]


@pytest.fixture
def evaluate(run: Callable[..., Any], demo_index: Path, tmp_path: Path) -> Evaluate:
    """Runs a verb of `daogou evaluate`."""
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    settings = read_settings(home=demo_index, llm_tool_calls="guided", database_url=url, _env_file=None)

    def opened(own: Settings, **parts: Any) -> Any:
        return open_shop(own, embedder=HashEmbedder(), **parts)

    def prepare(own: Settings, progress: Any, shop: Any, *, language_model: bool, records: bool) -> None:
        assert (language_model, records) == (False, True)
        prepare_records(own, progress, shop)

    def invoke(*arguments: str | Path) -> Any:
        parts = {"settings": lambda _: settings, "open_shop": opened, "prepare": prepare}
        return run("evaluate", *map(str, arguments), **parts)

    return invoke


@pytest.fixture
def transcripts(tmp_path: Path) -> Path:
    file = tmp_path / "tents.jsonl"
    file.write_text("\n".join(ROWS), "utf-8")
    return file


def test_a_run_is_played_judged_and_judged_again(evaluate: Evaluate, transcripts: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = evaluate("replay", transcripts, "--model", "none", "--out", out, "--repeat", "2")
    assert result.exit_code == 0
    assert "the expected tool was called" in result.stdout
    assert "pass^2" in result.stdout
    again = json.loads(evaluate("grade", out, "--json").stdout)
    assert (again["turns"], again["left"], again["grades"]["tool"]["mean"]) == (24, 0, 1.0)
    assert again["passes"] == {"pass^1": 1.0, "pass^2": 1.0}
    other = tmp_path / "other.jsonl"
    other.write_text("\n".join(row.replace("search_products", "cart_view") for row in ROWS), "utf-8")
    anew = json.loads(evaluate("grade", out, "--transcripts", other, "--json").stdout)
    assert anew["grades"]["tool"]["mean"] == 0.0
    assert anew["failures"][0]["wrong"]["tool"].startswith("wanted cart_view")


def test_two_runs_are_compared_for_people_and_for_ci(evaluate: Evaluate, transcripts: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    evaluate("replay", transcripts, "--model", "none", "--out", a, "--name", "now")
    evaluate("replay", transcripts, "--model", "none", "--out", b, "--name", "draft")
    turns = b / "turns.jsonl"
    turns.write_text(turns.read_text("utf-8").replace('"name": "search_products"', '"name": "cart_view"'), "utf-8")
    files = [tmp_path / name for name in ("r.xml", "r.md", "r.html")]
    reports = ("--junit", files[0], "--markdown", files[1], "--html", files[2])
    result = evaluate("compare", a, b, *reports, "--fail-on", "worse:tool")
    assert result.exit_code == 1
    assert "worse than allowed: tool" in result.stderr
    assert "B is worse (12 turns of 12 conversations)" in result.stdout
    assert all(file.stat().st_size > 500 for file in files)
    allowed = evaluate("compare", a, b, "--fail-on", "worse:claims", "--json")
    assert allowed.exit_code == 0
    shape = json.loads(allowed.stdout)
    assert (shape["verdict"], shape["failed"], shape["b"]["name"]) == ("worse", [], "draft")


def test_a_saved_set_is_played_by_its_name_with_an_older_prompt(
    evaluate: Evaluate, demo_index: Path, tmp_path: Path
) -> None:
    sets = demo_index / "evaluation_sets"
    sets.mkdir(exist_ok=True)
    (sets / "kettles.jsonl").write_text(line("k", "a kettle", tool="search_products"), "utf-8")
    options = ("--model", "none", "--prompt", "replies@5", "--out", tmp_path / "run", "--json")
    shape = json.loads(evaluate("replay", "kettles", *options).stdout)
    assert "replies@5" in shape["prompts"]
    unknown = evaluate("replay", "kittens", "--model", "none", "--out", tmp_path / "other")
    assert unknown.exit_code == 2
    assert "no saved set 'kittens'; saved sets: kettles" in unknown.stderr


def test_time_that_is_up_is_told(evaluate: Evaluate, transcripts: Path, tmp_path: Path) -> None:
    options = ("--model", "none", "--max-minutes", "0", "--out", tmp_path / "run")
    result = evaluate("replay", transcripts, *options)
    assert result.exit_code == 0
    assert "12 conversations are left: 0 minutes are over" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("replay", "missing.jsonl", "--out", "x"), "cannot be read"),
        (("replay", "{file}", "--out", "{tmp}/run", "--prompt", "replies"), "write NAME@VERSION"),
        (("replay", "{file}", "--out", "{tmp}/run", "--prompt", "replies@999"), "no version 999"),
        (("grade", "{tmp}"), "holds no run"),
        (("compare", "{tmp}", "{tmp}"), "holds no run"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    evaluate: Evaluate, transcripts: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    given = [one.format(file=transcripts, tmp=tmp_path) for one in options]
    result = evaluate(*given, *(("--model", "none") if options[0] == "replay" else ()))
    assert result.exit_code == 2
    assert said in result.stderr


def test_runs_of_different_sets_are_refused(evaluate: Evaluate, transcripts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(line("kettle", "a kettle"), "utf-8")
    for file, name in ((transcripts, "a"), (other, "b")):
        evaluate("replay", file, "--model", "none", "--out", tmp_path / name)
    result = evaluate("compare", tmp_path / "a", tmp_path / "b")
    assert result.exit_code == 2
    assert "different sets: only A has tents-0 and 11 more" in result.stderr
    refused = evaluate("grade", tmp_path / "a", "--transcripts", other)
    assert "other conversations than the run" in refused.stderr


def test_a_report_that_cannot_be_written_is_told(evaluate: Evaluate, transcripts: Path, tmp_path: Path) -> None:
    evaluate("replay", transcripts, "--model", "none", "--out", tmp_path / "a")
    result = evaluate("compare", tmp_path / "a", tmp_path / "a", "--html", tmp_path / "no" / "r.html")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
