"""How a word stands in a shopper's sentence: refused, joined to another, part of a saying, or what something is for.

All functions read normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_REACH = 80
"""How far from a word what refuses it may stand, in characters."""
_NEGATED = re.compile(
    r"(?:(?:\b(?:not|no|without|except(?: for)?|besides|instead of|other than|rather than|"
    r"(?:any|every)thing but|any \w+ but|all but|nothing|"
    r"hates?|dislikes?|avoid|never)|n't)(?: (?:want|need|like|care for|be|looking for|interested in|into|too|"
    r"from|by|made by|anything from|anything by|one from|ones from))*"
    r"(?: an?| any| the| in)* ?|"
    r"(?:(?<!要)不要|(?<!想)不想要?|(?<!是)不是|(?<![特级区个分告])别(?:要|的)?|除了?|讨厌|不喜欢|不考虑|排除)(?:太)?)$",
    re.ASCII,
)
_NEGATED_AFTER = re.compile(r"(?:色)?(?:款)?的?(?:之外|以外|除外|外的|都?(?:不要|就算了|不行|不考虑|不喜欢))", re.ASCII)
_AS_WELL = re.compile(r"的?[,\s]*(?:我?还|也|另外)", re.ASCII)
JOINED = re.compile(r"^[\s、/&+,]*(?:and|or|nor|、|和|或者?|以及|还是|跟|与)?[\s、/&+]*(?:an?|some|the)?\s*$", re.ASCII)
"""Between two things that are asked for together."""
_SAME_BREATH = re.compile(r"^\s*(?:、|/|and|or|nor|和|或者?|跟|与)\s*(?:an?|any|the)?\s*$", re.ASCII)
_CLAUSE = re.compile(
    r"[,.;:!?，。；：！？\n]|"
    r"\b(?:for|with|from|about|under|below|over|that|which|to go|compatible|suitable|like)\b(?!-)",
    re.ASCII,
)
_IDIOM = re.compile(
    r"\b(?:on|over|by|via) (?:the |my |your )?(?:phone|mobile|tv)\b|\b"
    r"(?:phone|mobile) (?:number|call|app|support|banking)s?|"
    r"\bpay(?:ing)? with (?:my |the )?(?:phone|mobile)|"
    r"(?:\bto|\bcan i|\bcould i|\bi|\bwe|\bplease|\byou) book\b|\bfans? of\b|"
    r"\borange juice|\bdress code|\bpersonal trainer|\bgift bags?|打(?:个)?手机|手机号码?|"
    r"\b(?:in|into|to|from|out of) (?:my|the|your) (?:shopping )?(?:bag|basket)\b(?! of)|"
    r"手机(?:支付|付款|银行|客户端)",
    re.ASCII,
)
_ACCESSORY = re.compile(
    r"\s+(?:screen )?(?:cases?|covers?|stands?|holders?|mounts?|sleeves?|protectors?|straps?|cables?|racks?|"
    r"shelf|shelves|tables?|shades?|hooks?|skins?|docks?|repairs?)\b|"
    r"(?:保护)?(?:壳|套(?!装)|膜|支架|架(?!子)|柜|(?:充电|数据)?线|贴|配件|包(?![邮含裹]))",
    re.ASCII,
)
_SEEKING = re.compile(
    r"(?:\b(?:look(?:s|ed|ing)?|search(?:es|ed|ing)?|"
    r"shop(?:s|ped|ping)?|hunt(?:s|ed|ing)?|market|ask(?:s|ed|ing)?|need|"
    r"want|wish|hoping|here|have|got|sell|stock|budget|pay|spend|recommendations?|suggestions?|advice|ideas?|"
    r"options?|deals?|"
    r"prices?|best|help|start|begin|ok|fine)|\d)\s*$",
    re.ASCII,
)
_PURPOSE = re.compile(r"\b(?:for|with)\s*$", re.ASCII)


def negated(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each of some words in order whether it is refused; so is what `or` and `和` join to a refused one."""
    refused = [
        bool(_NEGATED.search(text[max(start - _REACH, 0) : start])) and not _is_as_well(text, start, end)
        for start, end in spans
    ]
    after = [bool(_NEGATED_AFTER.match(text[end : end + _REACH])) for _, end in spans]
    joined = [bool(_SAME_BREATH.match(text[a:b])) for (_, a), (b, _) in pairwise(spans)]
    for place, same in enumerate(joined, 1):
        refused[place] |= same and refused[place - 1]
    for place in range(len(joined), 0, -1):
        after[place - 1] |= joined[place - 1] and after[place]
    return [before or behind for before, behind in zip(refused, after, strict=True)]


def _is_as_well(text: str, start: int, end: int) -> bool:
    """`除了耳机还要音箱` asks for both."""
    return bool(re.search(r"除了?$", text[max(start - 2, 0) : start]) and _AS_WELL.match(text[end:]))


def without_idioms(text: str) -> str:
    """The text with sayings that only sound like products (`on the phone`, `a fan of`) blank; each place as it was."""
    return _IDIOM.sub(lambda match: " " * len(match[0]), text)


def is_accessory(rest: str) -> bool:
    """Whether what follows a word makes it the thing something else is for: `phone case`, `手机壳`."""
    return bool(_ACCESSORY.match(rest))


def is_asked_for(before: str) -> bool:
    """Whether what stands after these words is what is wanted: `looking for ...`, but not `a case for ...`."""
    opening = _PURPOSE.search(before)
    return opening is None or bool(_SEEKING.search(before[: opening.start()])) or not before[: opening.start()].strip()


def clauses(text: str, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the text's clauses start and end; a comma in a list of words, or an edge inside a word, ends none."""
    listed = [(a, b) for (_, a), (b, _) in pairwise(words) if JOINED.match(text[a:b])]
    whole = [*listed, *words]
    edges = [m for m in _CLAUSE.finditer(text) if not any(start <= m.start() < end for start, end in whole)]
    places = [0, *(place for m in edges for place in m.span()), len(text)]
    return list(zip(places[::2], places[1::2], strict=True))
