"""Makes review texts clean before anything is learned from them, and tells which say the same."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 20_000
"""Longer texts are cut: no review of that length says more about its stars in its second half."""
GROUP_CHARACTERS: Final = 200
"""Texts that begin with this many equal letters and digits are reposts of one another."""

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_JOINERS: Final = frozenset("\u200d\ufe0f\ufe0e")  # they hold emoji together
_STATES_STARS: Final = re.compile(
    r"(?:[1-5](?:\.0)?|one|two|three|four|five|[一二两三四五])[\s-]*"
    r"(?:stars?|颗?星|/\s*5|out of (?:5|five)(?: stars?)?)"
    r"|[★⭐☆\ufe0f\s]+"
)


def clean(text: str) -> str:
    """The text without HTML, control characters and broken surrogates, with single spaces; possibly empty."""
    for _ in range(2):  # exports of exports are escaped twice
        text = html.unescape(text)
    text = _TAG.sub(" ", text)
    if not text.isprintable():
        text = "".join(_kept(character) for character in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cf", "Cs", "Cn", "Co") and character not in _JOINERS else character


def states_only_stars(text: str) -> bool:
    """Whether a text says the number of stars and nothing else: "Five Stars", "5/5", "★★★★", "五星"."""
    return bool(text) and _STATES_STARS.fullmatch(text.strip(" .!。！~").casefold()) is not None


def same_key(text: str) -> str:
    """A short key that two texts share when they differ only in case, width, spaces or punctuation."""
    return _digest(_letters(text) or text)


def group_key(body: str) -> str:
    """A short key that the reposts of one review share: the first letters and digits of its body, without title."""
    return _digest(_letters(body)[:GROUP_CHARACTERS] or body)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
