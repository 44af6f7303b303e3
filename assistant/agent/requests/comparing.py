"""Wishes to see two to four products side by side."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import WHICH, PlainRequest, Reading
from assistant.agent.requests.references import COMPARED_AT_MOST, each_named, referred
from retrieval.catalog import Product

COMPARE = phrases(
    r"""
    compar(e|ed|ing)
    comparison
    side[- ]by[- ]side
    differences?( between| of)?
    (differ|different)( from| to| than)?
    vs\.?
    versus
    (which|what) (one |of (them|these|those|the two|both|the \w+) )?(is|are|has|have|would be|looks|weighs|
        lasts|costs|suits|fits|do you|should i|would you|one)
    (is|are) .* (better|worse|lighter|heavier|bigger|smaller|cheaper|louder|quieter|warmer|stronger|faster|
        larger) than
    .* or .* better
    (better|which)[:,]? .* or
    (stacks?|measures?) up (against|to|with)
    should i (get|buy|take|choose|pick|go (for|with)) .* or
    stack .* up( against| to)?
    比较|对比|比一?[比下]|比比|相比|做个比|比起来
    区别|差别|不同|差异|不一样|差在哪|差哪|谁更|优劣|各有什么|选哪|哪一?个强
    哪[个一]?[款个件双种顶台条把]?.{0,6}(更|比较|最)?(好|适合|划算|值|轻|重|大|小|便宜|贵|耐用|暖|实用|推荐|舒服|强|快|省|合适|久|长|高|结实|建议)
    (选|买|要)哪(个|款|件|双|一)
    还是
    (推荐|建议)(买|选)?哪
    比.{1,12}(更|好|轻|重|大|小|便宜|贵|强|暖|快|耐)
    """
)
NO_COMPARISON = phrases(
    r"""
    (different|another|other) (one|colou?r|size|brand|kind|type|style|model)s?
    something different
    (换|有没有|有)(个|一个)?(不同|不一样)的?
    compare (prices?|with other (shops|stores)|to amazon)
    """
)
PLAIN_COMPARE = phrases(
    r"""
    compare (these|those|them|the|both|all|it|this|that|\d|number|#|\[)
    (differ|different|difference|differences)
    (stacks?|measures?) up
    which (one )?(is|of|are|do|should|would)
    which (one )?(has|lasts|weighs|costs|fits|suits|looks)
    stack .* up( against| to)?
    比较一?下?|对比一?下?|比一?下
    区别|差别|哪[个款]|不同|差在哪|差哪|谁更|优劣|选哪
    """
)
WITH = phrases(
    r"""
    ^(and )?(compar\w+|how) .*(with|to|from|against) (the|number|#|\[)
    ^(和|跟|与|比)
    """
)
BEST = phrases(
    r"""
    (which|what) (one |ones |of (them|these|those) )?(is|are|would be|'s|do you|should i|would you) (the |you |
        i )?(best|recommend|suggest|get|buy|choose|pick|better|take|go (for|with))
    which (one|of (them|these|those)) (do you|should i|would you|is|would)
    哪一?[款个件双种顶台条把].{0,4}(最|更|比较)?(好|值得|推荐|划算|合适|适合)
    (你|您)?(最)?(推荐|建议)(买|选)?哪[个一]?[款个件双]?
    """
)

_OR = re.compile(r"\s*(?:,|/|vs\.?|or|还是|或者?|和|跟)\s*(?:the |an? )?", re.ASCII | re.IGNORECASE)
_SAYS_OR = re.compile(r"[,/还或和跟]|(?<![a-z])(?:vs|or)(?![a-z])", re.ASCII | re.IGNORECASE)
"""Whether a text can hold an `_OR` between two names at all: finding the names costs a search."""


def read(asked: Asked) -> Reading:
    """The two to four products pointed at; a question which where the words ask for a comparison of something shown."""
    text, shown = asked.text, asked.turn.evidence.shown
    if not (COMPARE.search(text) or _one_or_other(asked)) or NO_COMPARISON.search(text):
        return None
    meant = referred(asked, in_shop=True)
    if not meant.unclear and 2 <= len(meant.products) <= COMPARED_AT_MOST:
        return _compare(asked, meant.products)
    if 2 <= len(named := each_named(asked)) <= COMPARED_AT_MOST:
        return _compare(asked, named)
    if (one := meant.one) and (other := _beside(asked, one)) and PLAIN_COMPARE.search(text):
        return _compare(asked, (other, one))
    if len(shown) < 2 or asked.turn.read.categories or len(meant.products) > COMPARED_AT_MOST:
        return None
    listed = meant.nothing or (BEST.search(text) and not meant.products)
    if listed and (about := _listed(asked)):
        return _compare(asked, about) if PLAIN_COMPARE.search(text) else None
    return WHICH if PLAIN_COMPARE.search(text) and meant.unclear else None


def _one_or_other(asked: Asked) -> bool:
    """Whether two products are named with nothing but an `or` between them: `Dawn 10 or Dawn 5?`."""
    if not _SAYS_OR.search(asked.turn.text):
        return False
    places = [(mention.start, mention.end) for mention in asked.mentions]
    return any(_OR.fullmatch(asked.turn.text[end:start]) for (_, end), (start, _) in pairwise(places))


def _beside(asked: Asked, one: Product) -> Product | None:
    """What a single product is compared with: `how does it differ from the first`, `和第一款比哪个好`."""
    about = asked.turn.talk.about
    return about[0] if len(about) == 1 and about[0].id != one.id and WITH.search(asked.text) else None


def _listed(asked: Asked) -> tuple[Product, ...]:
    """What a comparison that names nothing is of: what was just compared, a short list, or the best of a longer one."""
    about, shown = asked.turn.talk.about, asked.turn.evidence.shown
    if len(about) > 1:
        return about
    if len(shown) <= COMPARED_AT_MOST:
        return shown
    return shown[: COMPARED_AT_MOST - 1] if BEST.search(asked.text) else ()


def _compare(asked: Asked, products: tuple[Product, ...]) -> PlainRequest:
    return PlainRequest("compare_products", {"product_ids": [asked.number_of(product) for product in products]})
