"""Goals, scenes and shoppers made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage

from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from evaluation.dialogue_transcript import SeenTurn
from evaluation.simulator.goals import Goal
from evaluation.simulator.scene import Scene
from tests.test_evaluation.dialogue_records import FACTS

TENT: dict[str, Any] = {
    "id": "tent",
    "language": "en",
    "goal": "You want a tent in green, at most 300 dollars.",
    "words": {"thing": "a tent", "tells": {"max_price": "at most 300 dollars", "colour": "in green"}},
    "success": {"products_all": {"category": ["tents"], "max_price": 300, "colour": ["green"]}},
}
CANCEL: dict[str, Any] = {
    "id": "cancel",
    "language": "en",
    "customer_id": "C-017",
    "goal": "You want to cancel your order D-100534.",
    "words": {"request": "I want to cancel order D-100534."},
    "knows": {"order_id": "D-100534", "reason": "I ordered by mistake."},
    "success": {"state": {"orders": {"D-100534": "cancelled"}}},
}


def goal(base: dict[str, Any] = TENT, **fields: Any) -> Goal:
    """A goal like `base` with other fields."""
    return Goal.model_validate({**base, **fields})


def scene(wanted: Goal | None = None, turns: Sequence[SeenTurn] = ()) -> Scene:
    """What the shopper has seen after these turns."""
    return Scene(wanted or goal(), FACTS, list(turns))


def scripted(*steps: Step, name: str = "scripted") -> tuple[LanguageModel, ScriptedChatModel]:
    """A language model that says these things."""
    model = ScriptedChatModel(steps=list(steps))
    return LanguageModel(model, name, guided=False), model


def says(message: str) -> Step:
    """The shopper's model writes a message."""
    return Step(tool_calls=[("say", {"message": message})])


def leaves(why: str = "goal_met") -> Step:
    """The shopper's model leaves."""
    return Step(tool_calls=[(why, {})])


def own_words(messages: Sequence[Any]) -> list[str]:
    """What the shopper's model was shown as its own."""
    return [one.text for one in messages if isinstance(one, AIMessage)]
