"""The rail on what a shopper writes: attacks, unsafe wishes and other matters than shopping are declined at once.

It reads with phrase books, not with a language model: the same message is always read the same way, in about a
millisecond, and a wrong refusal can be put right by one line in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.agent.rails.folding import fold, glued, hidden_texts, look_alikes
from assistant.agent.rails.other_people import asks_about_others
from assistant.agent.rails.phrase_book import PhraseBook, open_phrase_book

Code = Literal["care", "unsafe", "instructions", "privacy", "price", "off_topic"]
BOOKS: tuple[Code, ...] = ("care", "unsafe", "instructions", "privacy", "price", "off_topic")
"""The order in which a message is read: what matters most comes first."""
MARKUP = re.compile(
    r"<\|[\w-]*\|?>|<\/?(?:tool_call|tool_response|tools|system|assistant|im_start|im_end)\b[^>]*>|\[/?INST\]|<</?SYS>>|"
    r"(?:^|\n)\s*#{2,}\s*(?:system|instruction|assistant)\b|(?:^|\n)\s*(?:system|assistant|developer)\s*[:：]|"
    r"(?:^|\n)\s*(?:系统|助手|系统消息)\s*[:：]",
    re.IGNORECASE,
)
"""Marks by which language models tell who is speaking; a shopper has no use for them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message is declined: `code` chooses the sentence for the shopper, `reason` is for the log."""

    code: Code
    reason: str


class InputRail:
    """Reads one message at a time; holds nothing between messages."""

    def refusal(
        self, text: str, *, before: str = "", shops: bool = False, customer_id: str | None = None
    ) -> Refusal | None:
        """Why the message is declined, or None where it is taken.

        `before` is the shopper's message before this one: an attack may be cut in two. `shops` says that the message
        names something of the shop (a kind of product, a price); `customer_id` is who is signed in.
        """
        if markup := MARKUP.search(text):
            return Refusal("instructions", f"markup {markup[0].strip()!r}")
        folded = fold(text)
        if (reason := asks_about_others(text, customer_id)) is not None:
            return self._first(BOOKS[:3], [folded]) or Refusal("privacy", reason)
        return (
            self._first(BOOKS, [folded])
            or self._first(BOOKS[:5], look_alikes(text))
            or self._first(("instructions",), self._instructions_in_disguise(text, folded))
            or self._glued([folded, *look_alikes(text)])
            or self._across(before, folded)
            or self._weak(folded, shops)
        )

    def reads_as_orders(self, text: str) -> bool:
        """Whether a piece of text speaks to the assistant as its master; for texts that should only be data."""
        folded = fold(text)
        readings = [folded, *look_alikes(text)]
        return bool(MARKUP.search(text) or self._first(("instructions",), readings))

    def _first(self, codes: tuple[Code, ...], readings: Iterator[str] | list[str]) -> Refusal | None:
        for folded in readings:
            for code in codes:
                if found := self._books[code].find(folded):
                    return Refusal(code, found.phrase)
        return None

    def _weak(self, folded: str, shops: bool) -> Refusal | None:
        """What sounds like another matter, where nothing sounds like shopping."""
        if shops or self._shopping.find(folded):
            return None
        found = ((code, self._books[code].find(folded, weak=True)) for code in ("instructions", "off_topic"))
        return next((Refusal(code, f"weak {phrase.phrase}") for code, phrase in found if phrase), None)  # type: ignore[arg-type]

    def _instructions_in_disguise(self, text: str, folded: str) -> Iterator[str]:
        yield from hidden_texts(text)
        yield self._spelled_right(folded)

    def _glued(self, readings: list[str]) -> Refusal | None:
        book = self._books["instructions"]
        found = next((hit for folded in readings for run in glued(folded) if (hit := book.find_glued(run))), None)
        return Refusal("instructions", found.phrase) if found else None

    def _across(self, before: str, folded: str) -> Refusal | None:
        """A phrase that begins in the message before and ends in this one."""
        start = fold(before)
        if not start:
            return None
        book = self._books["instructions"]
        found = next((hit for gap in (" ", "") if (hit := book.find(start + gap + folded))), None)
        crosses = found is not None and found.start < len(start) < found.end
        return Refusal("instructions", f"across {found.phrase}") if found and crosses else None

    def _spelled_right(self, folded: str) -> str:
        """The text with words of the rail's own put where they were meant: `ingore previos instrucions`."""
        words = self._books["instructions"].vocabulary
        return " ".join(
            _nearest(word, words) if word.isascii() and len(word) >= 5 else word for word in folded.split(" ")
        )

    @cached_property
    def _books(self) -> dict[Code, PhraseBook]:
        return {code: open_phrase_book(code) for code in BOOKS}

    @cached_property
    def _shopping(self) -> PhraseBook:
        return open_phrase_book("shopping")


def _nearest(word: str, words: frozenset[str]) -> str:
    """The known word that is one slip away (two in a long word), or the word itself."""
    if word in words:
        return word
    hit = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=1 if len(word) < 9 else 2)
    return hit[0] if hit else word
