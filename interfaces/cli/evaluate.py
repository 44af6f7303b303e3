"""`daogou evaluate`: `retrieval` measures search on a catalogue with queries and graded judgments."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk
from interfaces.cli.evaluate_dialogue import dialogue
from interfaces.cli.evaluate_export import export
from interfaces.cli.evaluate_judge import app as judge_app
from interfaces.cli.evaluate_loyalty import loyalty
from interfaces.cli.evaluate_purchases import purchases
from interfaces.cli.evaluate_redaction import redaction
from interfaces.cli.evaluate_replay import compare, grade, replay
from interfaces.cli.evaluate_satisfaction import satisfaction
from interfaces.cli.evaluate_sentiment import sentiment
from interfaces.cli.evaluate_signals import signals
from interfaces.cli.evaluate_simulate import simulate
from interfaces.cli.evaluate_tau2 import app as tau2

if TYPE_CHECKING:
    from rich.table import Table

    from evaluation.intervals import Estimate
    from evaluation.retrieval_evaluation import RetrievalEvaluation
    from evaluation.retrieval_report import RetrievalReport
    from retrieval.config import RetrievalConfig

app = typer.Typer(no_args_is_help=True, help="Measure how good the parts of the shop are.")

Catalog = Annotated[Path, typer.Option(metavar="FILE", help="The catalogue; an id and a title a row will do.")]
Queries = Annotated[Path, typer.Option(metavar="TSV", help="Columns query_id, query; .gz or not.")]
Qrels = Annotated[Path, typer.Option(metavar="TSV", help="Columns query_id, product_id, grade; .gz or not.")]
Top = Annotated[int, typer.Option(metavar="K", min=10, max=1000, help="Hits to ask for; recall@50 needs 50.")]
Diversity = Annotated[float, typer.Option(metavar="D", min=0, max=1, help="0: best first; 1: as unlike as can be.")]
Run = Annotated[Path | None, typer.Option("--run", metavar="TREC", help="Write the rankings as a TREC run file.")]
Compare = Annotated[
    Path | None, typer.Option("--compare", metavar="TREC", help="An earlier run file to give the differences from.")
]
PerQuery = Annotated[bool, typer.Option("--per-query", help="Every query's figures too.")]
MinJudgments = Annotated[int, typer.Option(metavar="N", min=1, help="Leave out queries with fewer.")]
RelevantGrade = Annotated[
    float | None, typer.Option(metavar="G", help="Relevant from this grade on; two thirds of the highest if not given.")
]
LimitQueries = Annotated[int | None, typer.Option(metavar="N", min=1, help="Draw so many of the queries.")]
Seed = Annotated[int, typer.Option(metavar="S", help="Of that drawing.")]
EmbeddingModel = Annotated[str | None, typer.Option(metavar="M", help="Instead of DAOGOU_EMBEDDING_MODEL.")]
Reranker = Annotated[str | None, typer.Option(metavar="R", help="Instead of DAOGOU_RERANKER; '' is none.")]


@app.callback()
def evaluate() -> None:
    """Measure how good the parts of the shop are."""


app.command()(dialogue)
app.command()(loyalty)
app.command()(purchases)
app.command()(redaction)
app.command()(export)
app.command()(replay)
app.command()(grade)
app.command()(compare)
app.command()(sentiment)
app.add_typer(judge_app, name="judge")
app.command()(signals)
app.command()(simulate)
app.command()(satisfaction)
app.add_typer(tau2, name="tau2")


@app.command()
def retrieval(
    context: typer.Context,
    catalog: Catalog,
    queries: Queries,
    qrels: Qrels,
    top: Top = 50,
    diversity: Diversity = 0.0,
    run: Run = None,
    compare: Compare = None,
    per_query: PerQuery = False,
    min_judgments: MinJudgments = 1,
    relevant_grade: RelevantGrade = None,
    limit_queries: LimitQueries = None,
    seed: Seed = 0,
    embedding_model: EmbeddingModel = None,
    reranker: Reranker = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure search: nDCG, MRR, recall, precision, coverage, diversity, latency.

    The index is kept in --home for the next time, beside the shop's own; without --home it is temporary.
    """
    from evaluation.retrieval_evaluation import RetrievalTask, evaluate_retrieval

    here = desk(context)
    config = _chosen(here.composition.settings(home).retrieval(), embedding_model, reranker)
    task = RetrievalTask(
        catalog=catalog,
        queries=queries,
        judgments=qrels,
        top=top,
        diversity=diversity,
        relevant_grade=relevant_grade,
        min_judgments=min_judgments,
        limit=limit_queries,
        seed=seed,
        run_file=run,
        earlier_run=compare,
        home=home,
    )
    with here.progress() as progress:
        done = evaluate_retrieval(task, config, here.composition.embedder(config), progress)
    _tell(here, done)
    if as_json:
        here.answer({**done.report.shape(per_query=per_query), "used": dict(done.used)})
    else:
        _show(here, done, per_query)


def _chosen(config: RetrievalConfig, embedding_model: str | None, reranker: str | None) -> RetrievalConfig:
    return replace(
        config,
        embedding_model=config.embedding_model if embedding_model is None else embedding_model,
        reranker=config.reranker if reranker is None else reranker,
    )


def _tell(here: Desk, done: RetrievalEvaluation) -> None:
    """What was not counted, on stderr."""
    for what, count in {**done.report.left_out(), "rejected_rows": done.used["rejected_rows"]}.items():
        if count:
            here.note(f"{what.replace('_', ' ')}: {count}")


def _show(here: Desk, done: RetrievalEvaluation, per_query: bool) -> None:
    report, used = done.report, done.used
    if per_query:
        here.say(_drawn(_query_table(report)))
    here.say(_drawn(_metric_table(report)))
    here.say(f"latency p50 {report.latency_p50_ms:.1f} ms, p95 {report.latency_p95_ms:.1f} ms")
    here.say(f"{len(report.judged.texts)} queries, {report.judged.judgments} judgments, {report.products} products")
    index = f"index {used['index_bytes'] / 1e6:.1f} MB{' (reused)' if used['index_reused'] else ''}"
    reranker = f", reranker {used['reranker']}" if used["reranker"] else ""
    here.say(f"relevant from grade {used['relevant_grade']:g}; embedder {used['embedder']}{reranker}, {index}")


def _metric_table(report: RetrievalReport) -> Table:
    table = _table("metric", "mean", "95 % interval", "queries", *(("change",) if report.differences else ()))
    for metric, found in report.metrics.items():
        table.add_row(metric, *_cells(found), *_change(report.differences, metric))
    table.add_row("coverage@10", f"{report.coverage:.4f}", "", f"{len(report.judged.texts)}")
    if report.diversity is not None:
        table.add_row("diversity@10", *_cells(report.diversity))
    return table


def _query_table(report: RetrievalReport) -> Table:
    metrics = tuple(report.metrics)
    table = _table("query", *metrics, "ms")
    for query, text in report.judged.texts.items():
        values = report.scored[query]
        figures = (f"{values[metric]:.3f}" if metric in values else "" for metric in metrics)
        table.add_row(text[:60], *figures, f"{report.run.milliseconds[query]:.1f}")
    return table


def _cells(found: Estimate) -> tuple[str, str, str]:
    return f"{found.mean:.4f}", f"{found.low:.4f} to {found.high:.4f}", str(found.queries)


def _change(differences: Mapping[str, Estimate], metric: str) -> tuple[str, ...]:
    found = differences.get(metric)
    return (f"{found.mean:+.4f} ({found.low:+.4f} to {found.high:+.4f})",) if found else ()


def _table(first: str, *others: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column(Text(first))
    for name in others:
        table.add_column(Text(name), justify="right", no_wrap=True)
    return table


def _drawn(table: Table) -> str:
    """The table as plain lines, whatever the terminal: wide enough that nothing is cut."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=160, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
