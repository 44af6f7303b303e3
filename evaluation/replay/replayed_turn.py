"""What was seen of one replayed message, and how the run it belongs to was made; one JSON object each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from evaluation.dialogue_transcript import SeenTurn
from evaluation.replay.saved_sets import as_line
from evaluation.replay.transcripts import Transcript
from evaluation.simulator.shopper import ShopperNote


class ReplayedTurn(SeenTurn):
    """A turn of the conversation `case`, played for the `repeat`-th time from 0.

    `cost_usd` is absent where nobody knows the price; `infrastructure` says what was wrong with the language model's
    endpoint, which is no failure of the assistant, and `missing` why no recorded call could answer: neither is judged.
    `last` is true of a conversation's last turn. `end` is there where
    the records are judged, and in the last turn. `shopper` is how a simulated shopper found the words, `leaving` why
    they left after the last turn.
    """

    set: str = "replay"
    repeat: int = 0
    language: str = ""
    model: str = ""
    cost_usd: float | None = None
    infrastructure: str = ""
    missing: tuple[str, ...] = ()
    last: bool = False
    shopper: ShopperNote | None = None
    leaving: ShopperNote | None = None

    @property
    def is_spoiled(self) -> bool:
        """Whether the turn says nothing of the assistant, nor do those after it."""
        return bool(self.infrastructure or self.missing)

    @property
    def own_ms(self) -> float | None:
        """What the turn took beside the language model, in milliseconds."""
        total = self.timings_ms.get("total")
        return None if total is None else total - self.timings_ms.get("model", 0.0)


class RunHeader(BaseModel):
    """How a run was made. `prompts` has the label and hash of each prompt, `fingerprint` is that of what was played.

    With a `seed` the k-th play (from 0) samples with `seed` + k; `temperature` is None where it is not known. `moment`
    is when the run takes place, as its clock has it.
    `shopper` is who simulated the shoppers, empty where their words were written.
    Runs that were played in turns, so that the machine was as busy for one as for the other, have the same `together`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    model: str = ""
    prompts: Mapping[str, str] = Field(default_factory=dict)
    fingerprint: str = ""
    repeats: int = 1
    conversations: int = 0
    seed: int | None = None
    temperature: float | None = None
    moment: datetime | None = None
    shopper: str = ""
    together: str = ""


class Run(BaseModel):
    """A run: its header, what was played, and what was seen of the conversations that came to their end.

    `left` is how many conversations were not played, `stopped` the reason, empty where all were.
    """

    model_config = ConfigDict(frozen=True)

    header: RunHeader
    transcripts: tuple[Transcript, ...]
    turns: tuple[ReplayedTurn, ...]
    left: int = 0
    stopped: str = ""

    @property
    def cost_usd(self) -> float | None:
        """What all of it cost; None where the price of a turn is not known."""
        costs = [turn.cost_usd for turn in self.turns]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    @classmethod
    def of(cls, header: RunHeader, transcripts: Iterable[Transcript], turns: Iterable[ReplayedTurn]) -> Self:
        """A run whose turns are in the order of transcript, repeat and turn, whoever played which first."""
        played = tuple(transcripts)
        place = {transcript.id: number for number, transcript in enumerate(played)}
        known = [turn for turn in turns if turn.case in place]
        ordered = sorted(known, key=lambda turn: (place[turn.case], turn.repeat, turn.turn))
        return cls(header=header, transcripts=played, turns=tuple(ordered))


def fingerprint_of(transcripts: Iterable[Transcript]) -> str:
    """The same for the same shoppers' words for the same customers in the same order, whatever is expected of them."""
    read = sha256()
    for one in transcripts:
        bare = one.model_copy(update={"messages": tuple(m.model_copy(update={"expect": None}) for m in one.said)})
        read.update(as_line(bare.model_copy(update={"source": ""})).encode())
    return read.hexdigest()[:16]


def as_json(turn: ReplayedTurn) -> dict[str, Any]:
    """A turn as its line of a file has it."""
    return turn.model_dump(mode="json", exclude_defaults=True)
