"""What staff see of a turn beside its answer: tools, claims, rails, tokens, cost and waiting times, JSON-ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from records.nouns import Turn

RESULT_MAX_CHARS = 6_000
"""Of what a tool gave back; a longer one is cut, and says so."""

Cost = Callable[[Turn], float | None]
"""What a turn cost in US dollars; None where nobody can say."""


def facts_of(turn: Turn, cost: Cost) -> dict[str, Any]:
    """The facts of one logged turn.

    `cost_usd` is None where it is not known. `waited_ms` has `products`, `first_text`, `total`, `model`, each absent
    where it did not happen. `rail` names the rail that declined or broke, or is empty. `trace` is the turn's own.
    """
    return {
        "outcome": turn.outcome,
        "prompt": turn.prompt,
        "replies_prompt": turn.replies_prompt,
        "prompt_hash": turn.prompt_hash[:12],
        "model": turn.model,
        "tools": [_tool(call) for call in turn.tool_calls],
        "constraints": dict(turn.constraints),
        "claims": _claims(turn.claims),
        "rail": str(turn.claims.get("rail", "")),
        "tokens": {
            "read": turn.usage.get("prompt_tokens", 0),
            "written": turn.usage.get("completion_tokens", 0),
        },
        "cost_usd": cost(turn),
        "waited_ms": dict(turn.timings_ms),
        "trace": dict(turn.trace),
    }


def _tool(call: Any) -> dict[str, Any]:
    cut = len(call.result) > RESULT_MAX_CHARS
    return {
        "name": call.name,
        "arguments": dict(call.arguments),
        "result": call.result[:RESULT_MAX_CHARS],
        "cut": cut,
        "ok": call.ok,
        "ms": call.duration_ms,
    }


def _claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """How many claims were checked, put right and left out, and each sentence that was not shown as written."""
    counts = {name: int(claims.get(name, 0)) for name in ("checked", "repaired", "dropped")}
    return {**counts, "log": [dict(entry) for entry in claims.get("log", ())]}
