"""Presents: how a wish for one is told, and how it is searched for."""

from __future__ import annotations

import re

from assistant.agent.constraints.people import without_recipient
from assistant.agent.requests.phrases import phrases

PRESENT = phrases("gifts?|presents?\n礼物|礼品|送礼")
"""That a present is wanted, and nothing else of it."""
_AROUND = re.compile(
    r"(?:\b(?:a |some )?(?:birthday |christmas |wedding )?(?:presents?|gifts?)\b(?: ideas?\b)?(?: for)?)|"
    r"送礼?|(?:的?(?:生日|圣诞|新年)?(?:礼物|礼品))",
    re.IGNORECASE,
)


def for_search(text: str) -> str:
    """The words without whom a thing is for; a present is called by the one word catalogues mark presents with."""
    return f"{_AROUND.sub(' ', without_recipient(text))} gift".strip() if PRESENT.search(text.lower()) else text
