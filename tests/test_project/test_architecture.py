"""Imports point one way, only the settings read the environment, and what must be documented is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "retrieval": set(),
    "records": set(),
    "prompts": set(),
    "loyalty": {"records"},
    "assistant": {"loyalty", "records", "retrieval", "prompts"},
    "evaluation": {"assistant", "loyalty", "records", "retrieval", "prompts"},
    "interfaces": {"evaluation", "assistant", "loyalty", "records", "retrieval", "prompts"},
}
HEAVY = {"torch", "chromadb", "langchain", "langchain_core", "gradio", "sentence_transformers", "xllamacpp", "openai"}
SAYS_NOTHING = {"utils", "helpers", "base", "common", "misc"}
FILES = [file for room in MAY_IMPORT for file in sorted((ROOT / room).rglob("*.py"))]


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_follow_the_arrows(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imports(tree_of(file))} & set(MAY_IMPORT)
    assert ours - {room} <= MAY_IMPORT[room]
    assert file.stem not in SAYS_NOTHING


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in FILES
        if re.search(r"os\.environ|os\.getenv|getenv\(", file.read_text(encoding="utf-8"))
    }
    assert readers <= {"assistant/settings.py"}


def test_the_command_line_imports_nothing_heavy_at_the_top() -> None:
    for file in sorted((ROOT / "interfaces" / "cli").glob("*.py")):
        top = {name.split(".")[0] for node in tree_of(file).body for name in imports(node) if not _is_checking(node)}
        assert not top & HEAVY, file


def _is_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def test_app_is_a_door_and_no_room() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 40


def test_every_package_is_installed() -> None:
    packages = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for room in MAY_IMPORT
        for file in (ROOT / room).rglob("__init__.py")
    }
    listed = re.search(r"packages = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.S)
    assert listed is not None
    assert packages == set(re.findall(r'"([\w.]+)"', listed[1]))
