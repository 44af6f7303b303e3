"""Reads what a shopper takes back: `any brand is fine`, `forget the price`, `品牌不限`, `不用红色了`, `start over`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.agent.constraints.attribute_words import AttributeWords
from assistant.agent.constraints.held import EVERYTHING, PRICE, Constraints
from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.constraints.word_finder import Found


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A constraint that no longer matters: `name` as in `Constraints.dropping`, and of several the `value`."""

    name: str
    value: str | None = None


_TOPICS: Mapping[str, str] = {
    "min_price": "minimum price|minimum|lower limit|最低价|下限",
    "max_price": "maximum price|maximum|upper limit|最高价|上限",
    PRICE: "price range|price limit|price|prices|budget|cost|money|spending limit|limit|价格|价钱|价位|预算|多少钱|钱",
    "brands": "brand|brands|brand name|make|manufacturer|label|品牌|牌子|厂家",
    "min_rating": "rating|ratings|stars|star rating|score|reviews|评分|星级|评价|口碑|分数",
    "in_stock": "stock|availability|in stock|库存|现货|有货|有没有货",
    "deadline": "deadline|delivery date|delivery time|date|when it (?:comes|arrives)|timing|"
    "时间|日期|到货时间|什么时候到|期限",
    "recipient": "recipient|who it is for|who it's for|whom it is for|送谁|送给谁|给谁",
    "attributes": "features?|filters?|specs?|constraints?|requirements?|details|条件|筛选|筛选条件|要求|功能",
    "ranges": "specs?|measurements?|参数",
    "categories": "kind|category|type|种类|类别|类型",
    "ranges.age_min": "ages?|age range|年龄|岁数",
}
_ALSO = {
    "brands": ("excluded_brands",),
    "attributes": ("ranges", "excluded_attributes"),
    "ranges.age_min": ("ranges.age_max",),
}
"""What goes with a topic."""

_EN_BEFORE = (
    r"(?:\bany(?: old)? |\bevery |\bwhatever |\bwhichever |\bregardless of (?:the )?|\bno matter (?:the |what |which )|"
    r"\bopen (?:to any|on|about) (?:the )?|\bflexible (?:on|about|with) (?:the )?|"
    r"\b(?:forget|drop|ignore|remove|skip|lift|scrap|clear|delete|never ?mind|lose)(?: about)? (?:the |my |"
    r"that |any |all )*|"
    r"\b(?:don't|do not|doesn't|dont) (?:really |actually )?(?:care|mind|worry|bother)(?: (?:about|which|what|"
    r"for|the))* |"
    r"\b(?:no|without an?y?|without) (?:more )?(?:specific |particular |fixed )?(?=\S+ (?:limit|preference|"
    r"restriction|filter|requirement)\b)|\bno (?=budget\b)|"
    r"\bno (?:limit|preference|restriction)s? (?:on|for|as to) (?:the )?|\btake (?:away|off) the )"
)
_EN_AFTER = (
    r"(?:(?: is| are|'s| was)?(?: really| actually)? (?:does ?n'?o?t (?:really |actually )?(?:matter|count)|"
    r"do ?n'?o?t matter|"
    r"(?:is|are) ?n'?o?t (?:so |that |really |very )?(?:important|an issue|relevant|a problem|a must|necessary|needed)|"
    r"not (?:so |that )?(?:important|an issue|relevant)|no longer (?:matters?|important|needed|relevant)|"
    r"irrelevant|unimportant|flexible|no object|optional|up to you))"
)
_EN_LIMIT = r"(?: (?:limit|filter|restriction|requirement|preference|range|constraint)s?)?"
_HAN_BEFORE = (
    r"(?:不限|不管|不论|无论|不在乎|不在意|不介意|不看重|忽略|别管|不用管|去掉|取消|删掉|删除|不考虑|任何|任意|随便|"
    r"什么|哪个|哪种|啥|不要求|没有?要求|无所谓)(?:什么|哪个|是什么|啥|的|这个|那个)?"
)
_HAN_AFTER = (
    r"(?:的?(?:限制|要求|条件|筛选|方面)?(?:也|都|就|我)?(?:不限制?|不重要|无所谓|随便|随意|都可以|都行|都好|不用管|不管|没关系|"
    r"没要求|没有要求|不要求|不做要求|不考虑|任意|可以放宽|不用了|不要了|不在乎|不在意|不介意|不是问题))"
)
_HAN_ANY = re.compile(r"(?:都|也)(?:可以|行|好|成|要|没关系|无所谓)|(?:的)?(?:限制|要求|条件|筛选)|$|[,.!]")
_NEEDS_ANY = ("什么", "哪个", "哪种", "啥", "任何", "任意", "随便")

_START_OVER = re.compile(
    r"(?:^|[,.!?;]\s*)(?:ok(?:ay)?,? |please |no,? |let's |can we |let me |i want to |"
    r"actually,? )*(?:start (?:over|again|afresh|fresh|anew)|"
    r"begin again|(?:start )?from scratch|reset(?: (?:everything|all|it))?(?=$|[,.!?])|clear (?:all|everything|it all)|"
    r"(?:forget|drop|scrap|remove) (?:all|everything)(?: (?:of )?(?:it|that|the (?:filters|constraints)|"
    r"i said))?|new search)\b|"
    r"重新(?:来|开始|找|搜)|从头(?:再来|开始|来)|重来|清空|重置|全部(?:取消|清除|去掉)|所有(?:条件|要求|筛选)(?:都)?(?:取消|去掉|清除|不要)",
    re.ASCII,
)
_NOT_NEEDED = re.compile(
    r"(?:(?:n't|\bnot|\bnever) (?:really |actually )?(?:have to|need(?: to)?|necessarily|must)(?: (?:be|have|"
    r"come|in|an?))*|"
    r"\bneedn't(?: be)?|\b(?:forget|drop|never ?mind|ignore|remove)(?: about)?(?: the| a)?|"
    r"\bno longer(?: needs? to be| in)?|"
    r"不(?:用|必|一定|需要?|要求|非得)(?:非)?(?:得|要|是|有|带)*|不再(?:要|需要)|没必要|去掉|取消)\s*(?:要|是)?$",
    re.ASCII,
)
_NOT_A_MUST = re.compile(
    r"^\s*(?:color|colour|one|ones|的|款)?\s*(?:(?:is|are)(?: not|n't) (?:a must|necessary|needed|important|required)|"
    r"(?:is|are) optional|anymore doesn't|(?:也|都|就)?(?:不用了|不必了|不重要|无所谓|不是必须|可有可无|不强求))",
    re.ASCII,
)
_NOT_BEFORE = re.compile(r"(?:\bnot|n't|\bno)\b[^,.]{0,20}$", re.ASCII)
_REACH = 60
"""How far from a word what takes it back may stand, in characters."""
_STOCK_NOT_NEEDED = re.compile(
    r"(?:n't|\bnot) (?:have to|need to|necessarily) be (?:in stock|available)|\bout of stock is (?:fine|ok)|"
    r"(?:没货|缺货|无货|没有货|没现货)也?(?:行|可以|没关系|要)|不(?:用|必|一定|需要?|要求)(?:要|是)?(?:有货|现货)",
    re.ASCII,
)
_ANYMORE = re.compile(r"^\s*(?:one|ones)?\s*any ?more\b", re.ASCII)


def read_given_up(
    text: str, words: ShopWords, attributes: AttributeWords, held: Constraints
) -> tuple[list[GivenUp], str]:
    """What a message takes back, and its normalised text with the words that say so blank.

    `attributes` are those of the kind of product in hand; of `held` the names of attributes count as topics too.
    """
    text = normalise(text)
    if match := _START_OVER.search(text):
        return [GivenUp(EVERYTHING)], _blank(text, [match.span()])
    given = [GivenUp("in_stock")] if _STOCK_NOT_NEEDED.search(text) else []
    spans: list[tuple[int, int]] = []
    for name, pattern in _patterns(words, held):
        for match in pattern.finditer(text):
            if (
                _is_meant(match, text)
                and not _EXCEPT.match(text, match.end())
                and not any(start < match.end() and match.start() < end for start, end in spans)
            ):
                given += [GivenUp(one) for one in (name, *_goes_with(name))]
                spans.append(match.span())
    for found, name, value in _values(text, words, attributes):
        first = max(found.start - _REACH, 0)
        before = _NOT_NEEDED.search(text[first : found.start])
        if before or _NOT_A_MUST.match(text[found.end : found.end + _REACH]) or _is_over(text, found):
            given.append(GivenUp(name, value))
            spans.append((first + before.start() if before else found.start, found.end))
    return list(dict.fromkeys(given)), _blank(text, spans)


def _goes_with(name: str) -> tuple[str, ...]:
    """What is given up with a topic: `any colour` also takes back `not black`."""
    kind, _, attribute = name.partition(".")
    return (f"excluded_attributes.{attribute}",) if kind == "attributes" and attribute else _ALSO.get(name, ())


def _patterns(words: ShopWords, held: Constraints) -> Iterator[tuple[str, re.Pattern[str]]]:
    topics = dict(_TOPICS)
    colour = words.colour_attribute
    if colour:
        yield f"attributes.{colour}", _pattern("colou?rs?|shades?|颜色|色")
    for kind in ("attributes", "ranges", "excluded_attributes"):
        for name in getattr(held, kind):
            said = [name.replace("_", " "), name.split("_")[0], *words.listed.get("attributes", {}).get(name, ())]
            yield f"{kind}.{name}", _pattern("|".join(re.escape(normalise(word)) for word in said))
    yield from ((name, _pattern(topic)) for name, topic in topics.items())


_MADE: dict[str, re.Pattern[str]] = {}


def _pattern(topic: str) -> re.Pattern[str]:
    """A pattern for the ways to say that a topic does not matter; the topic stands in the group `topic`."""
    made = _MADE.get(topic)
    if made is None:
        english = (
            rf"(?:{_EN_BEFORE}(?P<topic>{topic})\b{_EN_LIMIT}|\b(?:the )?(?P<topic2>{topic}){_EN_LIMIT}{_EN_AFTER})"
        )
        fine = r"(?:is|are|would be|will be)(?: also)? (?:ok(?:ay)?|fine|good)\b"
        other = rf"\b(?:other|another) (?P<topic5>{topic})s? {fine}|(?:别的|其他|其它)(?:{topic})也(?:行|可以|好)"
        chinese = rf"(?:(?P<han>{_HAN_BEFORE})(?P<topic3>{topic})|(?P<topic4>{topic}){_HAN_AFTER})"
        made = _MADE[topic] = re.compile(f"{english}|{other}|{chinese}", re.ASCII)
    return made


_EXCEPT = re.compile(r"\s+(?:but|except)\b")
"""`any colour but black` refuses a colour; that gives up what was wanted before by itself."""


def _is_meant(match: re.Match[str], text: str) -> bool:
    """`什么颜色` alone asks; `什么颜色都行` gives up. So does `any brand`, unless something is asked about it."""
    said = match.groupdict()
    if said["topic3"]:
        return not (said["han"] or "").startswith(_NEEDS_ANY) or bool(_HAN_ANY.match(text[match.end() :]))
    if said["topic"] and match[0].startswith(("any", "every")):
        return not re.match(
            r"\s+(?:new\b|recommendations?|suggestions?|you\b|that\b|for under|s\b)", text[match.end() :]
        )
    return True


def _values(text: str, words: ShopWords, attributes: AttributeWords) -> Iterator[tuple[Found, str, str]]:
    """Every colour, brand and other value named, wanted or not, with the constraint it would be a value of."""
    if words.colour_attribute:
        yield from _named(words.colours.judged(text), f"attributes.{words.colour_attribute}")
    yield from _named(words.brands.judged(text), "brands")
    for found, _ in attributes.values.judged(text):
        for name in found.names:
            attribute, _, value = name.partition("=")
            yield found, f"attributes.{attribute}", value


def _named(judged: Sequence[tuple[Found, bool]], name: str) -> Iterator[tuple[Found, str, str]]:
    return ((found, name, value) for found, _ in judged for value in found.names)


def _is_over(text: str, found: Found) -> bool:
    """`not red any more`, `红色不用了`."""
    return bool(_ANYMORE.match(text[found.end :])) and bool(
        re.search(r"(?:\bnot|n't|\bno)\b[^,.]{0,20}$", text[: found.start])
    )


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "," * (end - start) + text[end:]
    return text
