"""Public sets of conversations become transcripts of the shopper's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import EvaluationError
from evaluation.replay.importing import read_conversations

DIALOGUE = {
    "id": "Books:45",
    "metadata": {"type": "simple"},
    "utterances": [
        {"participant": "Wizard", "utterance": "Hello!", "intents": []},
        {"participant": "Client", "utterance": "some book", "intents": []},
        {"participant": "Client", "utterance": " "},
    ],
}
QUEST = {
    "file": "2025_c9.json",
    "domain": "bicycle",
    "messages": [
        {"role": "human", "content": "a bike for hills"},
        {"role": "system", "content": "Updated preferences"},
        {"role": "ai", "content": "This one?"},
    ],
}
PLAIN = {"id": "a", "messages": [{"role": "user", "content": "hi"}]}


def written(folder: Path, *rows: Any) -> Path:
    file = folder / "a.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


def test_shop_dialogues_are_read(tmp_path: Path) -> None:
    silent = {"id": "quiet", "utterances": [{"participant": "Wizard", "utterance": "Hello?"}]}
    (only,) = read_conversations(written(tmp_path, DIALOGUE, silent))
    assert (only.id, only.source, only.expects) == ("Books:45", "MG-ShopDial", False)
    assert [(one.role, one.content) for one in only.messages] == [("assistant", "Hello!"), ("user", "some book")]


def test_quests_are_read_without_the_assistants_notes(tmp_path: Path) -> None:
    (only,) = read_conversations(written(tmp_path, QUEST))
    assert (only.id, only.source) == ("2025_c9", "RecQuest")
    assert [one.role for one in only.messages] == ["user", "assistant"]


def test_transcripts_are_read_as_strictly_as_ever(tmp_path: Path) -> None:
    assert read_conversations(written(tmp_path, PLAIN))[0].id == "a"
    with pytest.raises(EvaluationError, match=r"line 2, .*mood"):
        read_conversations(written(tmp_path, PLAIN, {**PLAIN, "id": "b", "mood": "good"}))
    with pytest.raises(EvaluationError, match="line 1"):
        read_conversations(written(tmp_path, "no object"))
    with pytest.raises(EvaluationError, match="no conversation"):
        read_conversations(written(tmp_path))


def test_a_set_in_which_no_shopper_speaks_is_refused(tmp_path: Path) -> None:
    silent = {"id": "quiet", "utterances": [{"participant": "Wizard", "utterance": "Hello?"}]}
    with pytest.raises(EvaluationError, match="in which a shopper says something"):
        read_conversations(written(tmp_path, silent))


def test_the_public_sets_are_read_whole(shared_data: Path) -> None:
    dialogues = read_conversations(shared_data / "dialogues" / "mg_shopdial.jsonl.gz")
    quests = read_conversations(shared_data / "dialogues" / "recquest.jsonl.gz")
    assert (len(dialogues), len(quests)) == (64, 284)
    assert sum(len(one.said) for one in quests) > 2_500
