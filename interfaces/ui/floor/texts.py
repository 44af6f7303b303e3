"""The interface's own words in English and Chinese, read from `texts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.agent.events import Language

_FILE = Path(__file__).with_name("texts.yaml")


@cache
def all_texts() -> Mapping[str, Mapping[str, Any]]:
    """Every text by language (`en`, `zh`) and key; values are strings, lists or one level of nested strings."""
    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def say(language: Language, key: str, **facts: object) -> str:
    """One text with its `{placeholders}` filled in; a dotted key reaches into a group (`chips.max_price`).

    Raises:
        KeyError: no such text, or a placeholder without a fact.
    """
    found: Any = all_texts()[language]
    for part in key.split("."):
        found = found[part]
    return str(found).format(**facts) if facts else str(found)


def status_of(language: Language, tool: str) -> str:
    """What to tell the shopper while the tool of that name works."""
    status = all_texts()[language]["status"]
    return str(status.get(tool, status["default"]))
