"""`daogou evaluate retrieval` on a small judged set, with the embedder that needs no weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

METRICS = ["ndcg@10", "mrr@10", "recall@10", "recall@50", "precision@10", "coverage@10", "diversity@10"]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "products.csv").write_text("id,title\np1,Blue [red]pot\np2,Red pot\np3,Cordless drill\n")
    (tmp_path / "queries.tsv").write_text("query_id\tquery\nq1\tblue pot\nq2\tcordless drill\n")
    (tmp_path / "qrels.tsv").write_text("query_id\tproduct_id\tgrade\nq1\tp1\t2\nq1\tp2\t1\nq2\tp3\t1\nq2\tp7\t1\n")
    names = {"--catalog": "products.csv", "--queries": "queries.tsv", "--qrels": "qrels.tsv"}
    return [part for option, name in names.items() for part in (option, str(tmp_path / name))]


def test_json_is_one_object_on_stdout(run: Run, files: list[str]) -> None:
    result = run("evaluate", "retrieval", *files, "--json", "--per-query", "--seed", "3")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    shape = json.loads(line)
    assert [metric for metric in METRICS if not 0 <= shape[metric] <= 1] == []
    assert (shape["mrr@10"], shape["queries"], shape["products"]) == (1.0, 2, 3)
    assert set(shape["latency_ms"]) == {"p50", "p95"}
    assert [row["query_id"] for row in shape["per_query"]] == ["q1", "q2"]
    assert (shape["used"]["embedder"], shape["used"]["reranker"], shape["used"]["seed"]) == ("hash-256", None, 3)
    assert "judgments of unknown products: 1" in result.stderr
    assert "searches" in result.stderr


def test_people_get_a_table(run: Run, files: list[str], tmp_path: Path) -> None:
    earlier = tmp_path / "run.trec"
    run("evaluate", "retrieval", *files, "--run", str(earlier))
    result = run("evaluate", "retrieval", *files, "--compare", str(earlier), "--per-query")
    lines = result.stdout.splitlines()
    assert lines[0].split()[0] == "query"
    assert any(line.startswith("blue pot ") for line in lines)
    (ndcg,) = (line for line in lines if line.startswith("ndcg@10 "))
    assert "+0.0000 (+0.0000 to +0.0000)" in ndcg
    assert "2 queries, 3 judgments, 3 products" in lines
    assert any(line.startswith("relevant from grade 1.33; embedder hash-256, index ") for line in lines)


def test_a_home_keeps_the_index(run: Run, files: list[str], tmp_path: Path) -> None:
    for reused in (False, True):
        result = run("evaluate", "retrieval", *files, "--home", str(tmp_path / "kept"), "--json")
        assert json.loads(result.stdout)["used"]["index_reused"] is reused


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("qrels.tsv", "query_id\tproduct_id\tgrade\nq1\tp1\tNaN\n", "qrels.tsv, row 1, grade: 'NaN' is not a number"),
        ("qrels.tsv", "query_id\tproduct_id\tgrade\nq1\tp1\t1\nq1\tp1\t1\n", "in row 1 already"),
        ("queries.tsv", "", "queries.tsv is empty"),
        ("products.csv", "id\np1\n", "title"),
        ("qrels.tsv", "query_id\tproduct_id\tgrade\nq1\tzz\t1\n", "names a product of the catalogue"),
    ],
)
def test_faults_are_one_sentence_and_exit_code_2(
    run: Run, files: list[str], tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    result = run("evaluate", "retrieval", *files, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    (sentence,) = (line for line in result.stderr.splitlines() if line.startswith("daogou: "))
    assert said in sentence


def test_the_models_are_those_named(run: Run, files: list[str]) -> None:
    asked = []

    def embedder(config: Any) -> Any:
        from retrieval.hash_embedding import HashEmbedder

        asked.append((config.embedding_model, config.reranker))
        return HashEmbedder()

    run("evaluate", "retrieval", *files, "--embedding-model", "folder/of/mine", embedder=embedder)
    run("evaluate", "retrieval", *files, embedder=embedder)
    assert asked == [("folder/of/mine", ""), ("builtin", "")]
