"""A replay is recorded against an endpoint, then played by other processes that have no endpoint at all."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hashing_daogou import daogou
from openai_loopback import Answer, openai_loopback

SAID = {
    "tents": ["a tent for two", "lighter?"],
    "pack": ["what to take to Patagonia?"],
    "zh": ["我想买一把雨伞", "便宜一点的"],
    "order": ["where is my order?"],
}
ROWS = [
    {"id": id, "customer_id": "C-017", "messages": [{"role": "user", "content": text} for text in said]}
    for id, said in SAID.items()
]
KEY = "sk-never-to-be-written-down"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "set.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return file


def replay(file: Path, folder: Path, *options: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    home = folder.parent / f"home-{folder.name}"
    return daogou("evaluate", "replay", file, "--out", folder, "--home", home, "--seed", "7", *options, **settings)


def seen(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.name != "timings.jsonl"}


@pytest.mark.slow
def test_processes_without_a_model_repeat_a_run_to_the_byte(file: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "calls.jsonl"
    calls = [Answer(tool_calls=[("search_products", json.dumps({"query": f"tent {n}"}))]) for n in range(9)]
    words = [Answer(pieces=["Sleep ", "well, ", f"traveller{'!' * n}"]) for n in range(9)]
    with openai_loopback(*(one for pair in zip(calls, words, strict=True) for one in pair)) as server:
        endpoint = {"DAOGOU_LLM_BASE_URL": server.base_url, "DAOGOU_LLM_MODEL": "loopback", "DAOGOU_LLM_API_KEY": KEY}
        first = replay(file, tmp_path / "a", "--record", cassette, "--repeat", "2", **endpoint)
        assert first.returncode == 0, first.stderr
        assert {request["seed"] for request in server.requests if "seed" in request} == {7, 8}
    assert KEY not in cassette.read_text("utf-8")
    assert cassette.stat().st_mode & 0o077 == 0
    shapes = []
    for name, workers, hash_seed in (("b", "1", "1"), ("c", "3", "2")):
        again = replay(
            file,
            tmp_path / name,
            *("--cassette", cassette, "--repeat", "2", "--workers", workers, "--json"),
            PYTHONHASHSEED=hash_seed,
        )
        assert again.returncode == 0, again.stderr
        assert seen(tmp_path / name) == seen(tmp_path / "a")
        shape = json.loads(again.stdout)
        shape["grades"] = {grade: one for grade, one in shape["grades"].items() if not grade.endswith("_ms")}
        shapes.append(json.dumps(shape))
    assert shapes[0] == shapes[1]
    more = replay(file, tmp_path / "d", "--cassette", cassette, "--repeat", "3", "--json")
    assert more.returncode == 3
    assert "play 3" in more.stderr
    assert f"--record {cassette}" in more.stderr
    assert json.loads(more.stdout)["missing"]["conversations"] == len(ROWS)
