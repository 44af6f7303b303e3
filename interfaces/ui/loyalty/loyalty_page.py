"""The page at `/loyalty`: what it adds to the shell of the pages for staff."""

from __future__ import annotations

from pathlib import Path

from interfaces.ui.loyalty.plotly_file import plotly_version
from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_page import StaffPage

SCRIPTS = (
    "page.js",
    "page_words.js",
    "page_plots.js",
    "page_overview.js",
    "page_customers.js",
    "page_customer.js",
    "page_said.js",
    "page_models.js",
)
"""Read one after another into one function; `page.js` first."""


def loyalty_page(shop: Shopfront) -> StaffPage:
    """The page of an opened shop."""
    return StaffPage("loyalty", Path(__file__).parent, facts={"plotly": plotly_version()})
