"""What a screen reader, a keyboard and a weak eye need of a page, checked in the browser that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_CHECKS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").split("\n", 2)[2]


_STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => 0)))"""
"""Returns when nothing moves any more: what is half faded in has no colour of its own."""


def page_faults(page: Any) -> list[str]:
    """What is wrong with the page as it stands, in words; nothing where all is well."""
    page.evaluate(_STILL)
    found: list[str] = page.evaluate(_CHECKS)
    return found


def focus_is_seen(page: Any) -> bool:
    """Whether what has the focus shows it, by an outline or a shadow around it or around what it stands in."""
    return bool(
        page.evaluate(
            """() => {
  const node = document.activeElement;
  if (node === document.body) return true; // between the last thing and the first
  const near = [node, node.parentElement, node.closest("form")].filter(Boolean).map((one) => getComputedStyle(one));
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return near.some((style) => outlined(style) || style.boxShadow !== "none");
}"""
        )
    )
