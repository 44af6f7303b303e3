"""`daogou evaluate export`: conversations of the log become transcripts, by what staff would look for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from evaluation.dialogue_stage import without_model
from evaluation.replay.saved_sets import saved_sets
from evaluation.replay.transcripts import read_transcripts
from records.importers import seed_demo
from retrieval.hash_embedding import HashEmbedder

Export = Callable[..., Any]


@pytest.fixture
def opened(demo_index: Path, tmp_path: Path) -> Callable[..., Shop]:
    """Opens the shop of this test again and again: its records lie in a file."""
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    settings = read_settings(home=demo_index, llm_tool_calls="guided", database_url=url, _env_file=None)

    def open_again(*_: Any, **parts: Any) -> Shop:
        return open_shop(settings, embedder=HashEmbedder(), language_model=without_model(), **parts)

    shop = open_again()
    shop.database.upgrade()
    seed_demo(shop.database, shop.settings.shop_folder, lambda *_: None)
    for name, texts in {
        "tents": ("a tent under 300 dollars", "cheaper?"),
        "umbrella": ("有没有雨伞",),
        "idle": ("what would you take to Patagonia?",),
        "personal": ("my e-mail is ann.mercer@example.org, a kettle please",),
    }.items():
        for text in texts:
            shop.chat.reply(text, conversation_id=name)
    shop.labels.put("tents", "Too  Dear", "ann")
    shop.close()
    return open_again


@pytest.fixture
def export(run: Callable[..., Any], opened: Callable[..., Shop], demo_index: Path) -> Export:
    settings = read_settings(home=demo_index, _env_file=None)
    return lambda *options: run("evaluate", "export", *map(str, options), open_shop=opened, settings=lambda _: settings)


def ids(file: Path) -> list[str]:
    return [one.id for one in read_transcripts(file)]


def test_what_was_said_is_written_as_transcripts(export: Export, opened: Callable[..., Shop], tmp_path: Path) -> None:
    file = tmp_path / "past.jsonl.gz"
    told = json.loads(export(file, "--limit", 4, "--json").stdout)
    assert told == {"file": str(file), "found": 4, "new": 4}
    found = {one.id: one for one in read_transcripts(file)}
    assert found.keys() == {"tents", "umbrella", "idle", "personal"}
    assert [one.content for one in found["tents"].said] == ["a tent under 300 dollars", "cheaper?"]
    assert [one.role for one in found["tents"].messages] == ["user", "assistant"] * 2
    assert (found["umbrella"].language, found["umbrella"].source) == ("zh", "log")
    assert "ann.mercer" not in "".join(one.content for one in found["personal"].messages)
    assert file.stat().st_mode & 0o077 == 0
    shop = opened()
    noted = [one.subject for one in shop.audit.entries() if one.action == "evaluation.export"]
    assert "conversation:tents" in noted
    shop.close()


def test_only_what_is_asked_for(export: Export, tmp_path: Path) -> None:
    def found(*options: Any) -> list[str]:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        export(file, *options)
        return ids(file)

    assert found("--label", "too dear") == ["tents"]
    assert found("--words", "Patagonia", "--outcome", "fallback") == ["idle"]
    assert found("--language", "zh", "--words", "雨伞", "--limit", 1) == ["umbrella"]
    assert set(found("--limit", 900, "--until", "2026-11-15")).isdisjoint({"tents", "umbrella", "idle"})


def test_a_saved_set_grows_and_nothing_is_doubled(export: Export, demo_index: Path) -> None:
    assert "1 conversations, 1 of them new" in export("exported-here", "--label", "too dear").stdout
    assert "1 conversations, 0 of them new" in export("exported-here", "--label", "too dear").stdout
    assert "exported-here" in [one.name for one in saved_sets(demo_index)]


def test_what_is_not_there_is_told(export: Export, tmp_path: Path) -> None:
    result = export(tmp_path / "x.jsonl", "--label", "nobody")
    assert result.exit_code == 2
    assert "No conversation of the log is like that" in result.stderr
    assert not (tmp_path / "x.jsonl").exists()
    assert export(tmp_path / "x.jsonl", "--since", "yesterday").exit_code == 2
    assert "cannot be written" in export(tmp_path / "records.sqlite" / "x.jsonl", "--limit", 1).stderr
