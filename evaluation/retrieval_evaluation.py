"""Evaluates search on a judged set, from the files to the report: read, choose, index, search, score.

Read this first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.evaluated_index import JudgedCatalog, evaluated_index
from evaluation.judged_queries import choose_queries
from evaluation.retrieval_metrics import usual_relevant_grade
from evaluation.retrieval_report import RetrievalReport, report_on
from evaluation.retrieval_run import Progress, run_queries
from evaluation.trec_run import check_ids, read_run, write_run
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.training.judgments import read_judgments, read_queries


@dataclass(frozen=True, slots=True)
class RetrievalTask:
    """What to evaluate on, and how.

    `catalog` needs an id and a title a row, nothing else; `queries` and `judgments` are tab-separated. `top` hits are
    asked for, as unlike one another as `diversity` (0 to 1) says. A product is relevant from `relevant_grade` on, or
    from `usual_relevant_grade` of the judgments.
    Queries with fewer than `min_judgments` are left out, and of the rest `limit` are drawn with `seed` where it is
    given. `run_file` is written, `earlier_run` compared with. `home` keeps the index for the next time.
    """

    catalog: Path
    queries: Path
    judgments: Path
    top: int = 50
    diversity: float = 0.0
    relevant_grade: float | None = None
    min_judgments: int = 1
    limit: int | None = None
    seed: int = 0
    run_file: Path | None = None
    earlier_run: Path | None = None
    home: Path | None = None


@dataclass(frozen=True, slots=True)
class RetrievalEvaluation:
    """The report and what it was made with; `used` goes into the JSON as it is."""

    report: RetrievalReport
    used: Mapping[str, Any]


def evaluate_retrieval(
    task: RetrievalTask, config: RetrievalConfig, embedder: Embedder, progress: Progress
) -> RetrievalEvaluation:
    """Build or reuse the catalogue's index, search it for every chosen query, and score what came back.

    All that can be wrong with the files is found before the index is built.

    Raises:
        EvaluationError, RetrievalError: a file or the index cannot be used.
    """
    if task.relevant_grade is not None and not (math.isfinite(task.relevant_grade) and task.relevant_grade > 0):
        raise EvaluationError(f"The relevant grade must be a number above 0, not {task.relevant_grade:g}.")
    texts, grades = read_queries(task.queries), read_judgments(task.judgments)
    relevant_grade = task.relevant_grade or usual_relevant_grade(grades)
    earlier = None if task.earlier_run is None else read_run(task.earlier_run)
    catalog = JudgedCatalog.read(task.catalog, embedder.name)
    judged = choose_queries(
        texts, grades, catalog.ids, min_judgments=task.min_judgments, limit=task.limit, seed=task.seed
    )
    if task.run_file is not None:
        _check_run_file(task.run_file, chain(judged.texts, catalog.ids))
    with evaluated_index(catalog, config, embedder, task.home, progress) as index:
        run = run_queries(index.engine, judged.texts, task.top, progress, task.diversity)
        if task.run_file is not None:
            write_run(task.run_file, run.rankings)
        shown = sorted(run.shown)
        vectors = dict(zip(shown, index.engine.vectors(shown), strict=True))
        used = _used(task, config, embedder, catalog, relevant_grade) | {
            "index_reused": index.reused,
            "index_bytes": index.disk_bytes,
        }
    report = report_on(
        run,
        judged,
        products=len(catalog.ids),
        vectors=vectors,
        relevant_grade=relevant_grade,
        top=task.top,
        earlier=earlier,
    )
    return RetrievalEvaluation(report, used)


def _check_run_file(path: Path, ids: Iterable[str]) -> None:
    if not path.resolve().parent.is_dir():
        raise EvaluationError(f"The folder of the run file {path} is not there; make it first.")
    check_ids(ids)


def _used(
    task: RetrievalTask, config: RetrievalConfig, embedder: Embedder, catalog: JudgedCatalog, relevant_grade: float
) -> dict[str, Any]:
    return {
        "catalog": task.catalog.name,
        "rejected_rows": catalog.rejected_rows,
        "embedder": embedder.name,
        "reranker": config.reranker or None,
        "rerank_depth": config.rerank_depth if config.reranker else None,
        "top": task.top,
        "diversity": task.diversity,
        "relevant_grade": relevant_grade,
        "min_judgments": task.min_judgments,
        "seed": task.seed,
    }
