"""What the page shows of one turn, folded from its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

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
from interfaces.ui.floor.cards import ImageUrl, render_cards
from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.drawing import Drawn, DrawnEvent, without_what_is_drawn
from interfaces.ui.floor.prose import render_prose
from interfaces.ui.floor.sources import SourceWriter
from interfaces.ui.floor.texts import say, status_of
from records.nouns import Turn

TurnState = Literal["working", "done", "failed", "stopped"]


@dataclass(slots=True)
class TurnView:
    """Grows with each event; `frame()` is the whole of it, so that a lost frame loses nothing.

    `turn` is the turn's id, which the browser chose.
    """

    turn: str
    image_url: ImageUrl
    chip_writer: ChipWriter
    source_writer: SourceWriter = field(default_factory=SourceWriter)
    language: Language = "en"
    state: TurnState = "working"
    status: str = ""
    rows: list[str] = field(default_factory=list)
    text: str = ""
    chips: list[dict[str, Any]] | None = None
    notice: str = ""
    asks: bool = False
    shown: set[str] = field(default_factory=set)
    outcome: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)

    def frame(self) -> dict[str, Any]:
        """JSON-ready: `rows` and `prose` are safe HTML, the other texts are plain; `chips` is None where unchanged.

        `asks` says whether the answer is a question that two buttons answer. `outcome` is the logged turn's, empty
        before; `sources` are what the answer stands on, see `SourceWriter`; `parts` what is drawn beside the words, see
        `Drawing`.
        """
        return {
            "turn": self.turn,
            "language": self.language,
            "state": self.state,
            "status": self.status,
            "rows": list(self.rows),
            "prose": render_prose(self._words()) if self.text else "",
            "chips": self.chips,
            "notice": self.notice,
            "asks": self.asks,
            "outcome": self.outcome,
            "parts": dict(self.parts),
            "sources": self.sources,
        }

    def take(self, event: DrawnEvent) -> None:
        """Takes in one event of the turn."""
        match event:
            case TurnStarted(language=language):
                self.language = language
            case ConstraintsChanged(constraints=constraints):
                self.chips = [chip.frame(self.language) for chip in self.chip_writer.chips(constraints, self.language)]
            case ToolStarted(name=name):
                self.status = status_of(self.language, name)
            case ToolFinished():
                self.status = ""
            case ProductsShown():
                self._show(event)
            case ConfirmationAsked():
                self.asks = True
            case Drawn(part=part, value=value):
                self.parts[part] = value
            case TextDelta(text=text):
                self.text, self.status = self.text + text, ""
            case TurnEnded(turn=turn):
                self.text = self.text or turn.answer
                self._end(turn)
            case TurnFailed(message=message):
                self.fail(message)

    def _words(self) -> str:
        """The text without what stands beside it as a picture."""
        orders = self.parts.get("orders", ())
        named = {name for card in orders for name in (card["id"], *(line["title"] for line in card["lines"]))}
        return without_what_is_drawn(self.text, self.parts, named)

    def _end(self, turn: Turn) -> None:
        """Ends as the log has it: one that was stopped or failed is told so when it is looked at again."""
        self.outcome, self.sources = turn.outcome, self.source_writer.sources(turn)
        if turn.outcome == "stopped":
            self.stop()
        elif turn.outcome == "failed":
            self.fail()
        elif turn.outcome == "with_person":
            self.state, self.status, self.notice = "done", "", say(self.language, "with_person")
        else:
            self.close()

    def _show(self, event: ProductsShown) -> None:
        """A product stands once in a turn, however often it is found."""
        new = [hit for hit in event.hits if hit.product.id not in self.shown]
        self.shown.update(hit.product.id for hit in new)
        if new:
            self.rows.append(render_cards(new, event.reasons, self.language, self.image_url))

    def fail(self, message: str = "") -> None:
        """Ends the turn with a kind sentence, the interface's own where none is given; what was shown stays."""
        self.state, self.status, self.notice = "failed", "", message or say(self.language, "failed")

    def stop(self) -> None:
        """Ends the turn because the shopper asked to."""
        self.state, self.status, self.notice = "stopped", "", say(self.language, "stopped")

    def close(self) -> None:
        """Ends a turn whose events ran out: without anything to show for it, that is a failure."""
        if self.state == "working":
            self.state, self.status = "done", ""
            if not self.text and not self.rows:
                self.fail()
