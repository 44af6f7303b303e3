"""Floors of figures, as `tests/floors.yaml` has them, and what of a run lies under them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

FLOORS = Path(__file__).resolve().parents[1] / "floors.yaml"


class Floor(BaseModel):
    """One figure: what was seen with its 95 % interval, over how many, and the least that may be seen from now on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    floor: float
    seen: float
    interval: tuple[float, float] | None = None
    of: int | None = None
    why: str

    @property
    def follows(self) -> bool:
        """Whether the floor is the lower end of the interval, rounded down, or what was seen where there is none."""
        return self.floor == (self.seen if self.interval is None else math.floor(self.interval[0] * 100) / 100)


def floors(name: str, file: Path = FLOORS) -> tuple[Floor, ...]:
    """The floors of one set."""
    return tuple(Floor.model_validate(one) for one in yaml.safe_load(file.read_text("utf-8"))[name])


def under(name: str, figures: Mapping[str, float | None]) -> list[str]:
    """Which figures lie under their floors, each as a sentence; one that was not judged does too."""
    found = []
    for one in floors(name):
        value = figures.get(one.figure)
        if value is None or value < one.floor:
            told = "was not judged" if value is None else f"is {value:.4f}"
            found.append(f"{name}, {one.figure}: {told}; the floor is {one.floor:g} (seen {one.seen:g}). {one.why}")
    return found


def all_floors() -> dict[str, Any]:
    """Every set of floors by name."""
    named: dict[str, Any] = yaml.safe_load(FLOORS.read_text("utf-8"))
    return {name: floors(name) for name in named}
