"""What a drawing knows of its product, and where the drawings are kept: by leaf category, then by word of the title."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, TypeVar

from drawing.canvas import Canvas
from drawing.colours import RAINBOW, Shades, shades

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subject:
    """One product, as a drawing sees it; `chance` is seeded by its id, so a product is always drawn the same."""

    id: str
    title: str
    department: str
    leaf: str
    attributes: Mapping[str, Any]
    tone: Shades
    accent: Shades
    chance: Random

    @classmethod
    def of(cls, product: Mapping[str, Any]) -> Subject:
        """Read a line of the catalogue; raises KeyError when it has no id, title or category."""
        chance = Random(hashlib.sha256(product["id"].encode()).digest())
        attributes = product.get("attributes") or {}
        return cls(
            id=product["id"],
            title=product["title"].casefold(),
            department=product["category"][0],
            leaf=product["category"][-1],
            attributes=attributes,
            tone=shades(str(attributes.get("colour") or chance.choice(RAINBOW))),
            accent=shades(chance.choice(RAINBOW)),
            chance=chance,
        )

    def says(self, *words: str) -> bool:
        """Tell whether the title has one of these words or phrases, as whole words."""
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.title) for word in words)

    def pick(self, choices: Sequence[T]) -> T:
        """Choose one of `choices` by chance."""
        return self.chance.choice(choices)

    def near(self, value: float, share: float = 0.05) -> float:
        """Return `value` moved by chance by at most `share` of itself."""
        return value * (1 + self.chance.uniform(-share, share))


Drawing = Callable[[Canvas, Subject], None]
_DRAWINGS: Final[dict[str, list[tuple[tuple[str, ...], Drawing]]]] = {}


def draws(leaf: str, *words: str) -> Callable[[Drawing], Drawing]:
    """Register a drawing for a leaf category: for titles that say one of `words`, or without any for all the rest."""

    def register(drawing: Drawing) -> Drawing:
        _DRAWINGS.setdefault(leaf, []).append((words, drawing))
        return drawing

    return register


def drawing_for(subject: Subject) -> Drawing | None:
    """Return the first drawing whose words the title has, else the leaf's plain one, else None."""
    kept = _DRAWINGS.get(subject.leaf, [])
    for words, drawing in kept:
        if words and subject.says(*words):
            return drawing
    return next((drawing for words, drawing in kept if not words), None)
