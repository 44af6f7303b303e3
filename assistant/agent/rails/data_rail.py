"""The rail on what tools return: product texts, reviews, rules and notes are data, whatever they say.

`neutral` leaves the facts and takes away what could pass for something else: the marks by which a language model tells
who speaks, HTML and scripts, the targets of links, code that hides text, and sentences that give the assistant orders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from assistant.agent.rails.closing import fails_closed
from assistant.agent.rails.folding import fold, look_alikes, plain
from assistant.agent.rails.input_rail import MARKUP
from assistant.agent.rails.phrase_book import Found, open_phrase_book

_SCRIPT = re.compile(r"<(script|style|iframe|svg|object)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<\|im_start\|>\w*\n?|</?[A-Za-z!?][^<>]*>?|<\|[^<>|]*\|?>|<!--.*?(?:-->|$)", re.DOTALL)
_CALL = re.compile(r"\{\s*[\"'](?:name|function|tool|arguments)[\"']\s*:.*?(?:\}\s*\}|\}|$)", re.DOTALL)
_TOOL_BLOCK = re.compile(r"<(tool_call|tool_response|tools)\b[^>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)?")
_LINK = re.compile(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)?")
_TARGET = re.compile(r"\b(?:javascript|vbscript|data|file)\s*:\s*\S+", re.IGNORECASE)
_CODED = re.compile(r"(?<![\w/+])(?=[\w/+-]*[a-z])(?=[\w/+-]*[A-Z0-9])[\w/+-]{40,}={0,2}")
_BAR = re.compile(r"<\||\|>")
_FENCE = re.compile(r"`{3,}|~{3,}|-{4,}|={4,}|#{3,}")
_PART = re.compile(r"[^.!?。！？；\n]+[.!?。！？；]*|[.!?。！？；]+|\n")
_PLANTED = ("instructions", "planted")


def neutral(text: str) -> str:
    """The text as a language model or a shopper may read it; a text without anything odd stays letter for letter.

    Of a line in which somebody gives the assistant orders, all from that sentence on is left out.

    Raises:
        RailError: the text could not be read; nothing of it may be used.
    """
    with fails_closed("data"):
        clean = without_markup(text)
        if not _orders_in(clean):
            return clean
        return "\n".join("".join(_until_ordered(line)) for line in clean.split("\n"))


def without_markup(text: str) -> str:
    """The text without HTML, marks of speakers, tool calls, link targets, hidden characters and long codes."""
    text = shown_text(text)
    seen = "".join(
        char for char in text if char in "\n\t\u200d" or unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs")
    )
    for pattern in (_CALL, _CODED, _FENCE, MARKUP, _BAR):
        seen = pattern.sub("", seen)
    return seen if seen == text else without_markup(seen)  # what is taken out may have kept two halves of a mark apart


def shown_text(text: str) -> str:
    """The text without HTML, scripts, tool calls and the targets of links and pictures; their words stay."""
    seen = text
    for pattern in (_PICTURE, _LINK):
        seen = pattern.sub(r"\1", seen)
    for pattern in (_TOOL_BLOCK, _SCRIPT, _TAG, _TARGET):
        seen = pattern.sub("", seen)
    return seen if seen == text else shown_text(seen)


def _until_ordered(line: str) -> Iterator[str]:
    for part in _PART.findall(line):
        if _orders_in(part):
            return
        yield part


def _orders_in(text: str) -> Found | None:
    """The first phrase by which the text gives the assistant orders, also where its letters are disguised."""
    readings = [fold(text)]
    if not plain(text).isascii() or any(char.isdigit() for char in text):
        readings += look_alikes(text)
    books = [open_phrase_book(name) for name in _PLANTED]
    return next((found for folded in readings for book in books if (found := book.find(folded))), None)
