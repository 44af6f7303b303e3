"""Conversations to be played again, one JSON object a line: written by hand, exported from the log, or imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.agent.language import language_of
from evaluation.dialogue_sets import Language
from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows, unusable
from evaluation.replay.expectations import TurnExpectation
from evaluation.simulator.goals import Goal
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

    Without `language` it is that of the shopper's first message. With a `goal` nothing is written: a simulated shopper
    finds the words, each time others.
    """

    id: str = Field(min_length=1)
    customer_id: str | None = None
    language: Language
    source: str = ""
    messages: tuple[TranscriptMessage, ...] = ()
    goal: Goal | None = None

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
        if not self.said and self.goal is None:
            raise ValueError("no message is the shopper's (`user`), so there is nothing to play")
        return self

    @model_validator(mode="after")
    def _looks_back_only(self) -> Self:
        for number, message in enumerate(self.said, 1):
            if message.expect is not None and message.expect.last_shown > number:
                last = message.expect.last_shown
                raise ValueError(f"message {number} expects what message {last} shows, which comes later or not at all")
        return self

    @classmethod
    def of_goal(cls, goal: Goal) -> Self:
        """What is played of a simulated shopper: no words, but what they should reach."""
        return cls(id=goal.id, customer_id=goal.customer_id, language=goal.language, source="simulator", goal=goal)

    @property
    def said(self) -> tuple[TranscriptMessage, ...]:
        """The shopper's messages, which are what is played."""
        return tuple(one for one in self.messages if one.role == "user")

    @property
    def expects(self) -> bool:
        """Whether anything is expected of any turn."""
        return bool(self.expected)

    @property
    def expected(self) -> tuple[tuple[int, TurnExpectation], ...]:
        """What is expected from which of the shopper's messages on, counted from 0."""
        if self.goal is not None:
            return ((0, self.goal.success),)
        return tuple((number, one.expect) for number, one in enumerate(self.said) if one.expect is not None)

    def orders_judged(self, turn: int) -> frozenset[str] | None:
        """The orders to look at once message `turn` is answered; None where the records need not be looked at."""
        states = [expect.state for start, expect in self.expected if start <= turn and expect.state is not None]
        return frozenset(id for state in states for id in state.orders) if states else None


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
