"""Writes `.env.example` from the settings themselves, so that the two cannot drift apart; a test compares them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import SecretStr  # noqa: E402

from assistant.settings import Settings  # noqa: E402


def env_example() -> str:
    """Every setting as a commented line with its default, under its description."""
    lines = [
        "# Copy to .env and change what you need; without it everything has a default. Variables of the shell win.\n"
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"# {field.description}\n#DAOGOU_{name.upper()}={_written(name, field.default)}\n")
    return "\n".join(lines)


def _written(name: str, default: object) -> str:
    if name == "catalog":
        return "data/products.jsonl"
    if name == "cache":
        return "~/.cache/daogou"
    if default is None or isinstance(default, SecretStr):
        return ""
    return json.dumps(default) if isinstance(default, dict | list) else str(default)


if __name__ == "__main__":
    (ROOT / ".env.example").write_text(env_example(), encoding="utf-8")
