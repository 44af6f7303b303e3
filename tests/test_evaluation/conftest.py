"""A small judged set on disk: five titles without prices, four queries, nine judgments."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest

CATALOG = """id,title
p1,Blue enamel stock pot
p2,Red enamel stock pot
p3,Cordless drill
p4,Drill bits for steel
p5,降噪耳机
"""
QUERIES = "query_id\tquery\nq1\tenamel pot\nq2\tcordless drill\nq3\t降噪耳机\nq4\tgarden hose\n"
JUDGMENTS = """query_id\tproduct_id\tgrade
q1\tp1\t2
q1\tp2\t1.33
q2\tp3\t2
q2\tp4\t0.67
q3\tp5\t1
q4\tp1\t0
q4\tp9\t1
q9\tp1\t1
"""


@dataclass(frozen=True)
class JudgedSet:
    """The three files."""

    catalog: Path
    queries: Path
    judgments: Path


@pytest.fixture
def judged_set(tmp_path: Path) -> JudgedSet:
    folder = tmp_path / "set"
    folder.mkdir()
    found = JudgedSet(folder / "products.csv", folder / "queries.tsv.gz", folder / "qrels.tsv")
    found.catalog.write_text(CATALOG, encoding="utf-8")
    found.queries.write_bytes(gzip.compress(QUERIES.encode()))
    found.judgments.write_text(JUDGMENTS, encoding="utf-8")
    return found
