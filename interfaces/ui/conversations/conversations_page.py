"""The page at `/conversations`: what it adds to the shell of the pages for staff."""

from __future__ import annotations

from pathlib import Path

from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_page import StaffPage


def conversations_page(shop: Shopfront) -> StaffPage:
    """The page of an opened shop."""
    return StaffPage("conversations", Path(__file__).parent)
