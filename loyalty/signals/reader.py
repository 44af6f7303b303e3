"""Reads conversations: mood, signals, why somebody wrote, what is left open. Start here.

`SignalReader.read_conversations` has the sentiment model read all turns of all conversations at once, finds the signals
of each turn in its words, and judges each conversation by its turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from loyalty.nouns import ConversationReading, SaidConversation, SaidTurn, Sentiment, Signal, TurnReading
from loyalty.satisfaction.model import SatisfactionModel
from loyalty.sentiment.model import SentimentModel
from loyalty.signals.contact_reason import contact_reason, shares_of, turn_reasons
from loyalty.signals.deciding import decide, leaning
from loyalty.signals.finding import LONGEST, Found, find
from loyalty.signals.folding import fold
from loyalty.signals.learned import KINDS, LearnedSignals, shipped_signals
from loyalty.signals.mood import mood_and_course
from loyalty.signals.phrase_book import PhraseBook, shipped_phrases
from loyalty.signals.products import Titles, product_meant
from loyalty.signals.unresolved import is_unresolved
from loyalty.signals.version import shipped_version

ANSWERS_KEPT: Final = 6
"""So many earlier answers are looked through for words that a shopper repeats."""
_ABOUT: Final = frozenset({"praise", "complaint"})
_Reasoned = tuple[Found, list[float]]
"""What a turn says, and the probabilities of the reasons it may be written for."""


class SignalReader:
    """Reads what shoppers say for what it tells of their loyalty; safe to use from several threads."""

    def __init__(
        self,
        sentiment: SentimentModel,
        satisfaction: SatisfactionModel | None = None,
        titles: Titles | None = None,
        phrases: PhraseBook | None = None,
        weights: LearnedSignals | None = None,
    ) -> None:
        """Without `satisfaction` no rating is predicted; `titles` are those of the products, by id; `phrases` and
        `weights` are the shipped ones if none are given.
        """
        self._sentiment, self._satisfaction = sentiment, satisfaction
        self._titles: Mapping[str, Sequence[str]] = titles or {}
        self._phrases = shipped_phrases() if phrases is None else phrases
        self._weights = shipped_signals() if weights is None else weights

    @property
    def name(self) -> str:
        """Which models and phrases read: readings made under another name are out of date."""
        satisfaction = self._satisfaction.name if self._satisfaction else "none"
        return f"signals-{shipped_version()};{self._sentiment.name};{satisfaction}"

    def read_conversations(self, conversations: Sequence[SaidConversation]) -> list[ConversationReading]:
        """One reading a conversation, in order; a conversation without turns has one too. Any text is taken.

        Hand in hundreds at a time: the sentiment model reads them in one batch.
        """
        texts = [turn.text for one in conversations for turn in one.turns]
        sentiments = self._sentiment.read(texts)
        found = iter(self._find(conversations, texts, [one.valence for one in sentiments]))
        moods = iter(sentiments)
        readings = [
            self._read(one, [next(moods) for _ in one.turns], [next(found) for _ in one.turns]) for one in conversations
        ]
        if self._satisfaction is None:
            return readings
        predicted = self._satisfaction.read(conversations, [reading.turns for reading in readings])
        return [replace(one, satisfaction=rating) for one, rating in zip(readings, predicted, strict=True)]

    def _find(
        self, conversations: Sequence[SaidConversation], texts: Sequence[str], valences: Sequence[float]
    ) -> list[_Reasoned]:
        """What each text says, and why it may be written."""
        answers = [partial(_answers, one.turns, at) for one in conversations for at in range(len(one.turns))]
        found = [find(text, before, self._phrases) for text, before in zip(texts, answers, strict=True)]
        scores = leaning(self._weights.scores([fold(text[:LONGEST]) for text in texts], found), valences)
        decided = decide(texts, answers, found, scores, self._weights)
        return list(zip(decided, shares_of(scores[:, len(KINDS) :]), strict=True))

    def _read(
        self, conversation: SaidConversation, sentiments: Sequence[Sentiment], reasoned: Sequence[_Reasoned]
    ) -> ConversationReading:
        turns = conversation.turns
        found = [one for one, _ in reasoned]
        signals = [self._signals(turns, at, seen) for at, seen in enumerate(found)]
        mood, course = mood_and_course(sentiments)
        return ConversationReading(
            conversation_id=conversation.id,
            customer_id=conversation.customer_id,
            started_at=conversation.started_at,
            ended_at=turns[-1].at if turns else conversation.started_at,
            turns=tuple(
                TurnReading(turn.id, turn.position, turn.at, sentiment, said)
                for turn, sentiment, said in zip(turns, sentiments, signals, strict=True)
            ),
            mood=mood,
            course=course,
            satisfaction=None,
            contact_reason=contact_reason(
                [turn_reasons(shares, one, turn.tools) for (one, shares), turn in zip(reasoned, turns, strict=True)]
            ),
            unresolved=is_unresolved(turns, signals, found),
        )

    def _signals(self, turns: Sequence[SaidTurn], at: int, found: Found) -> tuple[Signal, ...]:
        turn = turns[at]
        return tuple(
            Signal(
                kind=one.kind,
                turn_id=turn.id,
                at=turn.at,
                quote=turn.text[one.start : one.end],
                start=one.start,
                end=one.end,
                strength=one.strength,
                confidence=one.confidence,
                aspect=one.aspect,
                product_id=product_meant(turns, at, turn.text[one.start : one.end], self._titles)
                if one.kind in _ABOUT
                else None,
            )
            for one in found.signals
        )


def _answers(turns: Sequence[SaidTurn], at: int) -> list[str]:
    """The last answers before a turn, folded."""
    return [fold(turn.answer) for turn in turns[max(0, at - ANSWERS_KEPT) : at] if turn.answer]
