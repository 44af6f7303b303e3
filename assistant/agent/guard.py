"""The first look at a message: what cannot be taken is refused before anything else runs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.errors import ShopperError

_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Guard:
    """Takes messages of at most `max_chars` characters, counted after control characters are gone."""

    max_chars: int

    def read(self, text: str) -> str:
        """The message without control characters and outer space, canonically composed.

        Raises:
            ShopperError: `empty`, `too_long`, or `no_words` (emoji or punctuation only).
        """
        lines = _LINE_END.sub("\n", text)
        clean = unicodedata.normalize("NFC", "".join(c for c in lines if c.isprintable() or _is_text(c))).strip()
        if not clean:
            raise ShopperError("The message is empty.", "empty")
        if len(clean) > self.max_chars:
            raise ShopperError(f"The message has {len(clean)} characters.", "too_long")
        if not _LETTER_OR_DIGIT.search(clean):
            raise ShopperError("The message has no words.", "no_words")
        return clean


def _is_text(char: str) -> bool:
    """Line breaks and tabs are text, and so is what joins emoji; other characters that nobody sees are not.

    They are control, unassigned and format characters: bidirectional overrides, zero-width spaces, hidden tags.
    """
    return char in "\n\t\u200c\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Co", "Cs")
