"""Cuts a streamed answer into sentences, so that each can be checked before it is shown."""

from __future__ import annotations

import re
import unicodedata

_CLOSING = "”’」』）)\"'*"
_END = re.compile(
    rf"[。！？；]+[！？!?]*[{_CLOSING}]*\s*|[!?]+[{_CLOSING}]*(?![a-zA-Z\d&=/_])\s*|\n+\s*|"
    rf"\.+[{_CLOSING}]*(?:\s+|$)"
)
_NO_END = re.compile(
    r"(?:\b(?:(?:[a-z]\.)+[a-z]|vs|approx|etc|dr|mr|mrs|ms|st|ca|incl|excl|inc|ltd|co|jr|sr|prof|max|min|fig|vol|cf|al|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|(?:^|\n)\s*\d{1,2})$",
    re.IGNORECASE | re.ASCII,
)
_MAY_END = re.compile(r"\b(?:etc|inc|ltd|co|jr|sr|max|min|mar|may|al|(?:[a-z]\.)+m|u\.s)$", re.IGNORECASE | re.ASCII)
"""Abbreviations that end a sentence where a capital letter follows."""
_CUT = re.compile(r"[,，、](?!\d)|\s+")
_NUMBERED = re.compile(r"\b(?:no|nos|fig|vol|p|pp|approx|ca|max|min)$", re.IGNORECASE | re.ASCII)


_LOOKED_AT = 40
"""Characters before a stop that tell what it is."""


class SentenceSplitter:
    """Feed it pieces of text, get whole sentences with the space that follows them; joined they are the text.

    English full stops end a sentence only before a space, so `$1.50` stays whole; `e.g.` and list numbers (`1. `) do
    not end one. Chinese stops and line breaks always do.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that are whole now; the rest is held until more comes."""
        self._held += text
        sentences: list[str] = []
        start = 0
        for match in _END.finditer(self._held):
            if match.end() == len(self._held):
                break  # what follows may still belong to the end: a quote, a space, the decimals of a price
            if self._goes_on(start, match):
                continue
            sentences.append(self._held[start : match.end()])
            start = match.end()
        self._held = self._held[start:]
        return sentences

    def _goes_on(self, start: int, match: re.Match[str]) -> bool:
        """Whether a stop ends no sentence: that of an abbreviation, a list number, or `No. 5`."""
        before, after = self._held[start : match.start()][-_LOOKED_AT:], self._held[match.end()]
        if match[0][0] != ".":
            return False
        if _NUMBERED.search(before) and after.isdigit():
            return True
        return bool(_NO_END.search(before)) and not (_MAY_END.search(before) and after.isupper())

    def flush(self) -> str:
        """What is left when the text is over; empty when nothing is."""
        rest, self._held = self._held, ""
        return rest


def is_whole(sentence: str) -> bool:
    """Whether the text ends as a sentence does, or with an emoji, and was not cut off."""
    end = sentence.rstrip()[-1:].strip("\ufe0f") or sentence.rstrip()[-2:-1]
    return bool(end) and (end in '.。！？!?;；:：…)）]】」』”"*~～' or unicodedata.category(end) == "So")


def pieces(text: str, longest: int) -> list[str]:
    """An overlong text cut after commas and spaces into pieces of at most `longest` characters; joined they are it.

    What has no such place within `longest` characters stays in one piece; a number is never cut.
    """
    found: list[str] = []
    start = end = 0
    for place in [*(match.end() for match in _CUT.finditer(text)), len(text)]:
        if place - start > longest and end > start:
            found.append(text[start:end])
            start = end
        end = place
    return [*found, text[start:]] if start < len(text) else found
