"""Takes out of a wish what no search should look for: politeness, hedges, who it is for, and what is read apart."""

from __future__ import annotations

import re

from assistant.agent.constraints.money import without_price_limits
from assistant.agent.constraints.people import without_recipient
from assistant.agent.constraints.reading import without_rating
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.requests.phrases import phrases

COURTESY = phrases(
    r"""
    please|pls|plz|plss?e|kindly|cheers|asap|a\.s\.a\.p\.?
    (many )?(thanks|thank you|thank u|thx|tia)( so much| very much| a lot| in advance| a bunch)?
    if (that's |it's |it is |at all )?poss(ible)?
    if (you|u) (have|got|can|could|do|stock|sell)( (it|them|one|any|that|some))?$
    if (you )?(don't|do not|wouldn't) mind
    if (there (is|are)|you have) (one|any|some|such)( a thing)?
    (as soon as|when|whenever) (you can|possible)
    (i|we)('d| would) rather
    by any chance|at all possible|or something( like that)?$|or so$|or whatever$|i guess|i think|you know
    (very |really |quite )?urgent(ly)?
    麻烦(一下|下|你们?|您|了)*
    (非常|十分|太)?(谢谢|多谢|感谢|谢了|谢啦)(你们?|您|啦|了|哈|哦|呀)*
    拜托(了|啦)?|辛苦(了|啦)?|不好意思|劳驾
    (如果|要是)?(有|可以|方便|可能)的话
    (?<=[, ])急$
    (比较)?(着急|急用|急需|挺急的?)|越快越好|尽快
    """
)
_REFUSING = re.compile(
    r"(?:\b(?:but )?(?:no|not|without|except(?: for)?|anything but|nothing from|none of)(?: the| any| from)?\s*|"
    r"(?:不要|别要?|不想要|除了|不喜欢|不考虑)\s*)$",
    re.ASCII,
)
_LOOSE = re.compile(r"(?:^[\s,.;:!?~。、，-]+|[\s,.;:!?~。、，-]+$)")
_DANGLING = re.compile(
    r"(?:\s+(?:with|and|but|or|from|by|preferably|ideally|(?:that|which)(?:'s| is| are| has| have)?))+$", re.ASCII
)
"""What introduced something that was taken out."""
_TAIL = re.compile(r"^(?:的|之外|以外|除外|牌|家)+")


def without_courtesy(text: str) -> str:
    """Normalised text without thanks, pleases and hedges; the commas they leave go with them."""
    return _tidy(COURTESY.sub(" ", text))


def cleaned(text: str, words: ShopWords) -> str:
    """What is wanted, in normalised form: without prices, ratings, refused brands, recipients and courtesy.

    A recipient stays where nothing but `gift` would be left.
    """
    rest = without_rating(without_price_limits(text))
    for found in reversed(words.brands.refused(rest)):
        before = _REFUSING.search(rest[: found.start])
        if before is not None:
            rest = f"{rest[: before.start()]} {_TAIL.sub('', rest[found.end :])}"
    return without_courtesy(rest)


def without_somebody(query: str) -> str:
    """A query without whom it is for, where that leaves more than a gift for somebody."""
    left = _tidy(without_recipient(query))
    return left if left and not _ONLY_A_GIFT.fullmatch(left) else query


_ONLY_A_GIFT = re.compile(
    r"(?:[\s,.;:!?。]|an?|some|the|nice|good|small|little|birthday|christmas|wedding|anniversary|gifts?|presents?|ideas?|"
    r"something|anything|things?|一|[个份件点些]|买|挑|选|送|的|生日|新年|圣诞|结婚|小|好|礼物|礼品|东西)*",
    re.ASCII,
)


def _tidy(text: str) -> str:
    text = re.sub(r"\s*,(?:\s*,)+", ", ", " ".join(text.split()))
    return _LOOSE.sub("", _DANGLING.sub("", _LOOSE.sub("", text))).replace(" ,", ",")
