"""What a turn cost: tokens times what the model's owner asks for them; absent where nobody has said what that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.llm.config import LanguageModelConfig, TokenPrice
from assistant.llm.model_files import known_models
from assistant.llm.usage import TokenUsage
from records.nouns import Turn

PER = 1_000_000
"""Prices are for so many tokens."""


FREE = TokenPrice(0.0, 0.0)
"""The embedded model's: it runs on the shop's own machine."""


@dataclass(frozen=True, slots=True)
class ModelPrices:
    """Prices by the model's name, as logged turns and `LanguageModel.name` write it."""

    of_model: Mapping[str, TokenPrice] = field(default_factory=dict)

    def cost_usd(self, model: str, usage: TokenUsage) -> float | None:
        """What the tokens cost in US dollars, 0 upwards; None where it is not known.

        Not known: the model's price was never set, or the model was asked and counted no tokens. An empty name is a
        turn in which no model was asked, which costs nothing.
        """
        if not model:
            return 0.0
        price = self.of_model.get(model)
        if price is None or (usage == TokenUsage() and price != FREE):
            return None
        return (usage.prompt_tokens * price.prompt_usd + usage.completion_tokens * price.completion_usd) / PER

    def of_turn(self, turn: Turn) -> float | None:
        """What a logged turn cost, as `cost_usd` says."""
        usage = TokenUsage(turn.usage.get("prompt_tokens", 0), turn.usage.get("completion_tokens", 0))
        return self.cost_usd(turn.model, usage)


def prices_of(config: LanguageModelConfig) -> ModelPrices:
    """The prices of a config's models, its fallbacks' too, and of every embedded model that was ever used by name."""
    prices = {Path(known.file).stem: FREE for known in known_models()}
    for one in (config, *config.fallbacks):
        if one.base_url:
            prices.pop(one.model or "", None)
        else:
            prices.setdefault(Path(one.embedded_model).stem, FREE)
    hosted = [one for one in (config, *config.fallbacks) if one.base_url]
    return ModelPrices({**prices, **{one.model or "": one.price for one in hosted if one.price is not None}})
