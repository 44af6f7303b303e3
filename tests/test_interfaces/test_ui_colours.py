"""Text and its ground differ enough in both themes (WCAG 2 AA: 4.5 to 1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import interfaces.ui

CSS = (Path(interfaces.ui.__file__).parent / "colours.css").read_text(encoding="utf-8")
PAIRS = [
    ("ink", "bg"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "raised"),
    ("quiet", "bg"),
    ("quiet", "surface"),
    ("quiet", "sunken"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-mine", "mine"),
    ("sale", "surface"),
    ("good", "surface"),
    ("warn", "surface"),
]


def theme(selector: str) -> dict[str, str]:
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)\}}", CSS, re.MULTILINE | re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("selector", [".dg, .st", ".dark .dg, .dark .st"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(selector: str, text: str, ground: str) -> None:
    colours = theme(selector)
    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
