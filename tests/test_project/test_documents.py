"""The documents say what the code does: settings, verbs, tools and prompts are all there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typer.main import get_command

from assistant.settings import Settings
from interfaces.cli.main import app
from prompts.library import PromptLibrary

ROOT = Path(__file__).resolve().parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def verbs() -> list[str]:
    command = get_command(app)
    groups = command.commands  # type: ignore[attr-defined]
    return [
        f"{name} {inner}" if hasattr(group, "commands") else name
        for name, group in groups.items()
        for inner in getattr(group, "commands", {"": None})
    ]


def test_env_example_lists_every_setting_with_its_default() -> None:
    script = "import sys; sys.path.insert(0, 'scripts'); import write_env_example as w; print(w.env_example())"
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == text(".env.example").strip()
    for name in Settings.model_fields:
        assert f"DAOGOU_{name.upper()}=" in made.stdout


def test_operations_names_every_verb_and_setting() -> None:
    page = text("docs/operations.md")
    assert [verb for verb in verbs() if f"daogou {verb}" not in page] == []
    assert [name for name in Settings.model_fields if f"DAOGOU_{name.upper()}" not in page] == []


def test_architecture_names_every_tool_and_prompt() -> None:
    page = text("docs/architecture.md")
    library = PromptLibrary.load()
    prompt = library.get("shopping_agent")
    tools = {key.split(".")[1] for key in prompt.texts if key.startswith("tool_notes.")}
    assert [tool for tool in sorted(tools) if f"`{tool}`" not in page] == []
    assert [p.name for p in library.list() if f"`{p.name}`" not in page] == []


def test_every_make_verb_is_in_the_readme_or_help() -> None:
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in ("help", "run", "test", "check", "format", "bench", "clean"):
        assert f"make {verb}" in helped
    assert "make run" in text("README.md")
    assert "make test" in text("README.md")
