"""The command line as a process of its own: what it imports, how it ends, what it prints where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("torch", "chromadb", "langchain", "gradio", "sentence_transformers", "xllamacpp", "sqlalchemy", "alembic")
LATER = (*HEAVY, "rich", "numpy", "httpx", "yaml")


def daogou(*arguments: str, cwd: Path, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAOGOU_")}
    return subprocess.run(
        [sys.executable, *options, "-m", "interfaces.cli.main", *arguments],
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", [("--help",), ("ask", "--help"), ("index", "build", "--help")])
def test_help_imports_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = daogou(*arguments, cwd=tmp_path, options=("-X", "importtime"))
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert imported.isdisjoint(LATER)


def test_listing_prompts_imports_no_library_of_models(tmp_path: Path) -> None:
    done = daogou("prompts", "list", "--json", cwd=tmp_path, options=("-X", "importtime"))
    assert done.returncode == 0
    assert json.loads(done.stdout)["prompts"]
    assert {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}.isdisjoint(HEAVY[:6])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("index", "build", "nowhere.jsonl", "--json"), "nowhere.jsonl"),
        (("index", "status", "--json"), "daogou index build"),
        (("prompts", "show", "nope"), "nope"),
        (("models", "fetch", "nowhere.gguf"), "nowhere.gguf"),
    ],
)
def test_an_operators_fault_is_one_sentence_and_2(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = daogou(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith("daogou: ")
    assert words in sentence


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAOGOU_PORT=many\n")
    done = daogou("models", "list", cwd=tmp_path)
    assert done.returncode == 2
    assert "DAOGOU_PORT" in done.stderr
    assert "Traceback" not in done.stderr
