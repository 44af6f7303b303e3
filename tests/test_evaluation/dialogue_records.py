"""Records and cases made by hand, for judging."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluation.dialogue_facts import Facts
from evaluation.dialogue_sets import Case, Expectation, Message
from evaluation.dialogue_transcript import SeenCall, SeenEnd, SeenTurn

CATALOG = Path(__file__).resolve().parents[2] / "data" / "products.jsonl"
FACTS = Facts.load(CATALOG)


def seen(*calls: tuple[str, dict[str, Any]], turn: int = 0, **fields: Any) -> SeenTurn:
    """A turn of the case `a` of the requests; `calls` are tools and their arguments."""
    fields = {"answer": "Here you are.", "outcome": "answered", "text": f"message {turn}", **fields}
    tools = tuple(SeenCall(name=name, arguments=arguments) for name, arguments in calls)
    return SeenTurn(**{"set": "requests", "case": "a", "turn": turn, "tools": tools, "end": SeenEnd(), **fields})


def case(*expected: dict[str, Any], set: str = "requests", **fields: Any) -> Case:
    """A case `a` whose messages expect these things."""
    messages = tuple(Message(text=f"message {n}", expect=Expectation(**one)) for n, one in enumerate(expected))
    return Case(**{"id": "a", "language": "en", "split": "seen", **fields}, set=set, messages=messages)
