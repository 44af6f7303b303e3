"""How shoppers point at products, in English and Chinese: tables that `references` looks through."""

from __future__ import annotations

import re

from assistant.agent.requests.phrases import phrases

_MEASURE_WORDS = "个款件双顶条台把支只部本套瓶副张辆盏种项号"
ONE = rf"(?:一?[{_MEASURE_WORDS}])"
"""What follows a pointing word in Chinese: the 款 of 第二款."""

ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            ("first", "1st", "一", "1", "top", "头"),
            ("second", "2nd", "二", "2", "两"),
            ("third", "3rd", "三", "3"),
            ("fourth", "4th", "四", "4"),
            ("fifth", "5th", "五", "5"),
            ("sixth", "6th", "六", "6"),
        ),
        1,
    )
    for word in words
}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple": 2, "两": 2, "几": 2} | {
    word: place for word, place in ORDINALS.items() if not word.isalpha() or not word.isascii()
}

_NO_PRODUCT = (
    r"(?! (?:time|aid|hand|order|orders|purchase|parcel|package|delivery|week|weekend|month|year|night|day|"
    r"summer|winter|"
    r"minute|message|question|thing|thought|floor|half|name|class|choice|sentence|answer|part|word|line|bit|step|visit|birthday|house|language|edition|"
    r"grade)\b|[-'])"
)
_COUNT = "two|three|four|couple(?: of)?|[2-4]|[两二三四几]"
PLACE = re.compile(
    rf"(?<![a-z\d-])(?P<first>first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|6th|top)"
    rf"(?! (?:{_COUNT})\b){_NO_PRODUCT}(?![a-z])"
    r"|(?P<tou>头)一?[个款]|(?:第\s?(?P<han>[一二三四五六1-6])(?![百千万\d次天年周月代季课])|(?<!\d)(?P<hao>[1-6])\s?号(?!码))"
    r"|^(?P<alone>[1-6])$"
    r"|(?:\[|【|#|\b(?:number|no\.?|option|item|product|choice) ?)(?P<digit>[1-6]|one|two|three|four|five|"
    r"six)(?![\da-z.])",
    re.ASCII,
)
"""One place in the list: `the second`, `第二款`, `2号`, `#2`, `number two`."""
END = re.compile(
    rf"\b(?:the |your )(?:very )?(?:last|bottom|final)(?! (?:{_COUNT})\b){_NO_PRODUCT}(?![a-z])|(?:最后|"
    rf"末尾)(?:面)?的?那?{ONE}",
    re.ASCII,
)
"""The end of the list: `the last one`, `最后那款`."""
SEVERAL = re.compile(
    rf"\b(?:the )?(?:(?P<head>first|top)|(?P<tail>last|bottom)) (?P<many>{_COUNT})\b(?! (?:weeks|days|months|"
    rf"years|orders|"
    r"times|hours))"
    rf"|(?:(?P<qian>前面?)|(?P<hou>[后最]后?面?))(?P<ji>[两二三四2-4几]){ONE}",
    re.ASCII,
)
"""Several from one end of the list: `the first two`, `后三款`."""
PAIR = re.compile(
    r"(?<![\d.$€£¥a-z-])(?P<a>[1-6])(?:号|款|个)?\s?(?:,|and|&|vs\.?|versus|or|with|to|against|和|与|跟|对|还是|、)\s?"
    r"(?P<b>[1-6])(?:号|款|个)?(?:\s?(?:,|and|&|,? and|和|、)\s?(?P<c>[1-6])(?:号|款|个)?)?"
    r"(?=\s*(?:$|[,.?!]|please|side|which|哪|谁|比|的|对|有|之|一|怎|区|差|不))",
    re.ASCII,
)
"""Bare places, as in `compare 1 and 3` and `1和3哪个好`."""

_OF_THEM = r"(?= ones?\b| of\b|[ ,.?!]*$| (?:to|into|in|from|out|have|has|is|does|and|please|looks?)\b)"


def _superlative(english: str, chinese: str) -> re.Pattern[str]:
    """`the cheaper one`, `the cheapest`; `便宜的那个`, `最便宜的`; never the wish `a cheaper one`, `便宜点的`."""
    return re.compile(
        rf"\b(?:the|that) (?:{english}){_OF_THEM}|"
        rf"(?:更|最)?(?:{chinese})的?(?:那|这){ONE}|最(?:{chinese})的(?!吗|呢|有|是哪)(?:{ONE})?|"
        rf"\bwhich(?: one)?(?: of (?:them|these|those))?(?: is|'s) the (?:{english})(?!\w)|"
        rf"哪一?{ONE}最(?:{chinese})(?!的)|最(?:{chinese})的?是哪",
        re.ASCII,
    )


SUPERLATIVES = (
    (_superlative("cheaper|cheapest|least expensive|less expensive", "便宜"), "price", False),
    (_superlative("dearer|pricier|priciest|(?:more|most) expensive", "贵"), "price", True),
    (_superlative("(?:best|highest|top|better|higher)[- ]rated", "(?:评分|评价)最?(?:高|好)"), "rating", True),
    (_superlative("lighter|lightest", "轻"), "weight", False),
    (_superlative("heavier|heaviest", "重"), "weight", True),
    (_superlative("smaller|smallest", "小"), "size", False),
    (_superlative("bigger|biggest|larger|largest", "大"), "size", True),
)
"""How it is said, what is compared, and whether the highest is meant."""

SINGLE = phrases(
    r"""
    (?<!make )(?<!made )\bit(?!'s (?:a gift|for|time)| (?:possible|true|ok|okay|rains?|seems|works to|takes|
        looks like)\b)
    its
    (this|that)( same)? (one|product|item|model)
    (?:add|buy|take|order|about|is|does|has|to|with|like|get|have|want|return|exchange|remove|on|of|see|compare|
        review|put)(?<=[a-z]) (this|that)(?= (to|in|into|from|out|with|and|have|come|waterproof|any)\b|$|[?.!,])
    the one
    它(?!们)
    [这那该此](一?[个款件双顶条台把支只部本套瓶副张辆盏种]|产品|商品)(?!月|周|星期|人|时候|价)
    (刚才|刚刚)(那|说|看)(的|到的)?(一?[个款件])?
    """
)
"""One product talked about: `it`, `that one`, `这款`."""
MANY = phrases(
    r"""
    these( two| three| four| products| items| ones)?
    those( two| three| four| products| items| ones)?
    (both|all) of (them|these|those)
    both
    them( both| all)?
    all (two|three|four)
    the (two|three)( of them)?(?! -)
    它们
    他们俩
    [这那](两|二|三|四|几|些)[个款件双顶条台把支只部本套瓶副张辆盏]?(产品|商品)?
    两(个|款|者|件)都?
    二者
    """
)
"""Several products talked about: `those two`, `它们`."""
FRAGMENT = re.compile(
    r"\bthe (?P<en>[a-z][a-z0-9]{3,})(?= ones?\b|[ ,.?!]*$| (?:have|has|is|does|to|in|into|from|and|with|any)\b)"
    rf"|(?P<zh>[\u4e00-\u9fff]{{2,8}}?)的?(?:那|这){ONE}",
    re.ASCII,
)
"""A word before a pointing one, which may be of a title: `the lapwing one`, `云雀那款`."""
JOINED = phrases(
    r"""
    (it|this|that one|this one) (and|with|or|versus|vs)
    (it|this|that one|this one) .*(compare|compares|than|against) .*(the|number)
    (compare|compares?|compared) (it|this|that one|this one)
    [它款个]\s?[和跟与比]
    """
)
"""A pronoun beside another reference."""
