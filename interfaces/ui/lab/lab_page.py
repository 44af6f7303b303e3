"""The page at `/lab`: what it adds to the shell of the pages for staff, its events, and its routes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interfaces.ui.lab.lab import Lab
from interfaces.ui.staff.staff_page import StaffPage

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import APIRouter

SCRIPTS = (
    "page.js",
    "page_versions.js",
    "page_editor.js",
    "page_draft.js",
    "page_check.js",
    "page_trial.js",
    "page_answers.js",
    "page_runs.js",
    "page_run.js",
    "page_publish.js",
    "page_shares.js",
)
"""Read one after another into one function."""


def lab_page(lab: Lab) -> StaffPage:
    """The page of a lab."""
    return StaffPage(
        "lab",
        Path(__file__).parent,
        scripts=SCRIPTS,
        styles=("page.css", "page_columns.css"),
        wire=lambda html: _wire(html, lab),
    )


def lab_routes(lab: Lab) -> APIRouter:
    """Everything under `/api/lab`."""
    from fastapi import APIRouter

    from interfaces.ui.lab.outcome_routes import outcome_routes, overview_routes
    from interfaces.ui.lab.prompt_routes import prompt_routes
    from interfaces.ui.lab.run_routes import run_routes
    from interfaces.ui.lab.trial_routes import trial_routes

    routes = APIRouter()
    for made in (overview_routes, prompt_routes, trial_routes, run_routes, outcome_routes):
        routes.include_router(made(lab))
    return routes


def _wire(html: gr.HTML, lab: Lab) -> None:
    from interfaces.ui.lab.lab_events import LabEvents

    LabEvents(lab).wire(html)
