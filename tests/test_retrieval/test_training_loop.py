"""The loop: best epoch kept, end in good time, the learning rate's path; and the folder the result goes to."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from retrieval.model_settings import write_model_shares
from retrieval.training.examples import JudgedQuery
from retrieval.training.loop import Fitting, fit
from retrieval.training.output import REPORT_FILE, check_free, new_folder
from retrieval.training.recipe import Recipe, TrainingError

QUERIES = [JudgedQuery(f"q{n}", "x", {0: 1.0}) for n in range(8)]


class OneWeight:
    """A network of one number that each step counts up, so that the weights tell the step they are of."""

    def __init__(self) -> None:
        import torch

        self.network = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.zeros_(self.network.weight)

    def parameters(self) -> list[Any]:
        return list(self.network.parameters())

    @property
    def weight(self) -> float:
        return float(self.network.weight.detach())


@dataclass
class ScriptedTask:
    """Validates as scripted and notes what it was taught; every step pulls the weight up."""

    network: OneWeight
    validations: list[float]
    losses: list[float] = field(default_factory=lambda: [1.0])
    taught: list[list[str]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def teach(self, queries: Sequence[JudgedQuery], chance: random.Random) -> float:
        import torch

        self.taught.append([query.id for query in queries])
        self.network.network.weight.grad = torch.full((1, 1), -1.0)
        return self.losses[min(len(self.taught), len(self.losses)) - 1]

    def validate(self) -> float:
        self.weights.append(self.network.weight)
        return self.validations[len(self.weights) - 1]


def run(validations: list[float], clock: Any = None, **settings: Any) -> tuple[Fitting, ScriptedTask, float]:
    network = OneWeight()
    task = ScriptedTask(network, validations)
    recipe = Recipe(**{"batch_size": 4, "epochs": len(validations) - 1, "patience": 99, **settings})
    clocks = {"clock": clock} if clock else {}
    return fit(network, task, QUERIES, recipe, lambda *_: None, **clocks), task, network.weight  # type: ignore[arg-type]


def test_the_best_epoch_is_kept_and_not_the_last() -> None:
    fitting, task, weight = run([0.1, 0.3, 0.7, 0.5])
    assert (fitting.before, fitting.best_epoch, fitting.best_validation) == (0.1, 2, 0.7)
    assert [epoch.validation for epoch in fitting.epochs] == [0.3, 0.7, 0.5]
    assert weight == task.weights[2] != task.weights[3]
    assert fitting.ending == "epochs"


def test_without_a_better_epoch_the_first_weights_are_kept() -> None:
    fitting, _, weight = run([0.5, 0.4, 0.5])
    assert (fitting.best_epoch, fitting.best_validation, weight) == (0, 0.5, 0.0)


def test_patience_ends_the_training() -> None:
    fitting, _, _ = run([0.1, 0.4, 0.3, 0.4, 0.9], patience=2)
    assert (len(fitting.epochs), fitting.best_epoch, fitting.ending) == (3, 1, "patience")


def test_every_query_is_seen_once_an_epoch_in_an_order_of_the_seed() -> None:
    orders = []
    for seed in (0, 0, 1):
        _, task, _ = run([0.1, 0.2, 0.3], seed=seed)
        assert sorted(task.taught[0] + task.taught[1]) == sorted(task.taught[2] + task.taught[3])
        assert task.taught[:2] != task.taught[2:]
        orders.append(task.taught)
    assert orders[0] == orders[1] != orders[2]


def test_a_batch_larger_than_all_there_is_takes_all() -> None:
    fitting, task, _ = run([0.1, 0.2], batch_size=100)
    assert fitting.epochs[0].steps == 1
    assert len(task.taught[0]) == len(QUERIES)


def test_time_ends_the_steps_and_what_was_learned_is_judged() -> None:
    ticks = iter(range(0, 10_000, 7))
    fitting, task, _ = run([0.1, 0.2, 0.3, 0.4], clock=lambda: float(next(ticks)), max_minutes=0.5, batch_size=2)
    assert fitting.ending == "time"
    assert fitting.epochs[-1].steps < 4
    assert len(task.weights) == 1 + len(fitting.epochs), "the part of an epoch is validated too"


def test_the_learning_rate_rises_and_falls_to_nought() -> None:
    _, task, _ = run([0.1] * 11, learning_rate=0.01)
    steps = [after - before for before, after in zip(task.weights, task.weights[1:], strict=False)]
    assert max(steps) == steps[1]
    assert steps[-1] < steps[5] < steps[1]
    assert sum(steps) < 20 * 0.01


def test_a_loss_that_is_no_number_says_what_to_do() -> None:
    network = OneWeight()
    task = ScriptedTask(network, [0.1, 0.2], losses=[1.0, float("nan")])
    with pytest.raises(TrainingError, match="smaller --learning-rate"):
        fit(network, task, QUERIES, Recipe(batch_size=2), lambda *_: None)  # type: ignore[arg-type]


def test_a_folder_is_there_when_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "models" / "mine"
    with new_folder(out, force=False) as folder:
        write_model_shares(folder, {"dense_weight": 0.5})
        assert not out.exists()
    assert (out / "daogou.json").read_text(encoding="utf-8") == '{\n "dense_weight": 0.5\n}\n'
    assert [p.name for p in out.parent.iterdir()] == ["mine"]


def test_a_training_that_fails_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    out = trained(tmp_path / "mine", "old")

    def interrupted() -> None:
        with new_folder(out, force=True) as folder:
            (folder / "half").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
    assert (out / REPORT_FILE).read_text(encoding="utf-8") == "old"


def test_force_replaces_a_trained_model_and_nothing_else(tmp_path: Path) -> None:
    out = trained(tmp_path / "mine", "old")
    with pytest.raises(TrainingError, match="--force"):
        check_free(out, force=False)
    with new_folder(out, force=True) as folder:
        trained(folder, "new")
    assert (out / REPORT_FILE).read_text(encoding="utf-8") == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
    (tmp_path / "letters").mkdir()
    with pytest.raises(TrainingError, match="left alone"):
        check_free(tmp_path / "letters", force=True)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TrainingError, match="cannot be written"), new_folder(tmp_path / "file" / "out", force=False):
        pass


def test_killed_in_the_middle_leaves_nothing_at_out_and_the_next_run_clears_up(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    script = f"""
        import time
        from pathlib import Path
        from retrieval.training.output import new_folder
        with new_folder(Path({str(out)!r}), force=False) as folder:
            (folder / "model.safetensors").write_bytes(b"half")
            print("writing", flush=True)
            time.sleep(60)
    """
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == "writing\n"
        os.kill(writing.pid, signal.SIGKILL)
    assert [p.name for p in tmp_path.iterdir()] == [f".mine.{writing.pid}.partial"]
    with new_folder(out, force=False) as folder:
        trained(folder, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def trained(folder: Path, report: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / REPORT_FILE).write_text(report, encoding="utf-8")
    return folder
