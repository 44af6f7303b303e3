"""What public shops taught, for a shop that has too few customers to learn from; `prior.md` is the card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np

from loyalty.purchases.additive import Additive
from loyalty.purchases.purchase_days import Floats
from loyalty.purchases.traits import TRAITS

PriorName = Literal["both", "cdnow", "uci"]
"""Whose purchases taught it; one of a single shop is there to judge the other shop with."""
FILE: Final = Path(__file__).resolve().parent / "prior.json"


@dataclass(frozen=True, slots=True)
class Prior:
    """The weights that the three additive models start from, by the name of the model."""

    name: str
    models: Mapping[str, Additive]


def load_prior(name: PriorName = "both") -> Prior:
    """One of the priors that travel with the package.

    Raises:
        ValueError: the name is none of `PriorName`.
    """
    if name not in get_args(PriorName):
        raise ValueError(f"there is no prior {name!r}; there are {', '.join(get_args(PriorName))}")
    told = _file()["taught_by"][name]
    models = {
        model: Additive("logit" if model == "again" else "log", one["bias"], _ordered(one["weights"]))
        for model, one in told.items()
    }
    return Prior(name, models)


@cache
def trait_scale() -> tuple[Floats, Floats]:
    """The mean and the deviation that every trait is scaled by, the same for all shops."""
    scale = _file()["scale"]
    return _ordered(scale["mean"]), _ordered(scale["deviation"])


@cache
def _file() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _ordered(by_trait: Mapping[str, float]) -> Floats:
    return np.asarray([by_trait[name] for name in TRAITS], dtype=np.float64)
