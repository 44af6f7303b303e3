"""Follow-ups that change the last search: cheaper, in blue, lighter, for women, more of them."""

from __future__ import annotations

import re

from assistant.agent.constraints.money import without_price_limits
from assistant.agent.requests.asked import ARGUMENT_CHARS, Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import PlainRequest, Reading
from assistant.agent.requests.references import referred
from assistant.agent.requests.refinement import Refinement

MOST_CHARS = 60
CHEAPER = phrases(
    r"""
    cheaper(?! than)
    less expensive
    lower price
    too (expensive|pricey|dear|much)
    (out of|over) my budget
    more affordable
    (更|再|又)?便宜(一?[点些]|的|$)
    太贵|贵了|有点贵|更实惠|实惠点
    """
)
MORE = phrases(
    r"""
    ^(show|see|give|list|find|get)?( me)?( some| a few| any)? ?more( of (them|these|those|that))?( like (these|
        those|them|that))?( options| results| products| choices| of the same)?$
    ^(any|some|what|are there any|do you have any|have you got any|got any|is there any|show me some|
        show me the) (more|others?|other ones|other options|others like (these|those|that))$
    (show|see|give)( me)? (the )?(rest|others|other (ones|options)|next( page| ones)?|different ones|
        some others|something else|something different)
    (anything|what|something) else( you have| do you have| in the shop)?$
    more (like|of) (these|those|them)$
    next( page| ones| please)?$
    (more|other|different) (options|choices|results|ones|models|suggestions|products)
    none of (these|them|those)
    (还有|有)(没有)?(别的|其他|更多|其它)(的)?(款|款式|选择|吗|么|推荐|商品)?$
    ^还有(吗|么|没有?|呢|没|哪些|什么)?$
    (再|多)(看|来|给|推荐|找|列|显示)(我)?(看)?(一?些|几个|几款|点|别的|其他|更多)
    ^(更多|下一页|换一批|换一些|看更多|再看看|再来几(个|款)|下一批|换换|更多选择|其他的|别的)(吧|的|呢)?$
    (换一批|下一页|看看别的|看看其他|都不(太)?(喜欢|满意|合适|行)|都不好)
    """
)
MEASURED = (
    (phrases("lighter(?! (fluid|colou?r))\n(轻|轻便)(一?[点些]|的)\n(更|再)轻\n太重"), "weight", False),
    (phrases("heavier\n重一?[点些]\n更重\n太轻"), "weight", True),
    (phrases("bigger|larger|more room|roomier\n大一?[点些号]|更大|再大\n太小"), "size", True),
    (phrases("smaller|more compact\n小一?[点些号]|更小|再小\n太大"), "size", False),
    (
        phrases("(longer|better|bigger) battery( life)?\n(lasts|lasting) longer\n续航(更|再|要)?(长|久|好)|电池更"),
        "battery",
        True,
    ),
    (phrases("quieter|less noisy\n(更|再)?安静(一?[点些]|的)|声音小"), "noise", False),
)
"""What says it, which measure it is about, and whether more of it is wanted."""
OPENING = re.compile(
    r"^(?:(?:no|not|but|and|or|ok|okay|so|well|actually|hmm|what about|how about|what if|maybe|rather|instead|"
    r"i (?:want|need|prefer|meant?|would prefer|would like)|"
    r"i'd (?:prefer|like)|make it|make that|only|just|do you have|have you got|got|any|anything|something|"
    r"show me|give me|are there|is there|find me|the|a|one|ones|some|them|"
    r"it|that|they|should|must|has|have|to|be|is|are|preferably|ideally|can you|could you|please|in|it's|"
    r"there|same|but|these|those|me|you|can|let's|see|keep it|nothing|options?|all|at|same)(?:\b[\s,]*|$)"
    r"|(?:不[,是]?|那|要|有没有|有|想要|最好|只要|只看|就要|换成?|改成?|给我|看看|来|如果|我要|我想要|是|得|必须|再|还|能|一?[点些]|的|呢|吗|吧|款|个|,|看|别的|其他|一下)+)+",
    re.ASCII,
)
CLOSING = re.compile(r" (?:ones?|please|instead|too|though)$|(?:的|吧|吗|呢|款的)+$")
JOINS = re.compile(
    r"^(?:for|with|without|in|made of|from|that (?:is|are|has|have|can)|which|suitable for|not|no|size|under|"
    r"over|below|only|but|and|around|of|by)\b|"
    r"^(?:适合|给|带|不带|不要|没有|防水|男|女|儿童|小孩|送|适用|用于|白|黑|红|蓝|绿|灰|粉|大码|小码|可|能|无线|有线|国产|纯|全)",
    re.ASCII,
)
TRAITS = phrases(
    r"""
    waterproof|water[- ]?resistant|wireless|wired|foldable|folding|portable|rechargeable|washable|
        machine[- ]washable|organic|vegan|leather|cotton|wool|wood(en)?|metal|steel|plastic|ceramic|glass|
        silicone|aluminium|linen|bamboo|lightweight|light|compact|small|large|big|medium|mini|long|short|thick|
        thin|soft|warm|quiet|fast|electric|manual|cordless|adjustable|dishwasher[- ]safe|non[- ]?stick|
        bluetooth|noise[- ]cancell?ing|men's|women's|kids|unisex|in stock|good ratings?|well[- ]rated|
        best[- ]rated|top[- ]rated|highly rated|better rated|higher rated|better quality|in stock|on sale|
        discounted|newer|latest|another brand|other brands?|another colou?r|different colou?rs?|different brand
    防水|防泼水|无线|有线|可折叠|便携|充电|机洗|有机|真皮|纯棉|羊毛|木质|金属|不锈钢|塑料|陶瓷|玻璃|竹|轻便|小巧|大号|中号|小号|加厚|轻薄|柔软|保暖|静音|快充|电动|手动|可调|不粘|蓝牙|
        降噪|男[款士式]|女[款士式]|儿童|童款|有货|现货|评分高|评价好|好评|口碑好|打折|特价|新款|别的牌子|其他品牌|换个牌子|换个颜色|别的颜色|其他颜色
    """
)
UNBOUND = phrases(
    r"""
    (any|every|whatever|no matter (what|which)|don't care (about|what|which)|doesn't matter what|
        forget( about)?|ignore|drop|remove|without|skip|lift|never mind) (the |what |which |about |my |a |
        of the )*(brands?|colou?rs?|price|prices|budget|ratings?|size|limit|price limit|filters?)
    (brand|colou?r|price|money|budget|rating)s? (doesn't|does not|don't|do not|is not|isn't|
        no longer)( really)? (matter|important|an issue|a problem)
    (什么|任何|哪个|啥)(牌子|品牌|颜色|价格|价位|价钱)都(行|可以|好|成|无所谓|要)
    (不限|不限制|不用管|不管|别管|取消|去掉|无所谓)(牌子|品牌|颜色|价格|价位|预算|评分|限制|筛选|条件)
    (牌子|品牌|颜色|价格|预算|评分)(不限|无所谓|都行|都可以|随便|不重要|不用管)
    """
)
"""A constraint taken back; the reader of constraints knows which."""
STOPS = phrases(
    r"""
    \?.*\?
    (is|are|does|can) (it|they|this|that)
    which|who|why|when|where
    how (do|does|long|much|many)
    what (do|does|is|are)(?! (you|about))
    (order|orders|cart|parcel|refund|return|ship|shipping|delivery|warranty|review|reviews|compare|person|human)
    (my|your) (name|address|account|email)
    thank|bye|hello
    订单|购物车|快递|退|换货|评价怎么|比较|对比|人工|客服|谢谢|再见|你好|哪个|区别
    """
)


def read_more(asked: Asked) -> Reading:
    """The last search once more without what was shown: `show me more`, `还有吗`."""
    if not _follows(asked) or not (MORE.search(asked.bare) or MORE.search(asked.text.rstrip(" ?.!"))):
        return None
    asked.turn.refine = Refinement(leave_out=asked.turn.talk.seen_ids)
    return _again(asked.turn.talk.query)


def read_beyond(asked: Asked) -> Reading:
    """The last search once more for less money, or for more or less of a measure: `cheaper`, `更轻的`."""
    turn, text = asked.turn, asked.text
    if not _follows(asked) or not (referred(asked).nothing or referred(asked).many or _is_too_dear(asked)):
        return None
    if CHEAPER.search(text):
        turn.refine = Refinement(cheaper=turn.read.max_price is None)
        return _again(turn.talk.query)
    for words, measure, more in MEASURED:
        if words.search(text):
            turn.refine = Refinement(measure=measure, more=more)
            return _again(turn.talk.query)
    return None


def read(asked: Asked) -> Reading:
    """The last search once more with another price, brand or colour, a trait, a purpose, or without a limit."""
    if not _follows(asked):
        return None
    if UNBOUND.search(asked.text):
        return _again(asked.turn.talk.query)
    meant = referred(asked)
    if meant.nothing or meant.many or _only_brand(asked):
        return _narrowed(asked, asked.turn.talk.query)
    return None


def _follows(asked: Asked) -> bool:
    """Whether there was a search and the message is short, names no kind of product and nothing that is no search."""
    text = asked.text
    return (
        bool(asked.turn.talk.query)
        and len(text) <= MOST_CHARS
        and not (STOPS.search(text) or asked.turn.read.categories or asked.turn.another)
    )


def _narrowed(asked: Asked, query: str) -> Reading:
    """Another price, colour, brand, rating; or a trait or purpose that joins the words of the search."""
    rest = without_price_limits(asked.turn.text).strip(" ,.?!~:;。")
    rest = CLOSING.sub("", OPENING.sub("", rest)).strip(" ,.?!~:;。")
    if asked.turn.read.as_json() and len(rest) <= 30:
        return _again(query)
    if rest and len(rest) <= 40 and (JOINS.search(rest) or TRAITS.search(rest)):
        return _again(_joined(query, rest))
    return None


def _joined(query: str, more: str) -> str:
    """`running shoes` and `for women` are `running shoes for women`; what is there already is not said twice."""
    if more in query:
        return query
    return f"{query} {more}" if query.isascii() or more.isascii() else f"{query}{more}"


def _is_too_dear(asked: Asked) -> bool:
    """`too expensive, is there a cheaper one` points at nothing."""
    return bool(CHEAPER.search(asked.text) and not re.search(r"\bthe cheaper|便宜的(?:那|这)", asked.text))


def _only_brand(asked: Asked) -> bool:
    """`only Larkspur`: a brand that refines, not a product that is pointed at."""
    rest = OPENING.sub("", asked.text).strip(" ?.!")
    return any(rest == brand.lower() for brand in asked.turn.read.brands)


def _again(query: str) -> PlainRequest:
    return PlainRequest("search_products", {"query": query[:ARGUMENT_CHARS]})
