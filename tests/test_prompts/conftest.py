"""A folder of prompts that a test can write into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GREETING = """\
name: greeting
version: {version}
description: Says hello.
variables: [shopper, shop]
texts:
  hello:
    en: "Hello ${{shopper}}, welcome to ${{shop}}."
    zh: "${{shopper}}，欢迎光临 ${{shop}}。"
  price: "$$5 off{extra}"
"""

WritePrompt = Callable[[str, str], Path]


@pytest.fixture
def write_prompt(tmp_path: Path) -> WritePrompt:
    """Writes `text` to a path under the temporary prompt folder."""

    def write(path: str, text: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def folder(tmp_path: Path, write_prompt: WritePrompt) -> Path:
    """Two versions of one prompt."""
    write_prompt("greeting/1.yaml", GREETING.format(version=1, extra=""))
    write_prompt("greeting/2.yaml", GREETING.format(version=2, extra=" today"))
    return tmp_path
