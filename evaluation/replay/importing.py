"""Reads conversations from whichever of the known forms a file has: transcripts, MG-ShopDial, RecQuest.

MG-ShopDial (Bernard and Balog, 2023) has a `Client` and a `Wizard`; RecQuest (iai-group/crs-knowledge) `human`, `ai`
and `system`, of which the last are the assistant's own notes and are left out. In both nobody expects anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows
from evaluation.replay.transcripts import Transcript, read_transcripts

_ROLES: Final = {"Client": "user", "Wizard": "assistant", "human": "user", "ai": "assistant"}


class _Row(BaseModel):
    """A line of any form; what no form needs is passed over."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    file: str = ""
    utterances: tuple[Mapping[str, Any], ...] | None = None
    messages: tuple[Mapping[str, Any], ...] = ()


def read_conversations(file: Path) -> tuple[Transcript, ...]:
    """The conversations of a file in any known form, gzipped or not.

    Raises:
        EvaluationError: the file cannot be read or is in no known form; of transcripts as `read_transcripts` says.
    """
    try:
        _, first = next(read_rows(file, _Row))
    except (EvaluationError, StopIteration):
        return read_transcripts(file)
    if first.utterances is not None:
        return _those_with_words(_shop_dialogues(file), file)
    if first.file and any(one.get("role") == "human" for one in first.messages):
        return _those_with_words(_rec_quests(file), file)
    return read_transcripts(file)


def _shop_dialogues(file: Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for _, row in read_rows(file, _Row):
        said = [(str(one.get("participant")), str(one.get("utterance") or "")) for one in row.utterances or ()]
        yield row.id, "MG-ShopDial", said


def _rec_quests(file: Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for _, row in read_rows(file, _Row):
        said = [(str(one.get("role")), str(one.get("content") or "")) for one in row.messages]
        yield row.file.removesuffix(".json"), "RecQuest", said


def _those_with_words(found: Iterator[tuple[str, str, list[tuple[str, str]]]], file: Path) -> tuple[Transcript, ...]:
    read = [_transcript(*one) for one in found]
    known = tuple({one.id: one for one in read if one is not None}.values())
    if not known:
        raise EvaluationError(f"{file} has no conversation in which a shopper says something.")
    return known


def _transcript(id: str, source: str, said: Sequence[tuple[str, str]]) -> Transcript | None:
    """The conversation, None where the shopper says nothing."""
    messages = [{"role": _ROLES[who], "content": text} for who, text in said if who in _ROLES and text.strip()]
    if not any(one["role"] == "user" for one in messages):
        return None
    return Transcript.model_validate({"id": id, "source": source, "messages": messages})
