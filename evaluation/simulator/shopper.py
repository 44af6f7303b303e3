"""The seam between whoever plays a conversation and whoever shops in it: written words, rules, or a language model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from evaluation.dialogue_transcript import SeenTurn

Left = Literal["", "goal_met", "gave_up", "out_of_patience"]
"""Why a shopper left; empty while they are there, and of one whose words are written."""


class Shopper(Protocol):
    """Somebody who writes to the assistant, for one conversation."""

    def says(self, answer: str | None) -> str | None:
        """The next words; `answer` is all that the assistant wrote to the last ones, None at the opening.

        None: the shopper leaves. Raises `LanguageModelError` where a language model that speaks does not answer.
        """


@runtime_checkable
class Watcher(Protocol):
    """A shopper who also looks at what was shown and done, before they are asked for their next words."""

    def saw(self, turn: SeenTurn) -> None:
        """The turn that the last words led to."""

    def noted(self) -> ShopperNote:
        """How the last words, or the leaving, came about."""


class Proposal(BaseModel):
    """What a shopper wanted to say, or with `ends` why they wanted to leave; `faults` are what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    ends: str = ""
    faults: tuple[str, ...] = ()


class ShopperNote(BaseModel):
    """How a simulated shopper's words came about: the proposals in order, of which the last was used.

    `by` is who found the words used: a guard hands over to `rules` where the model's will not do. `left` is why the
    shopper left instead of saying anything. `model` is the language model that was asked, with the
    tokens that it read and wrote.
    """

    model_config = ConfigDict(frozen=True)

    by: Literal["rules", "model"] = "rules"
    proposals: tuple[Proposal, ...] = ()
    left: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


class WrittenShopper:
    """Says what is written, whatever is answered."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)

    def says(self, answer: str | None) -> str | None:
        """The next text; see `Shopper`."""
        return next(self._texts, None)
