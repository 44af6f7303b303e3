"""`daogou retrieval train`, from the files to the folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_networks import JudgedShop, judge_shop, make_bert, make_embedder

from retrieval.catalog_reader import load_catalog

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("networks")
    return make_embedder(folder / "base", make_bert(folder / "bert"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Queries, gzipped; judgments, one of an unknown product; a catalogue of ids and titles alone."""
    root = Path(__file__).resolve().parents[3]
    judged: JudgedShop = judge_shop(load_catalog(root / "data" / "products.jsonl").products)
    folder = tmp_path_factory.mktemp("files")
    queries = "".join(f"{id}\t{text}\n" for id, text in judged.queries.items())
    with gzip.open(folder / "q.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("query_id\tquery\n" + queries)
    rows = [f"{id}\t{product}\t{grade}\n" for id, row in judged.grades.items() for product, grade in row.items()]
    (folder / "r.tsv").write_text("query_id\tproduct_id\tgrade\n" + "".join(rows) + f"{id_of(judged)}\tgone\t1\n")
    titles = "".join(f'{product.id},"{product.title}"\n' for product in judged.products)
    (folder / "c.csv").write_text("id,title\n" + titles, encoding="utf-8")
    return {"--queries": folder / "q.tsv.gz", "--qrels": folder / "r.tsv", "--catalog": folder / "c.csv"}


def id_of(judged: JudgedShop) -> str:
    return next(iter(judged.queries))


def options(files: dict[str, Path], base: Path, out: Path, *more: str) -> list[str]:
    given = [part for name, path in files.items() for part in (name, str(path))]
    quick = ["--epochs", "2", "--batch-size", "8", "--learning-rate", "0.005", "--device", "cpu"]
    return [*given, "--base", str(base), "--out", str(out), *quick, *more]


def test_an_embedder_is_trained_and_told_about(run: Run, files: dict[str, Path], base: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    result = run("retrieval", "train", "embedder", *options(files, base, out, "--json"))
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    told = json.loads(line)
    assert (told["kind"], told["out"]) == ("embedder", str(out))
    assert told["data"]["unknown_products"] == 1
    assert (out / "model.safetensors").is_file()
    assert told["fitting"] == json.loads((out / "report.json").read_text(encoding="utf-8"))["fitting"]
    again = run("retrieval", "train", "embedder", *options(files, base, out))
    assert (again.exit_code, again.stdout) == (2, "")
    assert "--force" in again.stderr


def test_a_model_goes_into_the_home_where_nobody_says_where(
    run: Run, files: dict[str, Path], base: Path, tmp_path: Path
) -> None:
    given = options(files, base, tmp_path, "--home", str(tmp_path / "home"), "--json")
    place = given.index("--out")
    told = run("retrieval", "train", "embedder", *given[:place], *given[place + 2 :])
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["out"] == str(tmp_path / "home" / "models" / "embedder")
    assert (tmp_path / "home" / "models" / "embedder" / "report.md").is_file()


def test_a_reranker_learns_over_the_configured_embedder(
    run: Run, files: dict[str, Path], base: Path, tmp_path: Path, composition: Any
) -> None:
    settings = composition.settings(None).model_copy(update={"embedding_model": str(base), "device": "cpu"})
    result = run(
        "retrieval", "train", "reranker", *options(files, base, tmp_path / "mine", "--epochs", "6"),
        settings=lambda home: settings,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("48 queries, ")
    assert lines[1] == "left out: 1 unknown products"
    assert lines[2].startswith("epoch 1: loss ")
    assert any(line.startswith("kept epoch ") and "nDCG@10" in line for line in lines)
    assert json.loads((tmp_path / "mine" / "daogou.json").read_text(encoding="utf-8"))["rerank_weight"] > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--queries": ""}, "is empty"),
        ({"--qrels": ""}, "is empty"),
        ({"--qrels": "query_id\tproduct_id\tgrade\nq\tp\tgood\n"}, "row 1, grade"),
        ({"--qrels": "query_id\tproduct_id\tgrade\nnobody\tp\t1\n"}, "training needs at least 4"),
        ({"--queries": "query_id\tquery\nwhirligig-good\tone\n"}, "training needs at least 4"),
    ],
)
def test_files_nothing_can_be_learned_from_end_with_2(
    run: Run, files: dict[str, Path], base: Path, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    for name, text in change.items():
        (tmp_path / "changed.tsv").write_text(text, encoding="utf-8")
        files = {**files, name: tmp_path / "changed.tsv"}
    result = run("retrieval", "train", "embedder", *options(files, base, tmp_path / "mine"))
    assert (result.exit_code, result.stdout) == (2, "")
    (sentence,) = [line for line in result.stderr.splitlines() if line.startswith("daogou: ")]
    assert words in sentence
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--epochs", "0"], "--epochs must be"),
        (["--learning-rate", "nan"], "--learning-rate must be"),
        (["--validation-share", "0.9"], "--validation-share must be"),
    ],
)
def test_settings_outside_their_range_end_with_2(
    run: Run, files: dict[str, Path], base: Path, tmp_path: Path, more: list[str], words: str
) -> None:
    result = run("retrieval", "train", "reranker", *options(files, base, tmp_path / "mine", *more))
    assert result.exit_code == 2
    assert words in result.stderr
