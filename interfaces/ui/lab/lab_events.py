"""The page's Gradio events: a question to all columns, and stopping it. Imports Gradio, so it is imported late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from interfaces.api.identity import visitor_of
from interfaces.ui.lab.lab import Lab

CONCURRENT_QUESTIONS = 6
"""How many questions are answered at one moment, each in up to four columns; others wait."""


@dataclass(frozen=True, slots=True)
class LabEvents:
    """Hears the page; whose a trial is, is asked of the desk, never of the browser."""

    lab: Lab

    def wire(self, html: gr.HTML) -> None:
        """Connects the events; called inside the page's `Blocks`."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
        html.ask(self.ask, None, html, queue=True, concurrency_limit=CONCURRENT_QUESTIONS, **quiet)
        html.halt(self.halt, None, None, queue=False, **quiet)

    async def ask(self, asked: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, Any]]:
        """Frames of one round, all columns in each."""
        trial, round_id, text = (str(getattr(asked, name, "")) for name in ("trial", "round", "text"))
        async for frame in self.lab.trials.ask(visitor_of(request), trial, round_id, text):
            yield frame

    async def halt(self, wanted: gr.EventData, request: gr.Request) -> None:
        """Ends what is being answered in the visitor's own trial."""
        self.lab.trials.stop(visitor_of(request), str(getattr(wanted, "trial", "")))
