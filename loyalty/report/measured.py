"""How good the models are: the figures of `measured.yaml`, and of the card of the sentiment model in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from loyalty.report.trust_part import card_figures

Verdict = Literal["better", "same", "worse", "reached", "missed", "seen"]
SENTIMENT: Final = "sentiment"


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One figure of one model, with its 95 % interval where it has one.

    `on` and `against` are in both languages. `naive` is the figure of the rule or model that it is held `against`,
    `wanted` the aim; None where there is none. `verdict` is explained at the top of `measured.yaml`. `figure` is the
    name of what was measured, like `auc_again`.
    """

    model: str
    figure: str
    on: Mapping[str, str]
    n: int
    value: float
    low: float | None = None
    high: float | None = None
    against: Mapping[str, str] | None = None
    naive: float | None = None
    wanted: float | None = None
    verdict: Verdict = "seen"


def measured(card: Path, *, is_shipped: bool) -> tuple[MeasuredFigure, ...]:
    """All figures; of a sentiment model that did not ship only what its own card says.

    `card` is that of the sentiment model in use.
    """
    shipped = [one for one in _shipped() if is_shipped or one.model != SENTIMENT]
    return (*_of_card(card), *shipped) if not is_shipped else tuple(shipped)


@lru_cache(maxsize=1)
def _shipped() -> tuple[MeasuredFigure, ...]:
    told = yaml.safe_load(Path(__file__).with_name("measured.yaml").read_text(encoding="utf-8"))
    return tuple(_figure(one["model"], figure) for one in told for figure in one["figures"])


def _figure(model: str, told: Mapping[str, Any]) -> MeasuredFigure:
    numbers = {name: float(told[name]) for name in ("value", "low", "high", "naive", "wanted") if name in told}
    return MeasuredFigure(
        model, told["measure"], told["of"], told["n"], **numbers, against=told.get("against"), verdict=told["verdict"]
    )


def _of_card(card: Path) -> Iterator[MeasuredFigure]:
    on = {"en": "texts of its own test part", "zh": "其自身的测试部分"}
    for one in card_figures(card):
        for name, value in (("macro_f1", one.macro_f1), ("accuracy", one.accuracy)):
            yield MeasuredFigure(SENTIMENT, name, on, one.texts, value)
