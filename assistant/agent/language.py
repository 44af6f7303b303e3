"""Which of the two languages a shopper writes in."""

from __future__ import annotations

import re

from assistant.agent.events import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE_GRAMMAR = re.compile("[吗呢吧么的了我你您请想要找买给哪怎几谢是有]|多少|什么|推荐|便宜")
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:the|is|are|do|does|have|has|what|which|how|can|could|i|i'm|me|my|you|please|show|want|need|looking|find|tell|"
    r"it|mean|means|buy|in|of)\b",
    re.IGNORECASE | re.ASCII,
)


def language_of(text: str, before: Language = "en") -> Language:
    """The language of the sentence around any product names: `zh` or `en`; `before` where there are no words.

    Its grammar decides (`Larkspur Hush wireless headphones 多少钱` is Chinese); without any, or with both, the
    language of most words does, each Chinese character counting as one.
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return before
    chinese, english = bool(_CHINESE_GRAMMAR.search(text)), bool(_ENGLISH_GRAMMAR.search(text))
    if han and chinese != english:
        return "zh" if chinese else "en"
    return "zh" if han > latin else "en"
