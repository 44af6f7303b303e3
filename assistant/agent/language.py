"""Which of the two languages a shopper writes in."""

from __future__ import annotations

import re

from assistant.agent.events import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str, before: Language = "en") -> Language:
    """`zh` when Chinese characters outnumber English words, `en` otherwise; `before` where there is neither."""
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return before
    return "zh" if han > latin else "en"
