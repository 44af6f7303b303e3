"""A changed phrase or weight makes what was read before out of date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from loyalty.sentiment.scripted_model import ScriptedSentimentModel
from loyalty.signals import version
from loyalty.signals.reader import SignalReader


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is shipped, which the version is told of."""
    shutil.copytree(version.FOLDER, tmp_path / "phrases")
    shutil.copy(version.SHIPPED, tmp_path / "learned.npz")
    monkeypatch.setattr(version, "FOLDER", tmp_path / "phrases")
    monkeypatch.setattr(version, "SHIPPED", tmp_path / "learned.npz")
    return tmp_path


@pytest.mark.parametrize("changed", ["phrases/urgent.yaml", "learned.npz"])
def test_every_change_is_another_version(shipped: Path, changed: str) -> None:
    before = version.shipped_version.__wrapped__()
    assert before == version.shipped_version.__wrapped__()
    (shipped / changed).write_bytes((shipped / changed).read_bytes() + b" ")
    assert version.shipped_version.__wrapped__() != before


def test_the_reader_is_named_after_what_it_reads_with() -> None:
    sentiment = ScriptedSentimentModel({})
    assert SignalReader(sentiment).name == f"signals-{version.shipped_version()};{sentiment.name};none"
