"""The card beside a model's weights: what it was taught, how well it does, and what may be done with it."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loyalty.sentiment.training.labelled import LabelledTexts
from loyalty.sentiment.training.metrics import LabelFigures
from loyalty.sentiment.training.output import CARD_FILE

if TYPE_CHECKING:
    from loyalty.sentiment.training.outcome import Training

LIBRARIES: Final = ("torch", "transformers", "scipy", "numpy", "opacus")
LICENCE: Final = (
    "The weights are made from the texts named above and, for a transformer, from the weights it began with; they "
    "inherit the terms of both. See that these allow it before you pass the model on."
)


def card_of(training: Training, texts: LabelledTexts, finished_at: datetime, more: Mapping[str, Any]) -> dict[str, Any]:
    """The card as one JSON object; `more` holds what else is to be told, such as comparisons."""
    return {
        "what": "sentiment model",
        "finished_at": finished_at.isoformat(timespec="seconds"),
        "data": texts.shape(),
        **training.shape(),
        "recipe": asdict(training.recipe),
        **more,
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "licence": LICENCE,
    }


def write_card(
    folder: Path, training: Training, texts: LabelledTexts, finished_at: datetime, more: Mapping[str, Any]
) -> None:
    """Writes `card.json` for programs and `card.md` for people."""
    card = card_of(training, texts, finished_at, more)
    text = json.dumps(card, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / "card.md").write_text("\n".join(_lines(card, training)) + "\n", encoding="utf-8")


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows of a comparison as lines of a Markdown table; a row that was not done says why."""
    names = max((list(row) for row in rows), key=len)
    lines = ["| " + " | ".join(name.replace("_", " ") for name in names) + " |", "|---" * len(names) + "|"]
    for row in rows:
        cells = [_cell(row[name]) if name in row else "" for name in names]
        if "not_done" in row:
            cells[1] = f"not done: {row['not_done']}"
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _lines(card: Mapping[str, Any], training: Training) -> Iterator[str]:
    recipe, split = training.recipe, card["split"]
    yield from (f"# Sentiment model ({recipe.model}), {card['finished_at']}", "")
    yield from ("## Taught on", "", "| file | SHA-256 | rows | kept |", "|---|---|---|---|")
    for file in card["data"]["files"]:
        yield f"| {file['name']} | {file['sha256']} | {file['rows']} | {file['kept']} |"
    yield ""
    for one in [*card["data"]["left_out"], *card["data"]["changed"]]:
        yield f"- {one['count']} rows: {one['reason']} ({', '.join(one['where'])} …)"
    yield from ("", f"Split: {split['how']}, seed {recipe.seed}; rare labels: {recipe.imbalance}.", "")
    yield from table([{"part": part, **split[part]} for part in ("training", "validation", "test")])
    yield from ("", "## Figures on the test part", "", *_figures(training.test))
    for name, one in training.by_file.items():
        yield f"- {name}: {_in_short(one)}"
    if training.stars is not None:
        yield from ("", "## Stars from text, on the test part", "", *table([training.stars.shape()]))
    if training.privacy is not None:
        yield from ("", "## Differential privacy", "", *table([training.privacy.shape()]), "")
        yield f"- with privacy: {_in_short(training.test)}"
        for name, one in (training.without_privacy or {}).items():
            yield f"- {name}: {_in_short(one)}"
    for name in ("imbalance_compared", "splits_compared"):
        if card.get(name):
            yield from ("", f"## {name.replace('_', ' ').capitalize()}", "", *table(card[name]))
    yield from ("", "## Epochs", "", *table(_some(card["training"]["epochs"])))
    yield f"\nKept: epoch {training.fitting.best_epoch}. Ended by: {training.fitting.ending}."
    yield from ("", "## Settings", "", *(f"- {name}: {value}" for name, value in card["recipe"].items()))
    yield from (f"- {name}: {value}" for name, value in card["libraries"].items())
    yield from ("", "## Licence", "", card["licence"])


def _figures(figures: LabelFigures) -> list[str]:
    rows = [{"label": label, **asdict(one)} for label, one in figures.classes.items()]
    confusion = [
        {"true \\ told": label, **dict(zip(figures.labels, row, strict=True))}
        for label, row in zip(figures.labels, figures.confusion, strict=True)
    ]
    return [_in_short(figures), "", *table(rows), "", *table(confusion), ""]


def _in_short(figures: LabelFigures) -> str:
    return (
        f"{figures.n} texts, accuracy {figures.accuracy:.4f}, macro-F1 {figures.macro_f1:.4f}, "
        f"expected calibration error {figures.calibration_error:.4f}"
    )


def _some(epochs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All epochs where they are few, else about ten of them and the last."""
    step = max(1, len(epochs) // 10)
    return [epoch for place, epoch in enumerate(epochs) if place % step == 0 or place == len(epochs) - 1]


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
