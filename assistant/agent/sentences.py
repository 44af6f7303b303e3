"""Cuts a streamed answer into sentences, so that each can be checked before it is shown."""

from __future__ import annotations

import re

_END = re.compile(r"[。！？；!?]+[”’」』）)\"'*]*\s*|\n+\s*|\.+[”’)\"'*]*(?:\s+|$)")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|vs|approx|etc|no|dr|mr|mrs|st|ca)|(?:^|\n)\s*\d{1,2})$", re.IGNORECASE)


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
            if match[0][0] == "." and _NO_END.search(self._held[start : match.start()]):
                continue
            sentences.append(self._held[start : match.end()])
            start = match.end()
        self._held = self._held[start:]
        return sentences

    def flush(self) -> str:
        """What is left when the text is over; empty when nothing is."""
        rest, self._held = self._held, ""
        return rest


def is_whole(sentence: str) -> bool:
    """Whether the text ends as a sentence does, and was not cut off."""
    return bool(re.search(r"[.。！？!?;；:：…)）\]」』”\"*]\s*$", sentence))
