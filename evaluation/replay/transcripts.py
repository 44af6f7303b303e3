"""Conversations to be played again, one JSON object a line: written by hand, exported from the log, or imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.agent.language import language_of
from evaluation.dialogue_sets import Language
from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows, unusable
from evaluation.replay.expectations import TurnExpectation
from records.nouns import Conversation, Turn

Role = Literal["user", "assistant", "person"]
"""Who speaks: the shopper, Daogou, or somebody of the shop who took the conversation over."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TranscriptMessage(_Frozen):
    """One message; only a shopper's may expect something."""

    role: Role
    content: str
    expect: TurnExpectation | None = None

    @model_validator(mode="after")
    def _can_be_played(self) -> Self:
        if self.role != "user" and self.expect is not None:
            raise ValueError(f"a message of the role {self.role} expects nothing; put `expect` on the shopper's")
        if self.role == "user" and not self.content.strip():
            raise ValueError("the shopper says nothing; take the message out")
        return self


class Transcript(_Frozen):
    """A conversation: `customer_id` is None for a guest, `source` says where it comes from.

    Without `language` it is that of the shopper's first message.
    """

    id: str = Field(min_length=1)
    customer_id: str | None = None
    language: Language
    source: str = ""
    messages: tuple[TranscriptMessage, ...]

    @model_validator(mode="before")
    @classmethod
    def _with_language(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or given.get("language"):
            return given
        said = [one for one in given.get("messages") or () if isinstance(one, Mapping) and one.get("role") == "user"]
        first = said[0].get("content") if said else ""
        return {**given, "language": language_of(first if isinstance(first, str) else "")}

    @model_validator(mode="after")
    def _has_a_shopper(self) -> Self:
        if not self.said:
            raise ValueError("no message is the shopper's (`user`), so there is nothing to play")
        return self

    @property
    def said(self) -> tuple[TranscriptMessage, ...]:
        """The shopper's messages, which are what is played."""
        return tuple(one for one in self.messages if one.role == "user")

    @property
    def expects(self) -> bool:
        """Whether anything is expected of any turn."""
        return any(one.expect is not None for one in self.messages)


def read_transcripts(file: Path) -> tuple[Transcript, ...]:
    """The conversations of a file of JSON lines, gzipped or not, in its order.

    Raises:
        EvaluationError: the file cannot be read, has no conversation, the same id twice, or a line that cannot be
            used; the text names the line.
    """
    lines: dict[str, int] = {}
    found: list[Transcript] = []
    for number, transcript in read_rows(file, Transcript):
        if transcript.id in lines:
            raise unusable(file, number, f"the id {transcript.id!r} stands in line {lines[transcript.id]} already.")
        lines[transcript.id] = number
        found.append(transcript)
    if not found:
        raise EvaluationError(f"{file} has no conversation in it; write one JSON object a line.")
    return tuple(found)


def check_products(transcripts: Iterable[Transcript], is_known: Callable[[str], bool]) -> None:
    """Does nothing where every product expected is in the catalogue.

    Raises:
        EvaluationError: one is not; the text names it and its conversation.
    """
    for transcript in transcripts:
        for number, message in enumerate(transcript.said, 1):
            named = message.expect.named_products if message.expect else ()
            gone = sorted(one for one in named if not one.startswith("shown@") and not is_known(one))
            if gone:
                raise EvaluationError(
                    f"{transcript.id}, message {number}, expects {gone[0]}, which is no product of the catalogue; "
                    "correct the id or take it out."
                )


def from_conversation(conversation: Conversation, turns: Iterable[Turn], source: str = "log") -> Transcript:
    """What was said in a logged conversation; it expects nothing.

    Raises:
        EvaluationError: it has no turn with words, or they are erased.
    """
    said = [turn for turn in turns if turn.text.strip()]
    if not said or all(turn.text == "[erased]" for turn in said):
        raise EvaluationError(f"Nothing was said in the conversation {conversation.id}, or it was erased.")
    return Transcript(
        id=conversation.id,
        customer_id=conversation.customer_id,
        language="zh" if said[0].language == "zh" else "en",
        source=source,
        messages=tuple(_messages(said)),
    )


def _messages(turns: Iterable[Turn]) -> Iterator[TranscriptMessage]:
    for turn in turns:
        yield TranscriptMessage(role="user", content=turn.text)
        if turn.answer:
            yield TranscriptMessage(role="assistant", content=turn.answer)
