"""Wishes for a product: a kind of product and nothing else, or words that say something is looked for."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import ARGUMENT_CHARS, Asked
from assistant.agent.requests.cleaning import cleaned, without_courtesy, without_somebody
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import PlainRequest, Reading
from assistant.agent.requests.references import referred

MOST_CHARS = 160
SEEKING = phrases(
    r"""
    (i'm |i am |we're |we are |am )?(looking|searching|shopping|hunting) for
    in (the market|search) (for|of)
    (i|we)('m| am| are|'re)? (really |also |still |just |desperately |badly )*
        (need|want|require|am after)( to (buy|get|find|purchase|see))?
    (i|we)('d| would) (really )?(like|love)( to (buy|get|find|purchase|see))?
    ^need
    (find|show|get|give|recommend|suggest|bring)( me| us)?
    search( for)?
    browse
    (do|did) you (guys )?(have|sell|carry|stock|offer)
    (have|has) (you|the shop) got
    got any
    any (recommendations?|suggestions?|ideas?) for
    (can|could|would) you (please )?(recommend|suggest|find|show|help me find)( me)?
    help me (find|choose|pick|buy)
    where can i (find|buy|get)
    do you (have|got|sell|recommend|suggest)( for)?
    let me see
    are there any
    is there (a|an|any)
    有没有|有啥|有什么|有哪些|有[吗么]$
    推荐(一?下|一?{one}|几{one})?(给我)?
    我?(想要?|要|需要|打算|准备)(买|找|购买|入手|一?{one})(一?{one})?
    (帮我|给我|我)?(求推荐|找|搜|搜索|(?<![一没])来(?=一|几|两|个|款)|买(?!了|过|完|的|贵)|看看|挑|选)(一?下|一?{one}|点)?
    我?(在找|想找|想看看?|求推荐|求|需要|想买|要买|想要)(一?{one})?
    你们(家|店里?|这里?|那里?)?(有|卖)(没有)?
    店里有|卖不卖|^卖
    ^有(?=.{2,12}[吗么]$)
    给我(找|看|推荐|来)
    """.replace("{one}", "(?:[款个件顶条台把支只部本套瓶副些]|双(?!人|肩))")
)
"""Words that say something is looked for; what follows them is what."""
THING = phrases(
    r"""
    ((\w+ )?(gifts?|presents?)|something|anything)( \w+)?
        [ ](for|to (?!ask|say|tell|report|discuss|complain|add|do|see)|that|which|suitable)
    (my|our) (\w+ ){0,2}\w+'s (\w+ )?(gifts?|presents?)
    (送给?|适合|给|我|我们|我家).{1,8}(礼物|礼品|东西)
    """
)
"""A thing told by its use: searched for as it stands."""
SOMETHING_ELSE = phrases(
    r"""
    (first|second|third|fourth|fifth|sixth)(?! (aid|hand|grade|birthday|day))
    (this|these|those|it|its|them|they)(?! (is|are|has|have|can|will|fits?|works?|keeps?|does|won't|
        doesn't|goes|comes|lasts?|folds?|i can|summer|winter|year|weekend|time|christmas|spring|autumn))
    compare|difference|versus|vs
    why|did|was
    ^where('s| is) (my|our)
    ^who|who (is|are|made|owns|pays|do i|can)
    should i|what should|^should
    how(?! about)|when (is|are|will|do|does|did|can|i get)|^when
    thanks?|thank you
    bought|ordered|orders|broken|broke|arrived|already|cancel|(?<!shopping )cart|complaint|speak|refund|complain|hello
    love (it|the|my|your|this)|hate
    (talk|speak) to
    help( me)?$
    help (with|me with|me to (?!find|choose|pick)|understanding)
    (a|your|the|my|any) (human|person|manager|agent|account|password|email|phone number|address|job|discount|
        coupon|code|invoice|receipt|store|shop|branch|catalogue|question|answer|problem|issue|refund|order)
    discount codes?|coupons?|voucher
    (know|learn|ask|hear|talk|return|exchange|pay|order|visit|leave|go|join|work|complain|see you)$
    (to|would like to|want to|need to)
        [ ](know|learn|ask|hear|talk|return|exchange|pay|visit|leave|go|join|complain|cancel|speak)
    [a-z]{2,}-\d+
    \[\d
    第[一二三四五六\d][个款件双顶条台把种]|[这那][个款件双些几本]|它
    比较|对比|区别|怎么|为什么|如何|多久|多少(?!钱以内)
    (?<!知道)什么意思|漏|第一次|谢|买了|买过|买完|差价|降价|订单|坏了|收到|已经|取消|购物车|投诉|人工|你好$|退|换货
    优惠码|优惠券|折扣码|发票|门店|地址|电话号码|账号|密码|问题|帮助$
    """
)
CHANGE = re.compile(
    r"^(?:(?:ok|okay|no|and|so|well|actually|hmm|then)\b[\s,]*)*(?:what|how) about\b"
    r"|^(?:那么?|换成?|改看|还是看)|呢\s*[?？]?$",
    re.ASCII,
)
"""Another kind of product after the one before: `what about tents?`, `那帐篷呢`."""
STATES_KIND = phrases(
    r"""
    ^(the|our|your|his|her)|^my (?!\w+ (needs?|wants?|is looking|could use))
    (?<!有)[吗么]$
    ^(is|are|does|do|will|can|could|has|have)
    (is|are|does|do) (the|it|this|that|they|there|these|those)
    哪|几
    """
)
"""Words of a question: with a kind of product they ask about it, unless something is looked for."""
TRIMMED = re.compile(
    r"^(?:(?:what|which|a|an|some|any|the|of|for|on|me|us|to|buy|get|find|good|nice|new|please|pair of|couple of|"
    r"something like|about|one|few)\b[\s,]*"
    r"|(?:一?些|点儿?|一?(?:[款个件顶条把支只部本套瓶副]|双(?!人|肩)|台(?!灯))|的|好的|什么|哪些|比较|买|找|购买))+",
    re.ASCII,
)
FILLER = phrases(
    r"""
    something|anything|things?|stuff|one|ones|products?|items?|nice|good|cool|great|please|help|
        recommendations?|suggestions?|ideas?|options?|else|today|for|me|my|a|an|the|some|any|you|have|do|can|
        could|to|buy|get|i|in|your|shop|store|of|there|what|more|new|bit|advice
    东西|商品|产品|什么|点|好的|好|推荐|不错|的|个|一|款|些|吗|呢|吧|买|礼物|送|看看|我|你们|你|给|可以|店里|有
    """
)


def read(asked: Asked) -> Reading:
    """A search in the shopper's own words without the price; None where a model must decide or translate."""
    text = asked.text
    if len(text) > MOST_CHARS or _is_something_else(asked):
        return None
    if asked.turn.language == "zh" and not asked.shop.reads_chinese:
        return None
    query = wanted(asked)
    return PlainRequest("search_products", {"query": query[:ARGUMENT_CHARS]}) if query else None


def wanted(asked: Asked) -> str:
    """What is looked for, without price and opening words; empty where the message does not say that anything is."""
    words = CHANGE.sub("", cleaned(asked.turn.text, asked.shop.words))
    seeking, kind = SEEKING.search(words), bool(asked.turn.read.categories)
    if not (seeking or THING.search(words) or (kind and not STATES_KIND.search(without_courtesy(asked.text)))):
        return ""
    words = re.sub(r"[吗么]\s*[?？]?$", "", words)
    rest = words[seeking.end() :] if seeking else words
    query = without_somebody(_trimmed(rest if says_something(rest) else SEEKING.sub(" ", words)))
    if not kind and not says_something(query):
        return ""
    return query if asked.shop.reads_chinese else _english_words(query)


def says_something(words: str) -> bool:
    """Whether some words are more than `something nice`: they name a thing, a use or a person."""
    return bool(re.search(r"[a-z]{3,}|[\u4e00-\u9fff]", FILLER.sub(" ", words)))


def _is_something_else(asked: Asked) -> bool:
    text = SEEKING.sub(" ", CHANGE.sub("", without_courtesy(asked.text)))
    return bool(SOMETHING_ELSE.search(text)) or not referred(asked).nothing


def _trimmed(words: str) -> str:
    return TRIMMED.sub("", words.strip(" ,.?!~:;。")).strip(" ,.?!~:;。") or words.strip(" ,.?!~:;。")


def _english_words(text: str) -> str:
    """The words that a search over an English catalogue takes, from the first of at least three letters on."""
    words = re.findall(r"[a-z0-9][a-z0-9'-]*", text)
    first = next((place for place, word in enumerate(words) if re.fullmatch(r"[a-z]{3,}", word)), len(words))
    return " ".join(words[first:])
