"""Seats assistants for trials: the real chat over the shop's search and language models, on records of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.agent.events import ChatEvent, TurnEnded
from assistant.errors import OperatorError
from assistant.prompting.choice import PromptChoice

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from assistant.wiring import Shop
    from evaluation.replay.stage import Stage

_CONVERSATION = "trial"
"""Each stage has a log of its own, in which there is only this one."""


class ModelFault(OperatorError):
    """The language model's endpoint failed in a turn that the shop then answered from its own facts."""


@dataclass(frozen=True)
class StageSeat:
    """One conversation on a stage; see `interfaces.ui.lab.trials.Seat`."""

    stage: Stage
    customer_id: str | None

    def stream(self, text: str, turn_id: str) -> Iterator[ChatEvent]:
        """The turn's events; where the model's endpoint failed, that is raised after the shop's own answer."""
        whose: dict[str, Any] = {"conversation_id": _CONVERSATION, "customer_id": self.customer_id, "turn_id": turn_id}
        for event in self.stage.chat.stream(text, **whose):
            yield event
            if isinstance(event, TurnEnded) and (fault := self.stage.fault(turn_id)):
                raise ModelFault(fault)

    def close(self) -> None:
        """Forgets the conversation and the records."""
        self.stage.close()


@dataclass(frozen=True, slots=True)
class StageBench:
    """Seats assistants on stages over one open shop; see `interfaces.ui.lab.trials.Bench`."""

    shop: Shop

    def seat(self, prompts: PromptChoice, model: str, customer_id: str | None) -> StageSeat:
        """An assistant with these prompts and the model of that name.

        Raises:
            OperatorError: the model is not there any more, or the shop's parts cannot be opened.
        """
        from evaluation.replay.stage import open_stage

        chosen = model_named(self.shop, model)
        return StageSeat(open_stage(self.shop, prompts, chosen, customer_id), customer_id)


def model_names(shop: Shop) -> tuple[str, ...]:
    """The language models that are set up, the first one answering shoppers; none is opened to know that."""
    opened: LanguageModel | None = shop.__dict__.get("language_model")
    if opened is not None:
        return tuple(dict.fromkeys(one.name for one in opened.every))
    config = shop.settings.language_model()
    every = (config, *config.fallbacks)
    names = ((one.model or "") if one.base_url else _name_when_open(one.embedded_model) for one in every)
    return tuple(dict.fromkeys(names))


def _name_when_open(embedded_model: str) -> str:
    """What the gateway calls an embedded model, which the settings name by a short name or by its file."""
    from assistant.llm.model_files import known_models

    files = {known.name: known.file for known in known_models()}
    return Path(files.get(embedded_model, embedded_model)).stem


def model_named(shop: Shop, name: str) -> LanguageModel:
    """The open language model of that name.

    Raises:
        OperatorError: there is none.
    """
    for one in shop.language_model.every:
        if one.name == name:
            return one
    raise OperatorError(f"The language model {name} is not set up any more; choose another one.")
