"""Reads a question about the shop's rules: how much each word says, and whether it asks for a time limit."""

from __future__ import annotations

import re
import unicodedata

from retrieval.tokens import query_tokens
from retrieval.word_families import roots

ASKING = frozenset({"long", "mani", "much", "多久", "多", "久", "多长", "多少", "几天", "几"})
"""Roots of words that ask for an amount: `how long` says nothing of whether sending, refunding or arriving is meant."""
ASKING_WEIGHT = 0.5
"""How much of another word's weight they have."""
_HOW_LONG = re.compile(
    r"\bhow (?:long|many (?:days|weeks))|\b(?:until|till|by) when\b|\bdeadline|\btime limit|"
    r"\b(?:return|exchange) (?:window|period)|多久|多长时间|几天|多少天|期限|什么时候之?前",
    re.ASCII,
)
_TAKES = re.compile(
    r"\brefund|\bmoney\b|\btakes?\b|\barriv|\bship|\bwarrant|退款|到账|退钱|保修|发货|送到|寄到", re.ASCII
)
_SENT_BACK = {
    "exchange": re.compile(r"\bexchang|\bswap|换货|(?<!退)换", re.ASCII),
    "return": re.compile(r"\breturn|\b(?:send|sent|give|bring|take)\b.{0,24}\bback\b|\bchange my mind|退", re.ASCII),
}


def asked_words(question: str) -> dict[str, float]:
    """The roots of a question's words, each once however often it is said, with their weights."""
    return {word: ASKING_WEIGHT if word in ASKING else 1.0 for word in roots(query_tokens(question))}


def asks_for_window(question: str) -> str:
    """`return` or `exchange` where a question asks how long there is for one, not how long one takes; else empty."""
    text = unicodedata.normalize("NFKC", question).lower()
    if not _HOW_LONG.search(text) or _TAKES.search(text):
        return ""
    return next((kind for kind, words in _SENT_BACK.items() if words.search(text)), "")
