"""`daogou prompts`, over real records and a folder of the shop's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from assistant.wiring import open_shop
from interfaces.cli.checks import check_prompts, published_prompts_warnings
from prompts.drafts import draft_text
from prompts.library import PromptLibrary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NEWEST = PromptLibrary.load().get("replies")
Run = Callable[..., Any]


@pytest.fixture
def prompts(run: Run) -> Run:
    """Runs a verb of `daogou prompts`, every one a minute after the last."""
    minutes = iter(range(1000))

    def invoke(*words: str, **options: Any) -> Any:
        moment = NOW.replace(minute=next(minutes))
        return run("prompts", *words, open_shop=lambda settings: open_shop(settings, now=lambda: moment), **options)

    return invoke


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft that says one thing differently."""
    file = tmp_path / "draft.yaml"
    text = draft_text(NEWEST)
    assert NEWEST.texts["failed.en.empty"] in text
    file.write_text(text.replace(NEWEST.texts["failed.en.empty"], "Say a word."), encoding="utf-8")
    return file


def told(result: Any) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def published(prompts: Run, draft: Path, label: str = "production") -> Any:
    return told(prompts("publish", "replies", str(draft), "--label", label, "--reason", "kinder", "--json"))


def test_a_draft_is_published_and_answers(prompts: Run, draft: Path, settings: Settings) -> None:
    assert published(prompts, draft) == {
        "name": "replies",
        "version": 1001,
        "label": "production",
        "reason": "kinder",
        "by": "shell",
        "at": "2026-03-01T00:00:00+00:00",
    }
    shop = open_shop(settings)
    assert shop.shelf.choice("c").replies.texts["failed.en.empty"] == "Say a word."
    assert shop.shelf.drafts.list() == ()
    assert [(e.actor, e.action, e.subject) for e in shop.audit.entries()] == [
        ("shell", "prompts.publish", "prompt:replies@1001")
    ]
    shop.close()
    first = next(one for one in told(prompts("list", "--json"))["prompts"] if one["name"] == "replies")
    assert (first["version"], first["own"], first["labels"], first["published"]) == (1001, True, ["production"], True)
    assert "replies@1001 (production)" in prompts("list").stdout


def test_only_the_difference_is_shown(prompts: Run, draft: Path) -> None:
    published(prompts, draft)
    for old, new in ((str(NEWEST.version), "1001"), (str(NEWEST.version), str(draft))):
        found = told(prompts("diff", "replies", old, new, "--json"))
        assert [entry["key"] for entry in found["changed"]] == ["failed.en.empty"]
        assert found["same"] == len(NEWEST.texts) - 1
        assert "+Say a word." in prompts("diff", "replies", old, new).stdout
    assert prompts("diff", "nope", "1", str(draft)).exit_code == 2


def test_a_check_names_every_fault_by_line_and_column(prompts: Run, draft: Path) -> None:
    assert told(prompts("check", str(draft), "--json")) == {"ok": True, "faults": []}
    assert "nothing is wrong" in prompts("check", str(draft)).stdout
    draft.write_text(draft.read_text().replace("Say a word.", "Say ${wrd}.") + "extra: 1\n")
    result = prompts("check", str(draft))
    assert result.exit_code == 1
    lines = draft.read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "${wrd}" in text)
    column = lines[line - 1].index("${wrd}") + 1
    assert f"{draft}:{line}:{column}: error: the key 'texts.failed.en.empty' uses ${{wrd}}" in result.stdout
    assert f"{draft}:{len(lines)}:1: error: the key 'extra' is not known" in result.stdout
    refused = prompts("publish", "replies", str(draft), "--label", "staging", "--reason", "x")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"Line {line}: " in refused.stderr
    assert "1 more" in refused.stderr


@pytest.mark.parametrize("name", ["nowhere.yaml", "latin.yaml"])
def test_a_file_that_cannot_be_read_is_told(prompts: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"name: \xff")
    result = prompts("check", str(tmp_path / name))
    assert result.exit_code == 2
    assert "cannot be read as UTF-8 text" in result.stderr


def test_going_back(prompts: Run, draft: Path) -> None:
    published(prompts, draft)
    draft.write_text(draft.read_text().replace("Say a word.", "Say two words."))
    assert published(prompts, draft)["version"] == 1002
    assert told(prompts("rollback", "replies", "--reason", "rude", "--json"))["version"] == 1001
    assert "replies@1002 (withdrawn)" in prompts("list").stdout
    assert f"replies@{NEWEST.version} answers" in prompts("rollback", "replies", "--reason", "rude").stdout
    assert prompts("rollback", "replies", "--reason", "rude").exit_code == 2
    kinds = [one["kind"] for one in told(prompts("history", "replies", "--json"))["history"]]
    assert kinds == ["taken_away", "rolled_back", "published", "published"]
    lines = prompts("history", "--limit", "2").stdout.splitlines()
    assert len(lines) == 2
    assert lines[1] == "replies production: rolled back 1001, shell, 2026-03-01T00:02+00:00: rude"


def test_shares_are_set_shown_and_ended(prompts: Run, draft: Path) -> None:
    published(prompts, draft, "staging")
    newest = str(NEWEST.version)
    assert told(prompts("shares", "replies", "--json"))["shares"] == {newest: 100}
    shared = prompts("shares", "replies", f"{newest}=90", "1001=10", "--reason", "try it", "--json")
    assert told(shared)["shares"] == {newest: 90, "1001": 10}
    assert "1001  10 %" in prompts("shares", "replies").stdout
    for wrong in (["1001=10"], [f"{newest}=x", "1001=1"], ["1001=50", "1001=50"], ["7"], ["999=100"]):
        refused = prompts("shares", "replies", *wrong, "--reason", "x")
        assert (refused.exit_code, refused.stdout) == (2, "")
    assert told(prompts("shares", "replies", "--end", "--reason", "done", "--json"))["shares"] == {newest: 100}


def test_labels_are_listed_and_taken_off(prompts: Run, draft: Path) -> None:
    assert f"production: replies@{NEWEST.version}, the newest that came with Daogou" in prompts("labels").stdout
    published(prompts, draft, "staging")
    assert [one["label"] for one in told(prompts("labels", "replies", "--json"))["labels"]] == ["staging"]
    assert "staging: replies@1001, shell, 2026-03-01T00:01+00:00: kinder" in prompts("labels").stdout
    taken = prompts("labels", "replies", "--take-away", "staging", "--reason", "old", "--json")
    assert told(taken) == {"labels": []}
    assert prompts("labels", "replies", "--take-away", "staging", "--reason", "old").exit_code == 2
    assert prompts("labels", "--take-away", "staging").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("publish", "replies", "99", "--label", "production", "--reason", "x"),
        ("publish", "replies", "1", "--label", "No Label", "--reason", "x"),
        ("publish", "replies", "1", "--label", "production", "--reason", " "),
        ("publish", "nope", "1", "--label", "production", "--reason", "x"),
        ("publish", "take_over", "1", "--label", "production", "--reason", "x"),
        ("publish", "replies", "1", "--label", "production"),
        ("show", "replies", "--version", "99"),
        ("rollback", "nope", "--reason", "x"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(prompts: Run, words: tuple[str, ...]) -> None:
    result = prompts(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_the_doctor_sees_a_version_whose_file_is_gone(prompts: Run, draft: Path, settings: Settings) -> None:
    def found() -> tuple[str, str]:
        finding = check_prompts(PromptLibrary.load, lambda: published_prompts_warnings(settings))
        return finding.status, finding.detail

    assert found()[0] == "ok"
    assert not (settings.home / "records.sqlite").exists()
    published(prompts, draft)
    assert found()[0] == "ok"
    (settings.home / "prompts/replies/1001.yaml").unlink()
    status, detail = found()
    assert status == "warn"
    assert "replies@1001 is published and its file is gone" in detail
    assert f"replies@{NEWEST.version} answers" in detail
