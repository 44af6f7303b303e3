"""`daogou loyalty train sentiment`: teaches a sentiment model on labelled reviews or chat lines."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from loyalty.sentiment.training.labelled import LabelledTexts
    from loyalty.sentiment.training.metrics import LabelFigures
    from loyalty.sentiment.training.outcome import Training
    from loyalty.sentiment.training.recipe import Recipe

app = typer.Typer(no_args_is_help=True, help="Teach models on data of your own.")


class SplitChoice(StrEnum):
    """How the texts are divided."""

    random = "random"
    stratified = "stratified"
    temporal = "temporal"


class ImbalanceChoice(StrEnum):
    """What is done about rare labels."""

    none = "none"
    weights = "weights"
    oversample = "oversample"
    undersample = "undersample"
    augment = "augment"


class ModelChoice(StrEnum):
    """What is taught."""

    linear = "linear"
    transformer = "transformer"


class HeadChoice(StrEnum):
    """What the model learns to tell."""

    label = "label"
    both = "both"


class ThreeStarChoice(StrEnum):
    """What three stars are."""

    neutral = "neutral"
    negative = "negative"
    drop = "drop"


Data = Annotated[
    list[Path], typer.Argument(metavar="DATA...", help="Reviews or lines with labels: JSONL, JSON, CSV, TSV; .gz too.")
]
Split = Annotated[SplitChoice, typer.Option(help="How texts are divided into training, validation and test.")]
Imbalance = Annotated[
    ImbalanceChoice | None, typer.Option(help="What is done about rare labels; weights if not given.")
]
Model = Annotated[ModelChoice, typer.Option(help="Small and fast, or a fine-tuned network.")]
Head = Annotated[HeadChoice, typer.Option(help="Labels only, or stars from text as well.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where the model goes; models/sentiment in the home if not given.")
]
Base = Annotated[str, typer.Option(metavar="MODEL", help="Transformer to begin with: builtin, a folder or a hub name.")]
Epochs = Annotated[int | None, typer.Option(metavar="N", help="Passes over the training texts, at most.")]
Seed = Annotated[int, typer.Option(metavar="S", help="The same seed divides and teaches alike.")]
Device = Annotated[str, typer.Option(metavar="D", help="For a transformer: cuda, mps, cpu or auto.")]
ThreeStar = Annotated[ThreeStarChoice, typer.Option(help="What three of five stars are.")]
TwoClass = Annotated[bool, typer.Option("--two-class", help="Leave neutral texts out.")]
CompareImbalance = Annotated[
    bool, typer.Option("--compare-imbalance", help="Train with each way for rare labels too, for a table.")
]
CompareSplits = Annotated[bool, typer.Option("--compare-splits", help="Train with each split too, for a table.")]
PrivateEpsilon = Annotated[
    float | None,
    typer.Option(metavar="E", help="Train with differential privacy within this budget, and see what it costs."),
]
Private = Annotated[bool, typer.Option("--private", help="The same with a budget of 3.")]
LearningRate = Annotated[float, typer.Option(metavar="R", help="A transformer's highest; it rises to it, then falls.")]
BatchSize = Annotated[int, typer.Option(metavar="N", help="Texts a step of a transformer.")]
MaxTokens = Annotated[int, typer.Option(metavar="N", help="Where a transformer cuts texts.")]
FrozenLayers = Annotated[int, typer.Option(metavar="N", help="Lowest layers of a transformer left as they are.")]
MaxMinutes = Annotated[float, typer.Option(metavar="M", help="End the passes after so long; 0 is no limit.")]

USUAL_EPSILON = 3.0


@app.callback()
def train() -> None:
    """Teach models on data of your own."""


@app.command()
def sentiment(
    context: typer.Context,
    data: Data,
    split: Split = SplitChoice.stratified,
    imbalance: Imbalance = None,
    model: Model = ModelChoice.linear,
    head: Head = HeadChoice.label,
    out: Out = None,
    base: Base = "builtin",
    epochs: Epochs = None,
    seed: Seed = 0,
    device: Device = "auto",
    three_star: ThreeStar = ThreeStarChoice.neutral,
    two_class: TwoClass = False,
    compare_imbalance: CompareImbalance = False,
    compare_splits: CompareSplits = False,
    private_epsilon: PrivateEpsilon = None,
    private: Private = False,
    learning_rate: LearningRate = 5e-5,
    batch_size: BatchSize = 32,
    max_tokens: MaxTokens = 128,
    frozen_layers: FrozenLayers = 0,
    max_minutes: MaxMinutes = 0.0,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Teach a sentiment model; card.md beside the weights says on what, how, and how well it does.

    4 and 5 stars are positive, 1 and 2 negative. The model that stands at --out stays until the new one is complete.
    """
    from loyalty.sentiment.training.recipe import Recipe

    here = desk(context)
    epsilon = private_epsilon if private_epsilon is not None else USUAL_EPSILON if private else None
    usual = ImbalanceChoice.weights if epsilon is None else ImbalanceChoice.none
    recipe = Recipe(
        model=model.value,
        split=split.value,
        imbalance=(imbalance or usual).value,
        epochs=epochs,
        seed=seed,
        device=device,
        base=base,
        stars=head is HeadChoice.both,
        learning_rate=learning_rate,
        batch_size=batch_size,
        max_tokens=max_tokens,
        frozen_layers=frozen_layers,
        max_minutes=max_minutes,
        private_epsilon=epsilon,
    )
    place = out or here.composition.settings(home).home / "models" / "sentiment"
    texts, training, more = _trained(
        here, data, recipe, place, (three_star, two_class, compare_imbalance, compare_splits)
    )
    if as_json:
        here.answer({"out": str(place), "data": texts.shape(), **training.shape(), **more})
    else:
        _show(here, texts, training, more, place)


def _trained(
    here: Desk, data: list[Path], recipe: Recipe, out: Path, wishes: tuple[ThreeStarChoice, bool, bool, bool]
) -> tuple[LabelledTexts, Training, dict[str, Any]]:
    """Reads, teaches, compares as wished, and keeps the model."""
    from datetime import UTC, datetime

    from loyalty.sentiment.training.output import check_place
    from loyalty.sentiment.training.reading import read_labelled
    from loyalty.sentiment.training.training import compare_imbalance, compare_splits, keep, train_sentiment

    three_star, two_class, imbalances, splits = wishes
    check_place(out)
    texts = read_labelled(data, three_star=three_star.value)
    texts = texts.two_class() if two_class else texts
    more: dict[str, Any] = {}
    with here.progress() as progress:
        training = train_sentiment(texts, recipe, progress)
        if imbalances:
            more["imbalance_compared"] = compare_imbalance(texts, training, progress)
        if splits:
            more["splits_compared"] = compare_splits(texts, training, progress)
    keep(training, out, texts, datetime.now(UTC), more)
    training.model.close()
    return texts, training, more


def _show(here: Desk, texts: LabelledTexts, training: Training, more: dict[str, Any], out: Path) -> None:
    from loyalty.sentiment.training.card import table

    here.say(
        f"{len(texts)} texts: " + ", ".join(f"{count} {label}" for label, count in texts.counts().items() if count)
    )
    for left in (*texts.left_out, *texts.changed):
        here.say(f"  {left.count} rows: {left.reason} ({', '.join(left.where)})")
    fitting = training.fitting
    here.say(f"{len(fitting.epochs)} epochs, epoch {fitting.best_epoch} kept (ended by {fitting.ending})")
    here.say(f"test ({training.split.how} split, {training.recipe.imbalance}): {_in_short(training.test)}")
    for label, one in training.test.classes.items():
        here.say(f"  {label}: precision {one.precision:.3f}, recall {one.recall:.3f}, F1 {one.f1:.3f}, {one.n} texts")
    for name, figures in training.by_file.items() if len(training.by_file) > 1 else ():
        here.say(f"  {name}: {_in_short(figures)}")
    if training.stars is not None:
        told = training.stars
        here.say(
            f"stars: MSE {told.mse:.3f} (of the mean {told.mse_of_mean:.3f}), MAE {told.mae:.3f}, "
            f"Pearson {told.pearson:.3f}, Spearman {told.spearman:.3f}"
        )
    if training.privacy is not None:
        here.say(f"private: epsilon {training.privacy.epsilon:.2f}, delta {training.privacy.delta:.1e} for one text")
        for name, figures in (training.without_privacy or {}).items():
            here.say(f"  {name}: {_in_short(figures)}")
    for rows in more.values():
        here.say("\n".join(["", *table(rows)]))
    here.say(f"kept in {out}; its weights inherit the terms of the data.")


def _in_short(figures: LabelFigures) -> str:
    return (
        f"accuracy {figures.accuracy:.4f}, macro-F1 {figures.macro_f1:.4f}, "
        f"calibration error {figures.calibration_error:.4f}, {figures.n} texts"
    )
