"""From the files to the figures, through the real build and the real engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import EvaluationError
from evaluation.retrieval_evaluation import RetrievalEvaluation, RetrievalTask, evaluate_retrieval
from evaluation.trec_run import read_run
from retrieval.config import RetrievalConfig
from retrieval.errors import RetrievalError
from retrieval.hash_embedding import HashEmbedder


@pytest.fixture
def task(judged_set: Any) -> RetrievalTask:
    return RetrievalTask(judged_set.catalog, judged_set.queries, judged_set.judgments, relevant_grade=1.0)


def evaluated(task: RetrievalTask, tmp_path: Path) -> RetrievalEvaluation:
    config = RetrievalConfig(tmp_path / "home" / "index")
    return evaluate_retrieval(task, config, HashEmbedder(), lambda *_: None)


def test_figures_of_a_small_set(task: RetrievalTask, tmp_path: Path) -> None:
    # p1 and p2 hold "enamel pot" alike, p3 is the cordless drill, p5 the headphones; q4 has no gain, p9 is unknown.
    done = evaluated(task, tmp_path)
    shape = done.report.shape(per_query=True)
    assert shape["mrr@10"] == 1.0
    assert shape["recall@10"] == shape["recall@50"] == 1.0
    # Relevant from 1: two of ten for q1, one for q2, one for q3.
    assert shape["precision@10"] == pytest.approx((0.2 + 0.1 + 0.1) / 3, abs=1e-5)
    # q1 may show p2 before p1: (1.514 + 3 * 0.6309) / (3 + 1.514 * 0.6309) = 0.862; q2 and q3 are perfect.
    assert 0.95 < shape["ndcg@10"] <= 1.0
    assert (shape["queries"], shape["judgments"], shape["products"]) == (4, 6, 5)
    assert shape["left_out"] == {
        "judgments_of_unknown_queries": 1,
        "judgments_of_unknown_products": 1,
        "queries_with_too_few_judgments": 0,
        "queries_not_drawn": 0,
        "queries_without_gain": 1,
        "queries_without_relevant": 1,
    }
    low, high = shape["intervals_95"]["ndcg@10"]
    assert low <= shape["ndcg@10"] <= high
    assert 0 < shape["coverage@10"] <= 1
    assert 0 < shape["latency_ms"]["p50"] <= shape["latency_ms"]["p95"]
    assert done.used["embedder"] == "hash-256"
    assert done.used["index_bytes"] > 0
    assert json.loads(json.dumps(shape, allow_nan=False)) == json.loads(json.dumps(shape))


def test_per_query_figures_are_null_where_they_are_not_defined(task: RetrievalTask, tmp_path: Path) -> None:
    rows = {row["query_id"]: row for row in evaluated(task, tmp_path).report.shape(per_query=True)["per_query"]}
    assert list(rows) == ["q1", "q2", "q3", "q4"]
    assert rows["q2"]["first"][0] == "p3"
    assert (rows["q2"]["ndcg@10"], rows["q2"]["judgments"]) == (1.0, 2)
    assert {metric: rows["q4"][metric] for metric in ("ndcg@10", "mrr@10")} == {"ndcg@10": None, "mrr@10": None}


def test_the_grade_decides_what_is_relevant(task: RetrievalTask, tmp_path: Path) -> None:
    shape = evaluated(replace(task, relevant_grade=1.5, top=10), tmp_path).report.shape()
    assert shape["left_out"]["queries_without_relevant"] == 2  # q3's grade is 1, q4's 0
    assert shape["precision@10"] == pytest.approx(0.1)
    assert shape["recall@50"] is None
    assert shape["intervals_95"]["recall@50"] is None


def test_a_run_compared_with_itself_differs_by_nothing(task: RetrievalTask, tmp_path: Path) -> None:
    file = tmp_path / "run.trec.gz"
    done = evaluated(replace(task, run_file=file), tmp_path)
    assert read_run(file) == {query: ranking for query, ranking in done.report.run.rankings.items() if ranking}
    differences = evaluated(replace(task, earlier_run=file), tmp_path).report.shape()["differences"]
    assert differences["ndcg@10"] == {"mean": 0.0, "low": 0.0, "high": 0.0, "queries": 3}


def test_a_query_that_an_earlier_run_lacks_counts_as_nothing_found(task: RetrievalTask, tmp_path: Path) -> None:
    file = tmp_path / "run.trec"
    file.write_text("q1 Q0 p1 1 2 x\nq1 Q0 p2 2 1 x\n", encoding="utf-8")  # q2 and q3 found nothing
    report = evaluated(replace(task, earlier_run=file), tmp_path).report
    assert report.differences["mrr@10"].mean == pytest.approx(2 / 3)
    assert report.differences["mrr@10"].high == 1.0
    assert report.left_out()["queries_not_in_earlier_run"] == 3


def test_the_index_is_kept_in_a_home(task: RetrievalTask, tmp_path: Path) -> None:
    task = replace(task, home=tmp_path / "home")
    assert [evaluated(task, tmp_path).used["index_reused"] for _ in range(2)] == [False, True]


def test_faults_of_the_files_are_told_before_anything_is_built(task: RetrievalTask, tmp_path: Path) -> None:
    no_file = tmp_path / "none"
    for wrong in (
        replace(task, judgments=no_file),
        replace(task, queries=no_file),
        replace(task, catalog=no_file.with_suffix(".csv")),
        replace(task, earlier_run=no_file),
        replace(task, run_file=no_file / "run.trec"),
        replace(task, min_judgments=7),
        replace(task, relevant_grade=float("nan")),
        replace(task, relevant_grade=0.0),
    ):
        with pytest.raises((EvaluationError, RetrievalError)):
            evaluated(replace(wrong, home=tmp_path / "home"), tmp_path)
    assert not (tmp_path / "home").exists()
