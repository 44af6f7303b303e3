"""Amounts of money that stand beside what is wanted, without a word that limits them: `headphones for $100`.

An amount so tied to a request is a ceiling. One that is told of (`I paid $100`), asked about (`why is it $80?`) or
points at a product (`the $129 one`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.constraints.currencies import CURRENCY_PATTERN
from assistant.agent.constraints.numerals import NUMBER_PATTERN, read_number

LEAST = 20
"""The smallest number that is money without a currency beside it."""

_BEFORE = rf"(?P<pre1>(?<![a-z])(?:{CURRENCY_PATTERN}))\s*(?P<num1>{NUMBER_PATTERN})"
_AFTER = rf"(?P<num1>{NUMBER_PATTERN})\s?-?(?P<post1>{CURRENCY_PATTERN})"
_ALONE = (
    r"\A(?:[\s,.!]|please|thanks|then|just|only|ok|就|吧|那)*(?:AMOUNT)(?:[\s,.!?]|please|thanks|吧|钱|就行|就好|的)*\Z"
)
_FOR = r"\bfor (?:only |just )?(?:AMOUNT)\s*(?=$|[,.!?;]|please|or so|and\b|with\b|that\b)"
_HAVE = r"\b(?:i|we)(?: only| just)?(?:'ve| have)(?: only| just)?(?: got)?(?: only| just)?\s+(?:AMOUNT)"
_NOUN = (
    r"(?:(?:^|[,.!?;:])\s*|\b(?:an?|some|any|good|nice|want|need|me|find|buy|for)\s+)(?:AMOUNT)\s+(?!ones?\b|"
    r"deals?\b|versions?\b|models?\b|"
    r"off\b|discounts?\b|cash|each\b|per\b|bills?\b|notes?\b|refund|credit|fees?\b|more\b|less\b|cheaper\b|"
    r"too\b|is\b|was\b|"
    r"and\b|or\b|to\b|for\b|vs\b)[a-z]"
)
_HAN_NOUN = r"(?:AMOUNT)钱?的(?!那|这|都|话|订单|运费|[礼优]|券|红包|定金|差)[\u4e00-\u9fff]"
_HAN_SPEND = r"(?<!没)(?:花|出|用|拿)(?:个)?(?:AMOUNT)钱?(?:买|来|给|选|挑|购)"
_TOTAL = (
    r"(?:AMOUNT)\s*(?:in total|altogether|all in|overall|total|for everything|for (?:it|them) all|"
    r"for the (?:whole|entire) (?:lot|trip|list|setup|thing))\b"
)
_HAN_TOTAL = r"(?:一共|总共|总预算|加起来|合计|总计)(?:只|就|不超过|最多|是|有|为|:)*(?:AMOUNT)(?!吗|了|多少)"
_BARE = rf"(?P<num1>(?:{NUMBER_PATTERN}))"
_FORMS = tuple(
    re.compile(form.replace("AMOUNT", amount), re.ASCII)
    for form in (_ALONE, _FOR, _HAVE, _NOUN, _HAN_NOUN, _HAN_SPEND)
    for amount in (_BEFORE, _AFTER)
) + tuple(
    re.compile(form.replace("AMOUNT", amount), re.ASCII)
    for form in (_TOTAL, _HAN_TOTAL)
    for amount in (_BEFORE, _AFTER, _BARE)
)
_TOLD = re.compile(
    r"\b(?:paid|pay for|bought|ordered|spent|costs?|charged?|refund(?:ed)?|why|was|does|did|worth|returned|owe)\b|"
    r"\b(?:is|are) (?:it|that|this|the|they)\b|"
    r"花了|付了|买了|买的|退了|为什么|为啥|原价|售价|卖|[是这那]|去年|上次|退款|贵了|涨",
    re.ASCII,
)


def _is_much(match: re.Match[str]) -> bool:
    """Whether a number without a currency is too large for a count of things."""
    said = match.groupdict()
    return bool(said.get("pre1") or said.get("post1")) or (read_number(said["num1"]) or 0) >= LEAST


def plain_amount(text: str, parts: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """The amount in prepared text that names what may be spent, with the groups `num1` and `pre1` or `post1`.

    `parts` are where the text has numbers, as `near_numbers.stretches` gives them.
    """
    for start, end in parts:
        for form in _FORMS:
            for match in form.finditer(text, start, end):
                if not _TOLD.search(text, max(match.start("num1") - 60, 0), match.start("num1")) and _is_much(match):
                    return match
    return None
