"""Texts in the cells of a CSV file: a spreadsheet takes one that begins like a formula for a formula and runs it.

Such a text gets an apostrophe before it on its way out, which spreadsheets take for "this is text", and loses it on
its way in. A text that begins like that with apostrophes of its own gets one more, so that both ways are exact.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""What OWASP names for CSV injection: the four signs, also in full width, and white space that spreadsheets skip."""


def defused(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` was given; a cell of another program that begins with no apostrophe stays as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
