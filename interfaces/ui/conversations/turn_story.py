"""One logged turn as staff read it: what was said, and how the answer came about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.agent.events import Language
from assistant.llm.cost import ModelPrices
from interfaces.ui.floor.chips import ChipWriter
from records.nouns import Feedback, ToolCall, Turn
from records.redaction.placeholders import in_words
from retrieval.catalog import Product

MOST_RESULT_CHARS = 12_000
"""Of one tool's result; more is cut, and said so."""


@dataclass(frozen=True, slots=True)
class StoryTeller:
    """Tells turns, JSON-ready; `find` gives a product as it is today."""

    prices: ModelPrices
    chip_writer: ChipWriter
    find: Callable[[str], Product | None]

    def story(
        self, turn: Turn, before: Turn | None, feedback: Sequence[Feedback], language: Language
    ) -> dict[str, Any]:
        """The turn after the turn `before`, with what shoppers thought of it; labels are in `language`."""
        spoken: Language = "zh" if turn.language == "zh" else "en"
        return {
            "id": turn.id,
            "position": turn.position,
            "at": turn.at.isoformat(),
            "language": turn.language,
            "outcome": turn.outcome,
            "text": in_words(turn.text, spoken, of_shopper=True),
            "answer": in_words(turn.answer, spoken),
            "chips": self._chips(turn, before, language),
            "tools": [_tool(call) for call in turn.tool_calls],
            "shown": [self._product(id, language) for id in turn.shown_product_ids],
            "searches": [self._search(one, language) for one in turn.trace.get("searches", ())],
            "model_calls": list(turn.trace.get("model_calls", ())),
            "path": self._path(turn),
            "plain": turn.trace.get("plain", ""),
            "claims": {name: turn.claims.get(name, 0) for name in ("checked", "repaired", "dropped")},
            "changed": list(turn.claims.get("log", ())),
            "rail": turn.claims.get("rail", ""),
            "rail_reason": turn.trace.get("reason", ""),
            "timings_ms": dict(turn.timings_ms),
            "usage": dict(turn.usage),
            "cost_usd": self.prices.of_turn(turn),
            "model": turn.model,
            "prompt": turn.prompt,
            "prompt_hash": turn.prompt_hash,
            "replies_prompt": turn.replies_prompt,
            "asked_to_confirm": str(turn.pending.get("text", "")) if turn.pending else "",
            "feedback": [{"helpful": one.helpful, "reason": one.reason} for one in feedback if one.turn_id == turn.id],
        }

    def _chips(self, turn: Turn, before: Turn | None, language: Language) -> list[dict[str, str]]:
        """The constraints as labels; `change` says what this turn did to each: kept, new or gone."""
        now = [chip.label for chip in self.chip_writer.chips(turn.constraints, language)]
        past = [chip.label for chip in self.chip_writer.chips(before.constraints, language)] if before else []
        held = [{"label": label, "change": "kept" if label in past else "new"} for label in dict.fromkeys(now)]
        return [*held, *({"label": label, "change": "gone"} for label in dict.fromkeys(past) if label not in now)]

    def _search(self, search: Mapping[str, Any], language: Language) -> dict[str, Any]:
        shown = search.get("shown")
        hits = [
            {**hit, **self._product(str(hit["id"]), language), "shown": shown is None or hit["id"] in shown}
            for hit in search.get("hits", ())
        ]
        return {**search, "hits": hits, "stages": list(dict.fromkeys(stage for hit in hits for stage in hit["stages"]))}

    def _product(self, id: str, language: Language) -> dict[str, str]:
        product = self.find(id)
        return {"id": id, "title": product.title_in(language) if product else ""}

    def _path(self, turn: Turn) -> str:
        """Who answered, in one word for the page; empty for a turn from before traces were kept.

        What the shop's own words answered on the way to the model, which was spared, is the shop's answer.
        """
        path = str(turn.trace.get("path", ""))
        return "shop" if path == "model" and turn.trace.get("plain") and not turn.trace.get("model_calls") else path


def _tool(call: ToolCall) -> dict[str, Any]:
    return {
        "name": call.name,
        "arguments": dict(call.arguments),
        "result": call.result[:MOST_RESULT_CHARS],
        "cut": len(call.result) > MOST_RESULT_CHARS,
        "ok": call.ok,
        "ms": round(call.duration_ms, 1),
    }


def totals(stories: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tokens and US dollars of the turns; the cost is None where that of any turn is not known."""
    costs = [story["cost_usd"] for story in stories]
    known = [cost for cost in costs if cost is not None]
    return {
        "turns": len(stories),
        "tokens": sum(sum(_counts(story)) for story in stories),
        "cost_usd": sum(known) if len(known) == len(costs) else None,
    }


def _counts(story: Mapping[str, Any]) -> Iterator[int]:
    for name in ("prompt_tokens", "completion_tokens"):
        yield int(story["usage"].get(name, 0))
