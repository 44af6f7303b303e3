"""What one column of a trial shows of one answer, folded from the turn's events."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.agent.constraints.money import format_price
from assistant.agent.events import (
    ConfirmationAsked,
    ConstraintsChanged,
    Language,
    ProductsShown,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from interfaces.ui.floor.drawing import DrawnEvent
from interfaces.ui.lab.turn_facts import Cost, facts_of
from retrieval.catalog import Product
from retrieval.query import SearchHit

State = Literal["waiting", "working", "done", "failed", "stopped"]
ImageUrl = Callable[[Product], str | None]


@dataclass(slots=True)
class ColumnView:
    """Grows with each event; `frame()` is the whole of it, so that a lost frame loses nothing."""

    column: int
    image_url: ImageUrl
    cost: Cost
    state: State = "waiting"
    language: Language = "en"
    tool: str = ""
    products: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    notice: str = ""
    why: str = ""
    asks: bool = False
    constraints: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] | None = None

    def frame(self) -> dict[str, Any]:
        """JSON-ready, all of it plain text.

        `tool` is the one at work. `why` is for staff (`no_seat`, `failed`, a code of `TurnFailed`), `notice` what the
        shopper was told. `facts` come with the end, see `facts_of`.
        """
        return {
            "column": self.column,
            "state": self.state,
            "language": self.language,
            "tool": self.tool,
            "products": list(self.products),
            "text": self.text,
            "notice": self.notice,
            "why": self.why,
            "asks": self.asks,
            "constraints": self.constraints,
            "facts": self.facts,
        }

    def take(self, event: DrawnEvent) -> None:
        """Takes in one event of the turn; what only the shop floor draws is left out."""
        self.state = "working" if self.state == "waiting" else self.state
        match event:
            case TurnStarted(language=language):
                self.language = language
            case ConstraintsChanged(constraints=constraints):
                self.constraints = dict(constraints)
            case ToolStarted(name=name):
                self.tool = name
            case ToolFinished():
                self.tool = ""
            case ProductsShown():
                self._show(event)
            case ConfirmationAsked():
                self.asks = True
            case TextDelta(text=text):
                self.text, self.tool = self.text + text, ""
            case TurnEnded(turn=turn):
                self.text = self.text or turn.answer
                self.facts = facts_of(turn, self.cost)
                self.state, self.tool = ("stopped" if turn.outcome == "stopped" else "done"), ""
            case TurnFailed(code=code, message=message):
                self.fail(code, message)

    def fail(self, why: str, notice: str = "") -> None:
        """Ends the answer because something broke; what was shown stays."""
        self.state, self.tool, self.why, self.notice = "failed", "", why, notice

    def stop(self) -> None:
        """Ends the answer because it was asked to."""
        self.state, self.tool = "stopped", ""

    def close(self) -> None:
        """Ends an answer whose events ran out without saying how."""
        if self.state in ("waiting", "working"):
            self.fail("failed")

    def _show(self, event: ProductsShown) -> None:
        known = {product["id"] for product in self.products}
        for hit in event.hits:
            if hit.product.id not in known:
                self.products.append(self._product(hit, event.reasons.get(hit.product.id, "")))

    def _product(self, hit: SearchHit, reason: str) -> dict[str, Any]:
        product = hit.product
        known = math.isfinite(product.price)
        return {
            "id": product.id,
            "title": product.title_in(self.language),
            "price": format_price(product.price, product.currency) if known else "",
            "rating": product.rating,
            "stock": product.stock,
            "image": self.image_url(product),
            "reason": reason,
            "score": round(hit.score, 4),
            "stages": {stage: round(score, 4) for stage, score in hit.stage_scores.items()},
            "matched": list(hit.matched_terms),
        }
