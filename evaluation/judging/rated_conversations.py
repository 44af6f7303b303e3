"""Conversations that people rated, in two halves: one to write a rubric by, the other to measure its agreement on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from assistant.agent.language import language_of
from evaluation.errors import EvaluationError
from evaluation.judging.judge import Sample
from evaluation.judging.record import Said
from loyalty.nouns import SaidConversation

Half = Literal["develop", "held-out", "all"]


@dataclass(frozen=True, slots=True)
class Rated:
    """Rated conversations: what the judge reads of them, what was said, and people's ratings, 1 to 5, in one order.

    `usual` is the mean rating of the half that is not measured, of all where all are. `left_out` counts by reason.
    """

    name: str
    samples: tuple[Sample, ...]
    said: tuple[SaidConversation, ...]
    ratings: tuple[float, ...]
    usual: float
    left_out: Mapping[str, int]


def half_of(conversation_id: str) -> Half:
    """The half of a conversation: always the same, by the SHA-256 of its id, whatever else is in the file."""
    return "held-out" if sha256(f"0:{conversation_id}".encode()).digest()[-1] % 2 else "develop"


def read_halves(file: Path, half: Half = "held-out", limit: int | None = None, seed: int = 0) -> Rated:
    """The rated conversations of a half of a file, in an order drawn with `seed`, the first `limit` of them.

    Whoever has to stop in the middle has judged a fair draw.

    Where one side says nothing there is nothing to judge.

    Raises:
        EvaluationError: none is left.
        TrainingDataError: the file cannot be read, or no conversation in it is rated.
    """
    from loyalty.satisfaction.rated import read_rated

    read = read_rated([file])
    left_out = Counter(read.left_out)
    rated = list({one.id: (one, rating) for one, rating in zip(read.conversations, read.ratings, strict=True)}.values())
    two_sided = [(said, rating) for said, rating in rated if any(turn.answer.strip() for turn in said.turns)]
    left_out["of one side only"] = len(rated) - len(two_sided)
    mine = [pair for pair in two_sided if half in ("all", half_of(pair[0].id))]
    others = [rating for said, rating in two_sided if half == "all" or half_of(said.id) != half]
    left_out["of the other half"] = len(two_sided) - len(mine)
    random.Random(seed).shuffle(mine)
    left_out["not drawn"] = len(mine) - len(mine[:limit])
    mine = mine[:limit]
    if not mine:
        raise EvaluationError(f"{file} has no rated conversation in its {half} part; give more of them.")
    name = "RecQuest" if "recquest" in file.name.lower() else file.name.partition(".")[0]
    return Rated(
        name=name,
        samples=tuple(_sample(said) for said, _ in mine),
        said=tuple(said for said, _ in mine),
        ratings=tuple(rating for _, rating in mine),
        usual=sum(others) / len(others) if others else 3.0,
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _sample(said: SaidConversation) -> Sample:
    texts = [turn.text for turn in said.turns if turn.text.strip()]
    return Sample(said.id, 0, None, "zh" if language_of(texts[0]) == "zh" else "en", tuple(_messages(said)))


def _messages(said: SaidConversation) -> Sequence[Said]:
    found: list[Said] = []
    for turn in said.turns:
        found += [Said("shopper", turn.text)] if turn.text.strip() else []
        found += [Said("assistant", turn.answer)] if turn.answer.strip() else []
    return found
