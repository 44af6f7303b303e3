"""What a training was given, how it went and what came out, as JSON for programs and as Markdown for people."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from retrieval.training.examples import Examples, Split
from retrieval.training.loop import Fitting
from retrieval.training.network import NetworkInTraining
from retrieval.training.networks import Base
from retrieval.training.output import REPORT_FILE
from retrieval.training.recipe import Recipe

LIBRARIES: Final = ("torch", "transformers", "sentence-transformers", "tokenizers", "numpy")

LICENCE: Final = (
    "The weights are made from the base model and from the queries, judgments and product texts given; before you pass "
    "them on, see that the licences of all three allow it."
)


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """One training: `kind` is `embedder` or `reranker`; `chosen` what was found out for use, with its nDCG@10.

    `data` and `split` count, `seconds` is the wall time of the epochs, `device` where they ran and with how many
    workers. nDCG@10 is 0 to 1 and of the validation queries over `validation_products`.
    """

    kind: str
    finished_at: str
    base: Base
    data: Mapping[str, int]
    split: Mapping[str, int]
    validation_products: int
    recipe: Recipe
    device: Mapping[str, Any]
    fitting: Fitting
    chosen: Mapping[str, float]
    libraries: Mapping[str, str]
    licence: str = LICENCE

    def as_dict(self) -> dict[str, Any]:
        """As `report.json` holds it; `best_epoch` 0 means that the base model was not bettered and is kept."""
        return {**asdict(self), "best_validation": self.fitting.best_validation}


def report_of(
    kind: str,
    examples: Examples,
    parts: Split,
    recipe: Recipe,
    base: Base,
    network: NetworkInTraining,
    fitting: Fitting,
    validation_products: int,
    chosen: Mapping[str, float],
) -> TrainingReport:
    """Put together what the parts of a training say."""
    return TrainingReport(
        kind=kind,
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
        base=base,
        data=_data(examples),
        split={
            "training_queries": len(parts.training),
            "validation_queries": len(parts.validation),
            "training_judgments": sum(len(query.grades) for query in parts.training),
            "validation_judgments": sum(len(query.grades) for query in parts.validation),
        },
        validation_products=validation_products,
        recipe=recipe,
        device={"type": network.device, "workers": network.workers, "bfloat16": network.low_precision},
        fitting=fitting,
        chosen=chosen,
        libraries={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    )


def write_report(folder: Path, report: TrainingReport) -> None:
    """Write `report.json` and `report.md` into `folder`."""
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
    (folder / REPORT_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / "report.md").write_text(markdown(report), encoding="utf-8")


def markdown(report: TrainingReport) -> str:
    """The report for people."""
    fitting = report.fitting
    best = f"epoch {fitting.best_epoch}" if fitting.best_epoch else "the base model, which no epoch bettered"
    lines = [
        f"# Training of the {report.kind}, {report.finished_at}",
        "",
        f"Kept: {best}, nDCG@10 {fitting.best_validation:.4f} (before: {fitting.before:.4f}) on "
        f"{report.split['validation_queries']} validation queries, ranking {report.validation_products} products. "
        f"Ended by: {fitting.ending}.",
        "",
        "| epoch | steps | loss | nDCG@10 | seconds |",
        "|---|---|---|---|---|",
        *(
            f"| {epoch.number} | {epoch.steps} | {epoch.loss:.4f} | {epoch.validation:.4f} | {epoch.seconds:.0f} |"
            for epoch in fitting.epochs
        ),
        "",
        *_table("Chosen for use", report.chosen),
        *_table("Data", {**report.data, **report.split}),
        *_table("Settings", asdict(report.recipe)),
        *_table("Made with", {**asdict(report.base), **report.device, **report.libraries}),
        report.licence,
    ]
    return "\n".join(lines) + "\n"


def _data(examples: Examples) -> dict[str, int]:
    return {
        "products": len(examples.texts),
        "queries": len(examples.queries),
        "judgments": examples.judgments,
        "unknown_products": examples.unknown_products,
        "unknown_queries": examples.unknown_queries,
        "unjudged_queries": examples.unjudged_queries,
        "worthless_queries": examples.worthless_queries,
    }


def _table(title: str, rows: Mapping[str, Any]) -> list[str]:
    return [f"## {title}", "", "| what | value |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items()), ""]
