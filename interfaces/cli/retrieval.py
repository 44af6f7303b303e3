"""`daogou retrieval train`: fine-tunes the embedder or the reranker on graded judgments."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from retrieval.config import RetrievalConfig
    from retrieval.training.recipe import Recipe
    from retrieval.training.report import TrainingReport

app = typer.Typer(no_args_is_help=True, help="Train what search is made of.")


class Kind(StrEnum):
    """What can be trained."""

    embedder = "embedder"
    reranker = "reranker"


What = Annotated[Kind, typer.Argument(metavar="embedder|reranker", help="What to train.")]
Queries = Annotated[Path, typer.Option(metavar="TSV", help="Columns query_id, query; .gz or not.")]
Qrels = Annotated[Path, typer.Option(metavar="TSV", help="Columns query_id, product_id, grade; .gz or not.")]
Catalog = Annotated[Path, typer.Option(metavar="FILE", help="The catalogue; an id and a title a row will do.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where the trained model goes; models/ in the home if not given.")
]
Base = Annotated[str, typer.Option(metavar="MODEL", help="Weights to begin with: builtin, a folder or a hub name.")]
Epochs = Annotated[int, typer.Option(metavar="N", help="Passes over the training queries, at most.")]
BatchSize = Annotated[int, typer.Option(metavar="N", help="Queries a step, each with its products.")]
LearningRate = Annotated[float, typer.Option(metavar="R", help="The highest; it rises to it, then falls to 0.")]
Seed = Annotated[int, typer.Option(metavar="S", help="The same seed gives the same weights on the same CPU.")]
Share = Annotated[float, typer.Option("--validation-share", metavar="S", help="Queries kept to choose the epoch by.")]
Patience = Annotated[int, typer.Option(metavar="N", help="End after so many epochs without a better one.")]
Device = Annotated[str | None, typer.Option(metavar="D", help="cuda, mps, cpu or auto, instead of DAOGOU_DEVICE.")]
MaxMinutes = Annotated[float, typer.Option(metavar="M", help="End the steps after so long; 0 is no limit.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the trained model that stands at --out.")]


@app.callback()
def retrieval() -> None:
    """Train what search is made of."""


@app.command()
def train(
    context: typer.Context,
    what: What,
    queries: Queries,
    qrels: Qrels,
    catalog: Catalog,
    out: Out = None,
    base: Base = "builtin",
    epochs: Epochs = 3,
    batch_size: BatchSize = 32,
    learning_rate: LearningRate = 1e-4,
    seed: Seed = 0,
    validation_share: Share = 0.1,
    patience: Patience = 2,
    device: Device = None,
    max_minutes: MaxMinutes = 0.0,
    force: Force = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fine-tune the embedder or the reranker on graded judgments; report.md beside the weights says how it went.

    A reranker learns on what search finds with the configured embedder. Put the folder into DAOGOU_EMBEDDING_MODEL
    or DAOGOU_RERANKER to search with it; a new embedder needs the index built again.
    """
    from retrieval.training.recipe import Recipe

    here = desk(context)
    settings = here.composition.settings(home)
    config, out = settings.retrieval(), out or settings.home / "models" / what.value
    recipe = Recipe(
        base=base,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
        validation_share=validation_share,
        patience=patience,
        device=device or config.device,
        max_minutes=max_minutes,
    )
    report = _trained(here, what, (queries, qrels, catalog), recipe, config, out, force)
    if as_json:
        here.answer({"out": str(out), **report.as_dict()})
    else:
        _show(here, report, out)


def _trained(
    here: Desk,
    what: Kind,
    files: tuple[Path, Path, Path],
    recipe: Recipe,
    config: RetrievalConfig,
    out: Path,
    force: bool,
) -> TrainingReport:
    from retrieval.catalog_reader import load_catalog
    from retrieval.embedding import open_embedder
    from retrieval.training.embedder_training import train_embedder
    from retrieval.training.judgments import read_judgments, read_queries
    from retrieval.training.output import check_free
    from retrieval.training.reranker_training import train_reranker

    check_free(out, force)
    queries, grades = read_queries(files[0]), read_judgments(files[1])
    reading = load_catalog(files[2], require_price=False)
    if reading.rejected:
        here.note(f"{len(reading.rejected)} rows of the catalogue cannot be read and are left out.")
    products = reading.products
    with here.progress() as progress:
        if what is Kind.embedder:
            return train_embedder(queries, grades, products, recipe, out, force=force, progress=progress)
        return train_reranker(
            queries,
            grades,
            products,
            recipe,
            out,
            embedder=open_embedder(config),
            depth=config.rerank_depth,
            force=force,
            progress=progress,
        )


def _show(here: Desk, report: TrainingReport, out: Path) -> None:
    fitting, data = report.fitting, report.data
    here.say(f"{data['queries']} queries, {data['judgments']} judgments, {data['products']} products.")
    left_out = {name: count for name, count in data.items() if name.startswith(("un", "worthless")) and count}
    if left_out:
        here.say("left out: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in left_out.items()))
    for epoch in fitting.epochs:
        here.say(f"epoch {epoch.number}: loss {epoch.loss:.4f}, nDCG@10 {epoch.validation:.4f}, {epoch.seconds:.0f} s")
    best = f"epoch {fitting.best_epoch}" if fitting.best_epoch else "the base model: no epoch was better"
    here.say(f"kept {best}, nDCG@10 {fitting.best_validation:.4f} (before {fitting.before:.4f}), in {out}")
    here.say(report.licence)
