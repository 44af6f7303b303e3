"""The JSON shapes that scripts rely on, made from what happened; see `docs` for the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.agent.events import ChatEvent, ConfirmationAsked, ProductsShown, TurnEnded, TurnFailed, TurnStarted
from records.nouns import Turn
from retrieval.catalog import Product
from retrieval.query import Relaxation, SearchHit, SearchResult

CLAIMS = ("checked", "repaired", "dropped")
USAGE = ("prompt_tokens", "completion_tokens")
TIMINGS = ("products", "first_text", "total")


def answer_shape(events: Iterable[ChatEvent]) -> dict[str, Any]:
    """What `daogou ask --json` prints of one turn: the whole answer, or `error` and `code` when there is none.

    A turn that failed half way gives both. `confirmation` is what the shopper is asked to confirm, null where nothing.
    """
    conversation_id: str | None = None
    shown: dict[str, Product] = {}
    ended: dict[str, Any] = {}
    failed: dict[str, Any] = {}
    asked: dict[str, str] | None = None
    for event in events:
        match event:
            case TurnStarted():
                conversation_id = event.conversation_id
            case ProductsShown():
                shown |= {hit.product.id: hit.product for hit in event.hits if hit.product.id not in shown}
            case ConfirmationAsked():
                asked = {"action_id": event.action_id, "tool": event.tool, "text": event.text}
            case TurnEnded():
                ended = turn_shape(event.turn, shown.values())
            case TurnFailed():
                failed = {"error": event.message, "code": event.code}
            case _:
                pass
    if not ended and not failed:
        failed = {"error": "The turn ended without an answer.", "code": "internal"}
    told = {**ended, "confirmation": asked} if ended else {}
    return {"conversation_id": conversation_id, **told, **failed}


def turn_shape(turn: Turn, shown: Iterable[Product]) -> dict[str, Any]:
    """One answered turn; `products` are those shown, in order, with their titles in the turn's language.

    `claims` and `usage` count from 0; a timing, in milliseconds, is null when the thing did not happen.
    """
    return {
        "conversation_id": turn.conversation_id,
        "answer": turn.answer,
        "language": turn.language,
        "products": [_product_shape(product, turn.language) for product in shown],
        "tool_calls": [{"name": call.name, "arguments": dict(call.arguments)} for call in turn.tool_calls],
        "constraints": dict(turn.constraints),
        "claims": {name: turn.claims.get(name, 0) for name in CLAIMS},
        "fallback": turn.outcome == "fallback",
        "usage": {name: turn.usage.get(name, 0) for name in USAGE},
        "timings_ms": {name: _rounded(turn.timings_ms.get(name)) for name in TIMINGS},
    }


def search_shape(result: SearchResult) -> dict[str, Any]:
    """What `daogou search --json` prints; `total` counts all products that satisfy the constraints.

    `facets` has what was asked to be counted, `relaxations` what to give up where nothing fits (a null `value`: the
    constraint as a whole), `corrections` the words that were read as others.
    """
    return {
        "query": result.query.text,
        "total": result.total,
        "hits": [_hit_shape(hit) for hit in result.hits],
        "facets": {
            name: [{"value": count.value, "count": count.count} for count in counts]
            for name, counts in result.facets.items()
        },
        "relaxations": [_relaxation_shape(relaxation) for relaxation in result.relaxations],
        "corrections": dict(result.corrections),
        "timings_ms": _all_rounded(result.timings_ms),
    }


def _relaxation_shape(relaxation: Relaxation) -> dict[str, Any]:
    return {
        "constraint": relaxation.constraint,
        "value": relaxation.value,
        "products": relaxation.products,
        "also": [{"constraint": other.constraint, "value": other.value} for other in relaxation.also],
    }


def _product_shape(product: Product, language: str) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title_in(language),
        "price": product.price,
        "currency": product.currency,
    }


def _hit_shape(hit: SearchHit) -> dict[str, Any]:
    product = hit.product
    return {
        "id": product.id,
        "title": product.title,
        "price": product.price,
        "currency": product.currency,
        "rating": product.rating,
        "stock": product.stock,
        "category": product.category_path,
        "score": round(hit.score, 6),
        "stage_scores": {stage: round(score, 6) for stage, score in hit.stage_scores.items()},
    }


def _all_rounded(timings: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in timings.items()}


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
