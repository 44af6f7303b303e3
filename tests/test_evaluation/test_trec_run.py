"""Run files: what is written is read back, and trec_eval's own reader sees the same order."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import EvaluationError
from evaluation.trec_run import check_ids, read_run, write_run

RANKINGS = {"q1": ("b", "a", "c"), "q2": ("c",)}


def test_the_format_is_trec_s(tmp_path: Path) -> None:
    write_run(tmp_path / "run.trec", RANKINGS)
    assert (tmp_path / "run.trec").read_text().splitlines() == [
        "q1 Q0 b 1 3 daogou",
        "q1 Q0 a 2 2 daogou",
        "q1 Q0 c 3 1 daogou",
        "q2 Q0 c 1 1 daogou",
    ]


IDS = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=6).filter(
    lambda text: text.split() == [text]
)


@given(st.dictionaries(IDS, st.lists(IDS, unique=True, min_size=1, max_size=8), min_size=1, max_size=4))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rankings: dict[str, list[str]]) -> None:
    file = tmp_path_factory.getbasetemp() / "run.trec.gz"
    write_run(file, rankings)
    assert read_run(file) == {query: tuple(ranking) for query, ranking in rankings.items()}
    parsed = pytrec_eval.parse_run(gzip.decompress(file.read_bytes()).decode().split("\n")[:-1])
    assert {query: sorted(hits, key=lambda id: -hits[id]) for query, hits in parsed.items()} == rankings


def test_another_program_s_run_is_ordered_by_score_and_then_rank(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("q Q0 a 0 0.5 x\nq Q0 b 3 0.9 x\n\nq Q0 c 2 0.9 x\n")
    assert read_run(tmp_path / "run") == {"q": ("c", "b", "a")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"q Q0 a 1 0.5\n", "line 1: there are 5 values"),
        (b"q Q0 a 1 0.5 x\nq Q0 b 2 high x\n", "line 2: the rank '2' and the score 'high'"),
        (b"q Q0 a 1 nan x\n", "must be numbers"),
        (b"q Q0 a 1 0.5 x\nq Q0 a 2 0.4 x\n", "line 2: 'a' is listed for query 'q' already"),
        (b"q Q0 \xff 1 0.5 x\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "run.trec").write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        read_run(tmp_path / "run.trec")


def test_files_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_run(tmp_path / "none.trec")
    with pytest.raises(EvaluationError, match="cannot be written"):
        write_run(tmp_path / "no" / "run.trec", RANKINGS)


@pytest.mark.parametrize("id", ["a b", " a", "a\u3000b", ""])
def test_an_id_with_a_blank_is_refused(id: str) -> None:
    with pytest.raises(EvaluationError, match="cannot hold the id"):
        check_ids(["fine", id])
