"""Tells whether a message is still about the thing in hand or about another: that decides what is kept.

A kind of the catalogue decides where one is named. Otherwise it is the noun after words of looking for (`do you have
a hammock`, `有没有吊床`): one that stands on products of the kind in hand refines (`the wireless ones`), any other is
new.
"""

from __future__ import annotations

import re

from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.money import without_price_limits
from assistant.agent.constraints.shop_words import ShopWords

_SEEKING = re.compile(
    r"(?:\b(?:looking|searching|shopping|hunting) for|\b(?:i|we)(?:'d like| would like| need| want|'m after| am after)"
    r"(?: to (?:buy|get|see|find))?|\b(?:show|find|get|recommend|suggest)(?: me| us)?|"
    r"\bdo you (?:have|sell|carry|stock)|\bhave you got|\bgot any|\b(?:what|how) about|\bis there|\bare there)\s+"
    r"(?P<determiner>(?:an?|some|any|another|a pair of|a set of|a new|new)\s+)?",
    re.ASCII,
)
_OPENING = re.compile(
    r"^(?:(?:ok|okay|and|now|then|also|no|next|please)[, ]+)*(?P<determiner>(?:an?|some|another|a pair of|"
    r"a set of)\s+)",
    re.ASCII,
)
_END = re.compile(
    r"[,.;:!?()\d\n]|\b(?:for|with|without|under|over|below|above|in|from|about|around|at|to|that|which|who|"
    r"please|and|or|but|"
    r"of|on|is|are|like|by|made|suitable|instead|too|as well|thanks?|now|then|up|can|available|left|my|your|the|it|"
    r"than)\b",
    re.ASCII,
)
_GENERIC_WORDS = """
one ones something anything nothing everything option options it them thing things stuff gift gifts present presents
product products item items model models deal deals price prices budget size sizes colour colours color colors brand
brands rating ratings review reviews delivery help advice question questions idea ideas suggestion suggestions
recommendation recommendations more others other choice choices kind kinds type types bit lot few pair set discount
discounts refund refunds return returns order orders cart info information details detail minute time times day days way
person human agent manager you me us else stock results life battery screen weight power feature features quality
version versions alternative alternatives style styles design range offer offers sale list cheap stars people pieces
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_NOT_A_NOUN = re.compile(
    r"^(?:cheap|light|big|small|bett|new|dark|long|short|quiet|fast|nic|warm|soft|thin|thick|larg|strong|bright|"
    r"old|high|low|"
    r"wid|narrow|heavi|pretti|quick|saf|clean|deep|tall)(?:n|g|t)?er$|(?:est|able|proof|less|ful|ive|ing|ed|ly|ish)$"
)
_HAN_SEEKING = re.compile(
    r"(?:想要|想买|要买|我要|需要|有没有|你们有|店里有|还有|推荐|看看|给我(?:找|看|来)?|帮我(?:找|看|挑)|换成|改看|找|买|卖|求购)"
    r"(?:一?下)?(?:一|几|两)?(?:[个只台件条把款双套张顶部支副本辆瓶盒袋]|点|些)?(?P<thing>[\u4e00-\u9fff]{2,12})"
)
_HAN_TAIL = re.compile(r"(?:吗|呢|吧|么|了|啊|呀|没有|没|可以吗|有吗|看看)+$")
_HAN_GENERIC = re.compile(
    r"^(?:[更再最很太比别其什哪几多怎好不]|便宜|东西|礼物|商品|产品|推荐|优惠|一点|一些|现货|[这那]|款式|种|牌子|颜色|尺码|价格|轻|大|小|贵|新|你|我|"
    r"适合|送给?|给|能|可以|带|有|用|客服|人工|订单|发票|单)"
)
_SAME_BUDGET = re.compile(
    r"\bsame (?:budget|price|limit|amount)|\bfor the same (?:price|money)|"
    r"(?:同样|一样|相同)的?(?:预算|价格|价位)|预算(?:不变|一样)",
    re.ASCII,
)


_ADDING = re.compile(
    r"\b(?:is|are|would be|works?) (?:also )?(?:fine|ok(?:ay)?|good|acceptable)(?: too| as well| with me)?\b|"
    r"\b(?:too|as well)\b\s*[.!?]*$|"
    r"^(?:or|also)\b|也(?:行|可以|好|成|要|能接受|喜欢)|^(?:或者|或是|还有)",
    re.ASCII | re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:i|we|my \w+) (?:\w+ )?(?:bought|ordered|got|had|broke|lost|returned)\b|\bbroke(?:n)?\b|"
    r"\blast (?:week|month|year)\b|"
    r"买了|买过|上次|去年|坏了|丢了",
    re.ASCII,
)


def tells_of_the_past(text: str) -> bool:
    """Whether a message tells of something bought or broken rather than asking for it."""
    return bool(_PAST.search(text.lower()))


def thing_in(text: str) -> str:
    """The thing looked for, by its noun in the shopper's words; empty where none is named. `text` is normalised."""
    wanted = without_price_limits(text)
    for match in (*_OPENING.finditer(wanted), *_SEEKING.finditer(wanted)):
        phrase = _END.split(wanted[match.end() :], maxsplit=1)[0].split()
        if phrase and _is_thing(phrase[-1], bool(match["determiner"])):
            return phrase[-1]
    for match in _HAN_SEEKING.finditer(wanted):
        thing = _HAN_TAIL.sub("", match["thing"]).rpartition("的")[2]
        if 2 <= len(thing) <= 8 and not _HAN_GENERIC.match(thing):
            return thing
    return ""


def is_another(text: str, read: Constraints, held: Constraints, words: ShopWords) -> bool:
    """Whether the message, which states `read`, names another kind of thing than the one held."""
    if not held.is_about_something:
        return False
    if read.categories:
        related = held.categories and words.are_related(held.categories, read.categories)
        return not related and not _is_like(held.thing, read.categories)
    if not read.thing or _singular(read.thing) == _singular(held.thing):
        return False
    return not held.categories or not words.stands_on(read.thing, held.categories)


def adds(text: str) -> bool:
    """Whether what a message names is to count beside what was named before: `blue is fine too`, `蓝色也行`."""
    return bool(_ADDING.search(text))


def keeps_budget(text: str) -> bool:
    """Whether another thing is to be found for the same money."""
    return bool(_SAME_BUDGET.search(text))


def _is_thing(noun: str, has_determiner: bool) -> bool:
    if len(noun) < 3 or noun in _GENERIC or _NOT_A_NOUN.search(noun):
        return False
    return has_determiner or (noun.endswith("s") and not noun.endswith("ss"))


def _is_like(thing: str, categories: tuple[str, ...]) -> bool:
    """Whether the thing held is one of these kinds in other words: a `vase` is no lamp, a `lamp` is."""
    return any(_singular(thing) in {_singular(word) for word in one.lower().split()} for one in categories if thing)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
