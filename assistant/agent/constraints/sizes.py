"""Sizes as shoppers ask for them, and which of a shop's size labels cover them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_LETTER = r"(?:xx?x?[sl]|[sml]|[23]xl)"
_NAMED = {"small": "s", "medium": "m", "large": "l", "extra large": "xl", "extra small": "xs"}
_ASKED = (
    re.compile(rf"\bsizes?\s*(?:is|of|in|:|,)?\s*(?P<size>{_LETTER}|\d{{2,3}}(?:\.5)?|{'|'.join(_NAMED)})\b", re.ASCII),
    re.compile(rf"\bin (?:an? )?(?P<size>{_LETTER})\b(?!\.)", re.ASCII),
    re.compile(rf"\b(?P<size>{'|'.join(_NAMED)}) size\b", re.ASCII),
    re.compile(r"(?<![\d.a-z])(?P<size>xx?x?[sl]|[sml]|[23]xl|\d{2,3}(?:\.5)?)\s*(?:码|号(?!码))", re.ASCII),
    re.compile(
        rf"(?:尺码|码数|尺寸|号码)\s*(?:是|为|要|:)?\s*(?P<size>{_LETTER}|\d{{2,3}}(?:\.5)?)(?![a-z\d])", re.ASCII
    ),
)


@dataclass(frozen=True, slots=True)
class SizeLabels:
    """A shop's size labels: `M`, `S to XL`, `36 to 46`, `150 x 200 cm`."""

    labels: tuple[str, ...] = ()

    def covering(self, size: str) -> tuple[str, ...]:
        """The labels that a size as asked for falls under; empty where there is none."""
        wanted = _rank(_NAMED.get(size, size))
        return tuple(label for label in self.labels if wanted is not None and _covers(label, wanted))

    def asked_in(self, text: str) -> tuple[str, ...]:
        """The labels for the size that normalised text asks for; empty where it asks for none the shop has."""
        found = [match["size"] for pattern in _ASKED for match in pattern.finditer(text)] if self.labels else []
        return _distinct(label for size in found for label in self.covering(size))


def _covers(label: str, wanted: float) -> bool:
    ends = [_rank(end.strip()) for end in label.lower().split(" to ")]
    if len(ends) > 2 or any(end is None for end in ends):
        return False
    return (ends[0] or 0.0) <= wanted <= (ends[-1] or 0.0)


def _rank(size: str) -> float | None:
    """A place in the row of sizes; letters come after all numbers, so that the two never meet."""
    size = re.sub(r"^([23])xl$", lambda match: "x" * int(match[1]) + "l", size)
    if size in _LETTERS:
        return 10_000.0 + _LETTERS.index(size)
    return float(size) if re.fullmatch(r"\d{2,3}(?:\.5)?", size) else None


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
