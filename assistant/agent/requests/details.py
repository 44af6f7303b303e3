"""Questions about one product that was shown or is named."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import bare, phrases
from assistant.agent.requests.plain import WHICH, PlainRequest, Reading
from assistant.agent.requests.references import Referred, referred, talked_about, told_of
from retrieval.catalog import Product

TELL = phrases(
    r"""
    tell me (more|everything|all|a bit more|a little more|about|what you know)
    (more|further|all|full|the|any) (info|information|details?|specs?|specifications?)
    ^(more )?(info|information|details?|specs?|specifications?)
    (details?|specs?|specifications?|info|information|dimensions|measurements|features|materials?) (of|on|about|for)
    know more
    (show|see|view|open|describe|pick|choose|about|explain)( me)?( more)?( of| about)?
    (what|how) about
    interested in
    look (closer )?at
    what('s|s| is) the (deal|story) with
    详细|详情|介绍|说说|讲讲|具体|参数|规格|仔细
    (看|了解)(一下|下|看)?
    (怎么样|如何|呢)$
    """
)
ABOUT_ONE = phrases(
    r"""
    ^(so |and |but |ok |hi |hello |please |also )*(is|are|does|do|has|have|can|could|will|would|was|did|isn't|
        doesn't|what|what's|how|how's|why|where|when|who|which|tell me (if|whether|how|what)|do you know|
        i wonder)
    how (much|heavy|big|long|tall|wide|thick|loud|warm|fast|deep|large|small|old|many|far|high|often|light|
        bright|good|comfortable|durable|easy)
    what (size|colou?r|material|kind|type|is|are|does|colou?rs|sizes|brand)
    what's
    \?
    ？
    (有|还有)(没有)?(现)?(货|库存)(没有?|不)?$|吗|呢$|么$|多少|多重|多大|多长|多高|多宽|多厚|多久|多深|几|什么|怎么|能不能|可以|有没有|是否|是不是|会不会|能.{0,8}[吗?]
    """
)
ELLIPTIC = phrases(
    r"""
    ^(and )?how (much|heavy|big|long|tall|wide|thick|loud|warm|deep|large|small|bright|light|expensive|far|
        fast)( exactly| roughly)?$
    ^(and )?(what )?(size|colou?r|material|weight|price|brand|dimensions|battery life)s?$
    ^(and )?what('s| is| are) the (size|colou?r|material|weight|price|brand|dimensions|battery life|battery|
        capacity|height|width|length|warranty|fabric|age range|power|noise level|screen size|author|resolution|
        temperature rating|volume)s?$
    ^(more )?(info|information|details?|specs?|specifications?)$
    ^tell me more$
    ^(详细)?(介绍|说说|讲讲)(一下|一下吧|看)?$
    ^(多重|多大|多长|多高|多宽|多厚|多少钱|多深|有多[重大长高宽厚深]|续航(多久|多长时间|怎么样)|电池(多大|能用多久)|什么(材质|颜色|牌子|品牌|尺寸|面料)|材质是什么|重量(是)?(多少)?|
        尺寸(是)?(多少|多大)?|价格(是)?(多少)?|容量(是)?(多大|多少)?|颜色|是什么(材质|颜色|牌子|面料)的?|怎么卖|几个人用|能坐几个人)$
    ^(防水|防滑|充电|静音|可折叠|折叠|机洗|隔热|保温|有货|透气|耐用|结实|轻|重|大|小|贵|降噪|无线|舒服|方便|好用|环保|有盖|带盖|送货|有库存|现货|可以水洗|能机洗|能水洗|能折叠|
        能进洗碗机|可以机洗|支持.{1,8}|能.{1,6}|可以.{1,6}|带.{1,6}|有[^的]{1,6})吗$
    ^(有没有|能不能|可不可以|是不是|会不会)(带)?(盖子?|蓝牙|防水|降噪|折叠|充电|机洗|声音|无线充电|保修|遥控器|定时|别的颜色|其他颜色)?[^的]{0,4}$
    """
)
"""Questions that leave the product out; `ELLIPTIC` looks at the message without its politeness."""
POINTING = re.compile(
    r"\b(?:the|that|this|one|ones|number|option|no|product|item|model|kind|it|please|i|mean|meant|of|them)\b|"
    r"[那这一个款件双顶条台把号的是]|[\s,.?!#\[\]:。]",
    re.ASCII,
)
"""What may stand around a reference that is the whole message."""
NOT_DETAILS = phrases(
    r"""
    how (do|does|can|would|should) (it|this|that) work to
    (is|was) (it|that|this) (possible|ok|okay|true|allowed|safe to (buy|pay|order)|necessary|too late|free|
        because|just me|a joke)
    (what|how) (is|does|do|about) (it|this|that) (mean|say|all about)
    what('s| is| does) (that|this|it)( mean)?$
    how (are|is) (you|it going|life|your day|things)
    (are|is|do|can|did|will) you (a|an|real|human|ok|sure|joking)
    what('s| is) (your|the) (name|time|date|weather|day|capital|meaning|best|difference|point)
    who (are|made|is) (you|the)
    (can|could|will|would) you help
    what (can|do|else can) you (do|sell|have|offer)
    if it rains
    那(就)?(这样|好|行)
    为什么(这样|这么说)
    天气|你是谁|你叫什么|你会什么|几点|今天星期
    """
)


def read(asked: Asked) -> Reading:
    """Everything about the one product pointed at; a question which where a question points at none plainly."""
    text = asked.text
    if NOT_DETAILS.search(text):
        return None
    meant = referred(asked, in_shop=asked.may_name)
    if meant.nothing:
        return _unsaid(asked)
    question = ABOUT_ONE.search(text) or ABOUT_ONE.search(asked.bare)
    if not (question or TELL.search(text) or _only(meant)):
        return None
    if meant.one is not None or meant.words:
        return PlainRequest("show_product", {"product_id": told_of(asked, meant)})
    lost = meant.unclear and not meant.products and not meant.many
    return WHICH if lost and asked.turn.evidence.shown else None


def _unsaid(asked: Asked) -> Reading:
    """A question without any product in it is about the one talked about."""
    if ELLIPTIC.search(re.sub(r"[\s?？]+$", "", asked.bare)) or ELLIPTIC.search(asked.text.rstrip("? .")):
        one = talked_about(asked).one
        if one is not None:
            return PlainRequest("show_product", {"product_id": asked.number_of(one)})
        return WHICH if len(asked.turn.evidence.shown) > 1 and not asked.turn.read.categories else None
    return None


def product_alone(asked: Asked) -> Product | None:
    """The product that a message points at, where it says nothing else: `the second one please`, `第二款`."""
    meant = referred(asked, in_shop=True)
    return meant.one if not meant.nothing and _only(meant) else None


def _only(meant: Referred) -> bool:
    """Whether the message says nothing but what points at products."""
    return not POINTING.sub("", bare(meant.rest)) and bool(meant.products or meant.unclear)
