"""Judges that say what a test wants, and runs for them to judge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.llm.streamed import StreamedChatModel
from evaluation.judging.judge import Judge, Sample
from evaluation.judging.record import Said
from evaluation.judging.rubric import Rubric, find_rubric
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader
from evaluation.replay.transcripts import Transcript, TranscriptMessage
from prompts.library import PromptLibrary

TALK = (
    Said("shopper", "I need a tent under $200, not a red one"),
    Said("assistant", "The Fir Tent costs $180 and is green."),
    Said("shopper", "perfect, thank you!"),
)


def rubric() -> Rubric:
    return find_rubric(PromptLibrary.load())


def sample(said: Sequence[Said] = TALK, case: str = "c1", language: Any = "en", turn: int | None = None) -> Sample:
    return Sample(case, 0, turn, language, said)


def answer(rating: Any = 4, quote: str = "The Fir Tent", reason: str = "It offered a tent that fits.") -> str:
    return json.dumps({"reason": reason, "quote": quote, "rating": rating}, ensure_ascii=False)


def scripted_judge(*steps: Step | str) -> tuple[Judge, ScriptedChatModel]:
    """A judge that plays its steps, and its chat model."""
    model = ScriptedChatModel(steps=[Step(one) if isinstance(one, str) else one for one in steps])
    return Judge(rubric(), LanguageModel(model, "scripted", guided=False)), model


class DecidingChatModel(StreamedChatModel):
    """Answers every call with what `decide` makes of the messages; it may raise."""

    decide: Callable[[list[BaseMessage]], str]

    @property
    def _llm_type(self) -> str:
        return "deciding"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=self.decide(messages)))


def deciding_judge(decide: Callable[[list[BaseMessage]], str], name: str = "deciding") -> Judge:
    return Judge(rubric(), LanguageModel(DecidingChatModel(decide=decide), name, guided=False))


def run_of(conversations: int, *, name: str = "", answered: str = "Here is the Fir Tent.", faulty: int = 0) -> Run:
    """A run of conversations of two turns; in the first `faulty` of them the endpoint failed at the second turn."""
    said = ("a tent please", "and a cheaper one?")
    messages = tuple(TranscriptMessage(role="user", content=text) for text in said)
    transcripts = [Transcript(id=f"c{n}", language="en", messages=messages) for n in range(conversations)]
    turns = [
        ReplayedTurn(
            case=f"c{n}",
            turn=k,
            text=text,
            answer=answered,
            outcome="answered",
            last=k == 1,
            infrastructure="down" if k == 1 and n < faulty else "",
        )
        for n in range(conversations)
        for k, text in enumerate(said)
    ]
    return Run.of(RunHeader(name=name, model="m", conversations=conversations), transcripts, turns)
