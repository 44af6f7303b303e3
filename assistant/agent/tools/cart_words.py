"""Whether a shopper's own words plainly ask to put something into the cart or take it out."""

from __future__ import annotations

import re
import unicodedata

_ADD = re.compile(
    r"\b(?:add|put|throw|pop|stick|drop|place|toss|get)\b.*\b(?:cart|basket|bag|trolley)\b"
    r"|\b(?:add|buy|order|take|get me) (?:it|this|that|these|those|them|both|one|two|three|\d+|the|a pair|another)\b"
    r"|\bi(?:'ll| will|'d like to|'d like| want to| would like to) (?:take|have|buy|order|get)\b"
    r"|加(?:入|到|进|上)?.{0,20}(?:购物车|购物篮|车里)|放(?:进|入|到|在)?.{0,20}(?:购物车|购物篮|车里)|(?:购物车|购物篮).{0,10}[加放]"
    r"|加购|下单|[就我]要(?:这|那|第|它|了)|买(?:这|那|第|它|下|[一两二三四五\d])|来(?:[一两二三\d]+)[个件双台只条份套本]|拿下",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|discard|get rid of)\b|\btake\b.*\b(?:out|off|from)\b|\bdrop\b.*\b(?:from|out)\b"
    r"|删|移除|移出|去掉|拿掉|拿出|取出|清掉|不要(?:了|这|那|第)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:should|shall|whether|worth|better|or not|don'?t|do not|never|not|if i|would it|why)\b"
    r"|还是|要不要|值得|该不该|如果|别|能不能买|为什么|不想",
    re.IGNORECASE,
)


def plainly_asks(tool: str, text: str) -> bool:
    """Whether `text` asks for `cart_add` or `cart_remove` in so many words, without a doubt or a not."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    words = _ADD if tool == "cart_add" else _REMOVE
    return bool(words.search(plain)) and not _DOUBT.search(plain)
