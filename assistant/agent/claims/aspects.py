"""Tells what an amount is about from the words around it: the battery, the weight, the screen, a return.

An amount backs another only where both may be about the same: a battery's 38 hours do not make it charge in 38 hours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from retrieval.units import split_unit

_WORDS: Final[dict[str, str]] = {
    "battery": r"batter|playback|playtime|run ?time|(?:per|on a|on one|single|full) charge|续航|电池|待机|电量|播放",
    "lasting": r"\blasts?\b|lasting|\bruns? for|keeps? going|\blife\b|持续|能用|可用|可以用|撑|连续|持久|留香",
    "charging": r"charg(?:es?|ing)\b(?! (?:pad|stand|case))|充电|充满|回血",
    "weight": r"weigh|\bheavy|\blight(?:weight)?\b|重量|净重|自重|重约|仅重|只有|重(?!要|型|锤|力)|轻",
    "load": r"\bloads?\b|\bsupports?\b|carr(?:y|ies)|\bbears?\b|holds? up to|承重|承载|载重|体重|负重",
    "screen": r"screen|display|屏|显示",
    "storage": r"storage|\bssd\b|存储|硬盘|储存",
    "memory": r"memory|\bram\b|内存|运存",
    "length": r"\blong\b|length|长(?!达|时|效)",
    "width": r"\bwide\b|width|宽",
    "height": r"\btall\b|\bheight|\bhigh\b|高(?!达|清|性|级|端|于)",
    "depth": r"\bdeep\b|depth|深(?!色|受|度睡)",
    "thickness": r"\bthick|\bthin\b|厚|薄",
    "diameter": r"diameter|\bacross\b|直径",
    "range": r"\brange\b|\baway\b|distance|距离|范围|射程",
    "play": r"\bgames?\b|\brounds?\b|一局|每局",
    "warranty": r"warrant|guarantee|保修|质保",
    "return": r"\breturn|refund|退",
    "delivery": r"deliver|\bship|arriv|配送|送达|发货|到货",
    "age": r"\bage[sd]?\b|岁",
    "drop": r"\bdrop\b|落差",
    "laptop": r"laptop|笔记本",
    "cut": r"\bcut|剪|割",
    "seat": r"\bseat|座",
    "temperature": r"temperature|degrees|温",
    "noise": r"noise|quiet|loud|噪|静音",
}
_COMPILED: Final = {name: re.compile(pattern, re.ASCII) for name, pattern in _WORDS.items()}
_ANY: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORDS.items()), re.ASCII)
_LASTING: Final = frozenset({"battery", "run", "light", "longevity", "lasts", "burn"})
_KINDS: Final = {
    "blade": "length",
    "cord": "length",
    "run": "battery",
    "pet": "load",
    "cutting": "cut",
    "max_cut": "cut",
}
_BEFORE: Final = 36
_AFTER: Final = 26
_CLAUSE: Final = re.compile(r"[,;:。，；：、!?！？()（）|\n]|\.(?!\d)|\b(?:and|but|while|with)\b|而且|以及|并且|和")
_NUMBER: Final = re.compile(r"\d")


def aspects_around(text: str, start: int, end: int) -> frozenset[str]:
    """What the words beside `start:end` of a folded text are about, within its clause and up to the next number."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    for cut in (_CLAUSE, _NUMBER):
        ends = [match.end() for match in cut.finditer(before)]
        before = before[ends[-1] :] if ends else before
        first = cut.search(after)
        after = after[: first.start()] if first else after
    return aspects_in(before) | aspects_in(after)


@lru_cache(maxsize=4096)
def aspects_in(text: str) -> frozenset[str]:
    """What a piece of folded text is about."""
    if not text or not _ANY.search(text):
        return frozenset()
    return frozenset(name for name, pattern in _COMPILED.items() if pattern.search(text))


@lru_cache(maxsize=1024)
def aspects_of(attribute: str) -> frozenset[str]:
    """What an attribute is about: the words of its name without its unit, and what people call that."""
    stem, _ = split_unit(attribute)
    words = set(stem.split("_"))
    named = words & _WORDS.keys() | {_KINDS[word] for word in words & _KINDS.keys()}
    return frozenset(words | named | ({"lasting"} if words & _LASTING else set()))
