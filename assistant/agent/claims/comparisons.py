"""Judges which of two named products is said to be cheaper, lighter, better rated or longer lasting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.agent.claims.roles import is_compared
from assistant.agent.claims.superlatives import figure
from assistant.agent.claims.verdicts import Said
from retrieval.catalog import Product

_Measure = Callable[[Product], float | None]
_LOOKED_AT: Final = 44


def _price(product: Product) -> float | None:
    return product.price


def _rating(product: Product) -> float | None:
    return product.rating


def _weight(product: Product) -> float | None:
    return figure(product, "weight")


def _battery(product: Product) -> float | None:
    return figure(product, "battery")


_HOW: Final = r"(?:also|even|slightly|a bit|a little|much|far|significantly|considerably|noticeably|clearly|still)"
_KINDS: Final[tuple[tuple[_Measure, int, str, str], ...]] = (
    (
        _price,
        -1,
        r"cheaper|less expensive|more affordable|costs? less|lower[- ]priced|priced lower|"
        r"a lower price",
        "便宜|价格更?低|实惠",
    ),
    (_price, 1, r"more expensive|pricier|dearer|costs? more|higher[- ]priced|a higher price", "贵|价格更?高"),
    (_weight, -1, r"lighter|weighs? less", "轻(?!松)"),
    (_weight, 1, r"heavier|weighs? more", "重(?!要)"),
    (_rating, 1, r"(?:better|higher)[- ]rated|rated (?:higher|better)|(?:better|higher) rating", "评分更?高"),
    (_rating, -1, r"(?:lower|worse)[- ]rated|rated lower|(?:lower|worse) rating", "评分更?低"),
    (_battery, 1, r"lasts? longer|longer battery(?: life)?", "续航更?[长久]"),
    (_battery, -1, r"shorter battery(?: life)?", "续航更?短"),
)
"""What is compared, whether more or less of it is said, and how that is said before `than B` or after 比 B."""
_COMPILED: Final = tuple(
    (
        measure,
        sign,
        re.compile(rf"\b(?:{en})(?: \w+)? than (?:the |a )?[《\"“*]*$", re.ASCII),
        re.compile(rf"\s*(?:的)?(?:还|要|更|稍|略|明显|便宜)*(?:{zh})"),
    )
    for measure, sign, en, zh in _KINDS
)


def _more(zh: str) -> str:
    """The Chinese words with the 更 that makes a comparison of them where no 比 stands."""
    return "|".join(word.replace("更?", "更") if "更?" in word else f"更{word}" for word in zh.split("|"))


_ALONE: Final = tuple(
    (
        measure,
        sign,
        re.compile(
            rf"[^,;.?!]{{0,12}}?(?:'s|\s(?:is|are|comes? out))?(?:\s{_HOW})*(?:\s(?:the|a))?\s(?:{en})"
            r"(?: (?:one|choice|option|pick|buy|product|alternative))?\s*(?=$|[.,;!]|and\b|but\b|too\b)",
            re.ASCII,
        ),
        re.compile(rf"[^,，;；。比]{{0,6}}?(?:{_more(zh)})(?!的)"),
    )
    for measure, sign, en, zh in _KINDS
)
"""The same where nothing is said to compare with: right after the product."""
_TOPIC_ZH: Final = (("评分", _rating), ("价格", _price), ("售价", _price), ("重量", _weight), ("续航", _battery))
_MORE_ZH: Final = re.compile(
    r"\s*(?:还|要|更|稍|略|明显)*(?P<more>高|长|久|重|贵)|\s*(?:还|要|更|稍|略|明显)*(?:低|"
    r"短|轻|便宜)"
)
_DENIED: Final = re.compile(r"\b(?:not|no|isn't|doesn't|never)\b|n't\b|不|没", re.ASCII)


def comparison_holds(said: Said, shown: Sequence[Product] = ()) -> bool:
    """Whether every comparison of two named products, or of one with what the talk is about, is so.

    Where one is said to be cheaper and not than what, it has to be than some other one that the sentence names, or
    else than one of those `shown`.
    """
    if not _alone_holds(said, shown):
        return False
    for place, mention in enumerate(said.mentions):
        if not is_compared(said.text, mention.start):
            continue
        subject = said.mentions[place - 1].rows if place else said.topic
        before, after = said.text[max(0, mention.start - _LOOKED_AT) : mention.start], said.text[mention.end :]
        claimed = _claimed(before, after)
        if claimed and subject and not _DENIED.search(before) and not _holds(subject, mention.rows, *claimed):
            return False
    return True


def _claimed(before: str, after: str) -> tuple[_Measure, int] | None:
    """What is compared and in which direction; None where that is not said."""
    for measure, sign, english, chinese in _COMPILED:
        if english.search(before) or chinese.match(after):
            return measure, sign
    direction = _MORE_ZH.match(after)
    topic = next((measure for word, measure in _TOPIC_ZH if before.rstrip("比 ").endswith(word)), None)
    return (topic, 1 if direction["more"] else -1) if direction and topic else None


def _holds(subject: Sequence[Product], other: Sequence[Product], measure: _Measure, sign: int) -> bool:
    pairs = [(measure(a), measure(b)) for a in subject for b in other if a is not b]
    return any(a is not None and b is not None and sign * (a - b) > 0 for a, b in pairs)


def _alone_holds(said: Said, shown: Sequence[Product]) -> bool:
    """Whether what is said to be cheaper, lighter, … without a `than` is so of anything it may be compared with."""
    if "?" in said.text or "？" in said.text:
        return True
    for mention in said.mentions:
        after = said.text[mention.end :]
        if is_compared(said.text, mention.start):
            continue
        subject = {row.id for row in mention.rows}
        named = [row for other in said.mentions for row in other.rows if row.id not in subject]
        others = named or [row for row in shown if row.id not in subject]
        for measure, sign, english, chinese in _ALONE:
            claimed = english.match(after) or chinese.match(after)
            if (
                claimed
                and others
                and not _DENIED.search(claimed[0])
                and not _holds(mention.rows, others, measure, sign)
            ):
                return False
    return True
