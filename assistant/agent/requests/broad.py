"""Wishes too broad to search for: the shop asks back once, with a few of its departments."""

from __future__ import annotations

from assistant.agent.constraints.money import normalise, without_price_limits
from assistant.agent.requests.asked import ARGUMENT_CHARS, Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import PlainRequest, Reading, ShopSays
from assistant.agent.requests.presents import PRESENT
from assistant.agent.requests.searching import SEEKING, says_something

BROAD = phrases(
    r"""
    (gift|gifts|present|presents|gift ideas?)
    something|anything( nice| good| cool| interesting)?
    (recommend|suggest)( me| us)?( something| anything| some(thing)? (nice|good|products?))?$
    (any|some|got any|have any|do you have any|give me( some| any)?|your) (recommendations?|suggestions?|ideas?|tips)
    what (do you (have|sell|recommend|suggest|offer)|would you recommend|should i buy|can i buy|have you got|
        is (good|new|popular|hot|there))
    what's (good|new|popular|hot|in (store|stock)|on offer|trending)
    (want|like|need) to (buy|shop|get|purchase|browse|look around|spend)
    (show me|let me see) (something|what you have|everything|your (products|shop|store|stuff|best))
    (just )?(browsing|looking around|shopping|looking)$
    surprise me
    help me (choose|decide|pick|shop|find something|buy something)
    礼物|礼品|送礼
    (买|找|看|推荐|来)(一?[些点个])?(什么|啥|东西|好东西|好货|好物|商品|产品)
    有(什么|啥|哪些)(好的?|新的?|可以|值得)?(推荐|好东西|好货|好物|新品|商品|产品|东西|卖|买)
    (求|给个?|给我|帮我|来个?|有)?推荐(一下|下|点|些|一些)?(吗|呗|吧)?$
    (随便|到处)(看|逛|转)
    (逛|看)(一)?(逛|看|下)$
    有(什么|啥)值得(买|推荐|入手)
    不知道(该|要)?(买|选|看)(什么|啥|点什么)
    你们(这|店里?|家)?(都)?(有|卖)(什么|啥|哪些)
    (想|要)(买|逛|购物)(点|些)?(东西)?$
    """
)
WANTING = phrases(
    r"""
    gifts?|presents?|looking|around|browsing|surprise|shop|shopping|want|need|like|would|i'd|i'm|buy|recommend
    suggest|show|see|let|just|it's|good|new|popular|hot|sell|store|should|is|idea|not|sure|hi|hello|hey|don't|know
    trending|help|choose|decide|pick|find|tips|spend|money|everything|best|interesting|offer|on|got|give
    随便|到处|逛|转|想|要|求|帮|来|新品|好东西|好货|好物|卖|值得|都|这|家|礼品|送礼|找|啥|哪些|呗|下|点儿
    送人|不知道|该|最近|也|值得|你好|请问|挑|选|特别|合适|适合|份|有意思|惊喜|购物|店|新的
    """
)
"""Words that only say that something is wanted."""
ENDS = phrases(
    r"""
    \?
    ^(no|nothing|nope|never mind|forget it|i don't know|not sure|thanks|bye|whatever|hello|hi)
    (my|the) (order|cart|parcel)
    吗|？|^(不|没|算了|随便|不知道|谢谢|再见)|订单|购物车|快递
    """
)
"""No answer to what is looked for."""
SAID_MORE = phrases(
    r"""
    for (my|his|her|our|him|your|\w+'s)
    it's|it is|this is|was
    (mother|mom|mum|father|dad|wife|husband|girlfriend|boyfriend|friend|son|daughter|kids?|child|children|baby|
        toddler|boss|colleague|teacher|sister|brother|grand\w+|aunt|uncle|nephew|niece|partner|couple|man|woman|
        men|women|girls?|boys?|teen\w*|dog|cat|him|her|parents|birthday|wedding|anniversary|christmas|
        housewarming|graduation|valentine\w*)
    (妈|爸|母亲|父亲|老婆|老公|妻子|丈夫|女朋友|男朋友|女友|男友|朋友|儿子|女儿|孩子|小孩|宝宝|老板|同事|老师|姐|妹|哥|弟|爷|奶|外公|外婆|姥|甥|孙|舅|姑|姨|叔|伯|婶|嫂|媳|公公|婆|邻居|同学|室友|学生|亲戚|长辈|老人|父母|闺蜜|兄弟|侄|对象|她|他|
        婴儿|领导|客户|生日|结婚|婚礼|圣诞|乔迁|毕业|情人节|母亲节|父亲节|新年|春节|岁)
    """
)


def read_answer(asked: Asked) -> Reading:
    """The answer to that question, searched for with what was said before: `a gift`, then `for my mother`."""
    turn, text = asked.turn, asked.text
    if not turn.talk.asked_broad or len(text) > 80 or ENDS.search(text) or not says_something(text):
        return None
    before = PRESENT.search(normalise(turn.past[-1].text)) if turn.past else None
    words = without_price_limits(turn.text)
    thing = before[0] if before and not turn.read.categories and before[0] not in words else ""
    gap = " " if thing.isascii() else ""
    query = f"{thing}{gap}{words}" if thing.isascii() else f"{words}{thing}"
    return PlainRequest("search_products", {"query": query.strip()[:ARGUMENT_CHARS]}) if words else None


def read(asked: Asked) -> Reading:
    """A question back where no kind, use, person or limit is named; never twice in a row."""
    turn = asked.turn
    if set(turn.read.as_json()) - {"thing"} or turn.talk.asked_broad or len(asked.text) > 60:
        return None
    if not BROAD.search(asked.bare) and not BROAD.search(asked.text):
        return None
    if SAID_MORE.search(asked.text) or says_something(WANTING.sub(" ", SEEKING.sub(" ", asked.text))):
        return None
    return ShopSays("question.broad", {"terms": asked.shop.departments.get(turn.language, "")})
