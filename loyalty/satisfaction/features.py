"""What a conversation is judged by: few plain features of what was said, each with the direction it must work in.

They were chosen by what a shopper is known to mind: not being heard, repeating oneself, being shown the wrong things,
answers that hedge. A feature that cannot be known (no mood without a reading) is absent and contributes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, log1p
from types import MappingProxyType
from typing import Final, TypeVar

from loyalty.nouns import SaidConversation, SaidTurn, TurnReading
from loyalty.satisfaction.cues import Folded, cues, folded

DIRECTIONS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "negative_share": -1,
        "complaints": -1,
        "unresolved": -1,
        "wants_person": -1,
        "thanks": 1,
        "impatience": -1,
        "repeats": -1,
        "pushback": -1,
        "asks_for_others": -1,
        "terse": -1,
        "message_length": 1,
        "turns": -1,
        "unanswered": -1,
        "failures": -1,
        "apologies": -1,
        "fit_words": 1,
        "hedge_words": -1,
        "answer_length": 1,
    }
)
"""Every feature, with +1 where more of it means more satisfied, -1 where less."""
_Item = TypeVar("_Item")
_TERSE: Final = 3.0
"""A message of so many words or fewer is terse."""
_MOST_TURNS: Final = 200
"""Of one conversation; the last so many are read, so that time stays bounded."""
_SURE: Final = 0.5
"""A signal is heard from this confidence on: several faint ones are not one complaint."""
_UNHAPPY: Final = 0.9
"""A message is unhappy from this probability on: a request with a hard word in it ("not that one") is none."""
_FAILED: Final = frozenset({"fallback", "refused", "failed"})


def describe(conversation: SaidConversation, readings: Sequence[TurnReading] = ()) -> dict[str, float] | None:
    """The features that can be known, by name.

    None where no turn has a word of the shopper's, or all are in a language that nobody taught the sentiment model.

    `readings` is what the turns say, or empty where nobody read them: mood and signals are then absent. Counts are
    log(1 + n), complaints by how sure each is; shares and what is unresolved 0 to 1; lengths log(1 + words);
    `fit_words` and `hedge_words` per 100 words.
    """
    turns = [turn for turn in conversation.turns if turn.text.strip()][-_MOST_TURNS:]
    if not turns:
        return None
    kept = {turn.id for turn in turns}
    heard = [reading for reading in readings if reading.turn_id in kept]
    if heard and all(reading.sentiment.why == "language" for reading in heard):
        return None
    return {
        **_moods(heard),
        **_asking([folded(turn.text) for turn in turns]),
        **_answering(turns),
    }


def _moods(readings: Sequence[TurnReading]) -> dict[str, float]:
    if not readings:
        return {}
    sure: dict[str, list[float]] = {"complaint": [], "unresolved": [], "wants_person": []}
    for signal in (signal for reading in readings for signal in reading.signals):
        if signal.kind in sure and signal.confidence >= _SURE:
            sure[signal.kind].append(signal.confidence)
    found = {
        "complaints": log1p(sum(sure["complaint"])),
        "unresolved": max(sure["unresolved"], default=0.0),
        "wants_person": max(sure["wants_person"], default=0.0),
    }
    told = [reading.sentiment for reading in readings if reading.sentiment.why not in ("empty", "language")]
    if told:
        found["negative_share"] = _mean([float(sentiment.probabilities[0] >= _UNHAPPY) for sentiment in told])
    return found


def _asking(messages: Sequence[Folded]) -> dict[str, float]:
    """Of the shopper's messages, folded."""
    found, later = cues(), messages[1:]
    lengths = [message.length for message in messages]
    return {
        "thanks": _share(message in found["thanks"] for message in _last_third(messages)),
        "impatience": log1p(sum(message in found["impatience"] for message in messages)),
        "repeats": _repeats(messages),
        "pushback": _share(message in found["pushback"] for message in later),
        "asks_for_others": log1p(sum(message in found["others"] for message in later)),
        "terse": _share(length <= _TERSE for length in lengths),
        "message_length": log1p(_mean(lengths)),
        "turns": log1p(len(messages)),
    }


def _answering(turns: Sequence[SaidTurn]) -> dict[str, float]:
    """Of the answers. A last message without one is not held against them: many end with a word of leave."""
    found = cues()
    answers = [folded(turn.answer) for turn in turns if turn.answer.strip()]
    read = {
        "unanswered": log1p(sum(_is_unanswered(turn) for turn in turns[:-1])),
        "failures": _share(turn.outcome in _FAILED for turn in turns),
    }
    total = sum(answer.length for answer in answers)
    if not total:
        return read
    hundreds = (total + 1) / 100
    return read | {
        "apologies": _share(answer in found["apology"] for answer in answers),
        "fit_words": sum(found["fit"].count(answer) for answer in answers) / hundreds,
        "hedge_words": sum(found["hedge"].count(answer) for answer in answers) / hundreds,
        "answer_length": log1p(total / len(answers)),
    }


def _is_unanswered(turn: SaidTurn) -> bool:
    """What was said to a person of the shop is answered by them, elsewhere in the log."""
    return not turn.answer.strip() and turn.outcome != "with_person"


def _repeats(messages: Sequence[Folded]) -> float:
    """How much of a message after the first is in an earlier one, on average: the largest share of its content."""
    contents = [message.content for message in messages]
    shares = [
        max(len(one & earlier) / max(1, len(one)) for earlier in contents[:position])
        for position, one in enumerate(contents)
        if position
    ]
    return _mean(shares) if shares else 0.0


def _last_third(items: Sequence[_Item]) -> Sequence[_Item]:
    return items[-ceil(len(items) / 3) :]


def _share(hits: Iterable[object]) -> float:
    told = [float(bool(hit)) for hit in hits]
    return _mean(told) if told else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
