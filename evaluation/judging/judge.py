"""Asks a language model for one judgment. Read this first.

The judge is shown the record and the rubric, and nothing of which version of the assistant it reads. An answer that
cannot be used is asked for once more; then there is no judgment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from assistant.agent.token_count import tokens_at_most
from assistant.errors import LanguageModelError
from assistant.llm.cost import ModelPrices
from assistant.llm.usage import TokenUsage, sum_usage
from evaluation.cassettes.place import calls_of
from evaluation.dialogue_sets import Language
from evaluation.errors import EvaluationError
from evaluation.judging.chances import CHANCES_WANTED, chances_of, expected_rating
from evaluation.judging.judgment import JudgedBy, Judgment
from evaluation.judging.reading import Opinion, UnusableAnswer, read_opinion
from evaluation.judging.record import Record, Said, write_record
from evaluation.judging.rubric import Rubric, Scope, answer_schema

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from assistant.llm.gateway import LanguageModel

ANSWER_TOKENS: Final = 220
"""Of one answer of the judge's: the longest reason and quote, in Chinese."""
_TRIES: Final = 2
_FEWEST_TOKENS: Final = 200
"""Of room for the record; with less nothing could be judged."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is to be judged: a conversation, or with `turn` the last of its messages, an answer.

    `said` holds all that the judge may know.
    """

    case: str
    repeat: int
    turn: int | None
    language: Language
    said: Sequence[Said]

    @property
    def scope(self) -> Scope:
        """What is judged."""
        return "conversation" if self.turn is None else "turn"

    @property
    def characters(self) -> int:
        """How long the assistant's words are that are judged."""
        answers = [len(one.text) for one in self.said if one.who == "assistant"]
        return sum(answers[-1:] if self.scope == "turn" else answers)


@dataclass(frozen=True)
class Judge:
    """A rubric in the hands of a language model; safe to use from several threads.

    A record has at most `record_tokens`, for a machine on which reading takes long; None is whatever the context holds.
    """

    rubric: Rubric
    language_model: LanguageModel
    prices: ModelPrices = field(default_factory=ModelPrices)
    record_tokens: int | None = None
    _no_chances: Event = field(default_factory=Event, repr=False)

    @property
    def by(self) -> JudgedBy:
        """How its judgments name it."""
        return JudgedBy(self.rubric.hash, self.language_model.name)

    def judge(self, sample: Sample) -> Judgment:
        """What the judge says of a sample.

        Raises:
            EvaluationError: the model's context has no room for the rubric.
            LanguageModelError: the endpoint will not answer any call, as with a wrong key.
        """
        record = self._record(sample)
        asked = _Asked()
        try:
            with calls_of(sample.case, sample.turn or 0, sample.repeat, prompts=(self.rubric.label,)):
                opinion = self._opinion(sample, record, asked)
            rating: dict[str, Any] = {"rating": opinion.rating, "reason": opinion.reason, "quote": opinion.quote}
            rating["expected"] = expected_rating(opinion.rating, asked.chances)
        except UnusableAnswer as unusable:
            rating = {"unusable": unusable.fault}
        except LanguageModelError as error:
            if error.request_at_fault:
                rating = {"unusable": "refused"}
            elif error.retryable or error.timed_out:
                rating = {"infrastructure": str(error)}
            else:
                raise
        usage = asked.usage
        known = asked.answers or "infrastructure" in rating
        return Judgment(
            case=sample.case,
            repeat=sample.repeat,
            turn=sample.turn,
            rubric=self.rubric.label,
            rubric_hash=self.rubric.hash,
            model=self.language_model.name,
            language=sample.language,
            asked=asked.answers,
            left_out=record.left_out,
            characters=sample.characters,
            usage={"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens},
            cost_usd=self.prices.cost_usd(self.language_model.name, usage) if known else 0.0,
            **rating,
        )

    def _opinion(self, sample: Sample, record: Record, asked: _Asked) -> Opinion:
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        messages: list[BaseMessage] = [
            SystemMessage(self.rubric.system(sample.scope, sample.language)),
            HumanMessage(self.rubric.ask(sample.scope, sample.language, record)),
        ]
        names = tuple(self.rubric.names(sample.language).values())
        while True:
            answer = self._answer(messages, asked)
            try:
                return read_opinion(answer, record, names)
            except UnusableAnswer as unusable:
                if asked.answers >= _TRIES:
                    raise
                again = self.rubric.again(unusable.fault, sample.language)
                messages += [AIMessage(answer or "{}"), HumanMessage(again)]

    def _answer(self, messages: Sequence[BaseMessage], asked: _Asked) -> str:
        """One answer, held to the schema, with what else the rating might have been where the endpoint tells."""
        options: dict[str, Any] = {"held_to": answer_schema(), "temperature": 0.0, "max_tokens": ANSWER_TOKENS}
        wanted: Mapping[str, Any] = {} if self._no_chances.is_set() else CHANCES_WANTED
        try:
            answer = self.language_model.chat_model.invoke(list(messages), **options, **wanted)
        except LanguageModelError as error:
            if not (wanted and error.request_at_fault):
                raise
            answer = self.language_model.chat_model.invoke(list(messages), **options)
            self._no_chances.set()
        asked.answers += 1
        asked.usage += sum_usage([answer])
        asked.chances = chances_of(answer.response_metadata)
        return answer.text

    def _record(self, sample: Sample) -> Record:
        """The record, as long as the model's context lets it be with room for a second answer."""
        language, scope = sample.language, sample.scope
        names, note = self.rubric.names(language), self.rubric.left_out(language)
        bare = self.rubric.system(scope, language) + self.rubric.ask(scope, language, Record("", 1000, 0, ""))
        again = tokens_at_most(self.rubric.again("no_quote", language)) + ANSWER_TOKENS
        room = self.language_model.prompt_tokens - tokens_at_most(bare) - again
        if room < _FEWEST_TOKENS:
            raise EvaluationError(
                f"The rubric {self.rubric.label} leaves no room for a record in the context of "
                f"{self.language_model.name}; shorten it, or raise DAOGOU_LLM_CONTEXT_TOKENS."
            )
        return write_record(sample.said, names, note, min(room, self.record_tokens or room))


@dataclass
class _Asked:
    """What one judgment took so far."""

    answers: int = 0
    usage: TokenUsage = field(default_factory=TokenUsage)
    chances: Mapping[int, float] = field(default_factory=dict)
