"""Teaches the prior that travels with the package from the public purchases, and writes it.

`python scripts/train_purchases.py CDNOW.csv.gz ONLINE_RETAIL.csv.gz [--out prior.json]` prints the weights as one
JSON object, and writes them where asked. Traits are scaled by what the package's own file says: where traits or sets
have changed, let `--out` be that file, whose scale is then written first.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.purchase_sets import read_purchases
from loyalty.purchases import learned
from loyalty.purchases.buy_til_you_die import fit_buy_til_you_die
from loyalty.purchases.prior import FILE
from loyalty.purchases.purchase_days import Floats, PurchaseDays, purchase_days
from loyalty.purchases.traits import TRAITS, shop_level, traits
from loyalty.purchases.windows import Window, window_at

SHOPS = {
    "cdnow": ((150, 90), (180, 90), (180, 180), (272, 90), (272, 180), (272, 270), (365, 90), (365, 180)),
    "uci": ((60, 30), (60, 60), (60, 90), (90, 30), (90, 60), (90, 90), (120, 60), (150, 40)),
}
"""Windows of each shop: the last known day, counted from its first, and how many days are looked ahead."""


def main() -> None:
    """Teach on each shop alone and on both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cdnow", type=Path)
    parser.add_argument("uci", type=Path)
    parser.add_argument("--out", type=Path, default=None, help=f"where to write; the package reads {FILE.name}")
    given = parser.parse_args()
    windows = {name: _windows(getattr(given, name), SHOPS[name]) for name in SHOPS}
    scale = _scale([one for shop in windows.values() for one in shop])
    if given.out:
        _write(given.out, {"scale": scale, "taught_by": {}})
    sets = {**windows, "both": [one for shop in windows.values() for one in shop]}
    taught = {name: _told(chosen) for name, chosen in sets.items()}
    if given.out:
        _write(given.out, {"scale": scale, "taught_by": taught})
    print(json.dumps({"windows": {name: len(chosen) for name, chosen in sets.items()}, "taught_by": taught}))


def _windows(file: Path, spans: Sequence[tuple[int, int]]) -> list[Window]:
    histories = read_purchases(file).histories
    latest = max(one.at for purchases in histories.values() for one in purchases)
    bought: PurchaseDays = purchase_days(histories, datetime(latest.year, latest.month, latest.day, tzinfo=UTC)
                                         + timedelta(days=1))  # fmt: skip
    first = int(bought.days.min())
    return [window_at(bought, first + known, ahead) for known, ahead in spans]


def _scale(windows: Sequence[Window]) -> dict[str, dict[str, float]]:
    columns = np.concatenate([_columns(one) for one in windows])
    return {"mean": _named(columns.mean(axis=0)), "deviation": _named(columns.std(axis=0))}


def _columns(window: Window) -> Floats:
    outlook = fit_buy_til_you_die(window.bought).outlook(window.bought, window.days)
    return traits(window.bought, outlook, shop_level(window.bought, outlook))


def _told(windows: Sequence[Window]) -> dict[str, Any]:
    taught = learned.teach(windows)
    return {name: {"bias": round(one.bias, 5), "weights": _named(one.weights)} for name, one in taught.items()}


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(value), 5) for name, value in zip(TRAITS, values, strict=True)}


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
