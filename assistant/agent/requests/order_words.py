"""What shoppers say about their orders, as tables of phrases."""

from __future__ import annotations

import re

from assistant.agent.requests.phrases import phrases

ORDER_ID = re.compile(
    r"(?<![a-z\d])(d)\s?-?\s?(\d{5,8})(?!\d)"
    r"|(?:\border|订单|单号)(?: number| no\.?| id|编号|号码?)?[\s:#是为]*(\d{6})(?!\d)",
    re.ASCII,
)
"""`D-100234`, `order 100234`, `订单号100234`."""

NO_ORDER = phrases(
    r"""
    in order to
    (out of|made to|to|bulk|pre-?|minimum|on) order
    (mail|money) order
    orders? (over|above|of) \$?\d
    orders? (up to|under|below) \$?\d
    happy returns
    return (gift|gifts|present|flight|ticket|trip)s?
    in return
    exchange (rate|rates|student|gift|gifts)
    gift exchange
    (point|points) of (no )?return
    noise[- ]cancel\w*
    (active )?noise
    order of
    退(烧|休|热|潮|色|步|化|伍|货政策|换货?政策|税)
    订单满
    满\d+
    """
)
"""Sayings that only sound like an order, a return or an exchange; they are not looked at."""

ASKS_DONE = phrases(
    r"""
    (is|was|are|were|has|have|did) (it|that|this|they|(my|the|that|this)( \w+)? order|(order )?d-?\d+)
        ( (been|be|get|got|really|now|actually|already|definitely|officially|fully|all|successfully|yet)){0,4}
        [ ](cancelled|canceled|called off|returned|refunded|exchanged|gone through|go through|went through)
    (did|have) you( \w+){0,2} (cancel|cancelled|canceled|return|exchange|exchanged)
    (did|has|is|was) (the|my) (cancellation|return|exchange|refund)( \w+){0,2} (go|gone|went|through|done|
        confirmed|complete)
    (?<![能以可])(取消|退订|退|换)(成功|好|掉)?了(吗|么|没有?|不)
    (取消|退订|退货|退款|换货)(成功|好|完)(了)?(吗|么|没有?)
    (是不是|真的|到底|已经).{0,4}(取消|退|换)(成功|掉|好)?了
    """
)
"""Whether something asked for before was done: a look at the order, never the deed once more."""

HOW = phrases(
    r"""
    (when|how (soon|fast|quick(ly)?)) .*money
    how (do|can|would|could|should|to|does|long|much|many days)
    (what('s| is| are)|tell me( about)?|explain|do you have|is there) (your |the |a |an )?(\w+ )?(return|
        returns|refund|exchange|cancellation|delivery|shipping)s? (policy|policies|rules?|process|window|period|
        time|options?|costs?|fees?)
    (can|could|may|am) i (still |also |even )?(allowed to |able to )?
        (return|exchange|cancel|send|swap|get a refund)(?! my (last |latest )?order)
    (do|can|will) you (accept|take|offer|allow|do|give|deliver|ship)
    what (happens )?if
    if (i|it|the|they|my|something)
    (is|are) .* (returnable|refundable|exchangeable)
    need to know
    怎么(退|换|取消|申请|办)
    如何(退|换|取消|申请|办)
    (能|可以|可不可以|能不能|可否|支持|还能|包)(不能|不可以)?(退|换|取消)
    (退|换|(?<!帮我)取消).{0,8}(吗|么|政策|规则|流程|条件|期限|多久|几天|运费谁)
    多久(能|可以|之内|内)
    几天(能|可以|之内|内)
    (?<!到)(如果|要是|假如|万一)
    """
)
"""A question about the rules, not a wish to act; a wish that names an order acts all the same."""

CANCEL = phrases(
    r"""
    cancel(?! (out|the noise|noise))
    (call off|stop) (my|the|that|this)? ?(last |latest )?(order|d-\d)
    (don't|do not|no longer) (want|need) (my|the|that|this) (last |latest )?order( anymore| any more)?
    (abort|undo|scrap|withdraw) (my|the|that|this|order)
    call (it|this|that|the (whole thing|order)|my order|d-?\d+) off
    退订(?!单|.{0,4}(邮件|短信|推送|通知|广告))
    (don't|do not|no longer) (want|need) (order )?d-\d+
    (拍|下|买|点)错了
    (订单|单|d-\d+).{0,8}(不要了|不想要了|不买了|别发货|不用发)
    取消(?!掉?(限制|筛选|价格|品牌|条件))
    撤(销|单)
    不想要(这|那|上|我)(个|一个|的)?(订单|单)了?
    """
)
RETURN = phrases(
    r"""
    (?<!and )return (it|this|that|them|these|those|my|the|an?|one|some|something|both|item|items|order|part|
        everything|d-?\d+)
    (?:want|like|need|going|have|wish|trying) to return
    send (it|this|that|them|my|the|these|those|something)( \w+){0,4} back
    send back
    (give|bring|hand|take) (it |them |this |that |the .{2,30} |my .{2,30} )?back
    (start|request|open|make|arrange|begin|create|set up|initiate) (a|my|the) return
    (want|need|like|get|give me|demand|claim|request|have) (a |my |the |full |my full |a full )?(refund|money back)
    refund (my|the|me|it|this|for)
    money back
    退货(?!政策|规则|流程|期|运费|条件|吗)
    (退掉|退了|退款|退回|退还|要退|想退|退一下|给退|申请退)
    (把|将).{1,20}退
    ^(我)?(要|想)退
    """
)
EXCHANGE = phrases(
    r"""
    exchange (it|this|that|them|these|those|my|the|an?|one|both|d-?\d+|for|order|something)
    (want|like|need|request|start|make|arrange) (to |an |a )?(exchange|swap)
    (swap|change|switch) (it|this|that|them|these|those|my|the)( \w+){0,6} (for|to|with)
    (swap|change|switch|exchange) (order )?(number |no\.? |#)?d-?\d+
    (one|a|half a) size (up|down|bigger|smaller|larger)
    (need|want|get|send me|prefer|like|have) (it |them |this |these |the \w+ )?(in )?(a |the )?(different|
        another|bigger|smaller|larger) (size|colou?r) (instead|of (the|my)|from (my )?order)
    (replace|trade) (it|this|that|them|my|the)( \w+){0,6} (for|with|in)
    (another|different|bigger|smaller|larger) (size|colou?r) (for|of) (the|my|order)
    (改成|换成|调成|要换).{0,8}[码号色]
    换货(?!政策|规则|流程|期|条件|吗)
    (要换|想换|换成|换一?[个双件条只台款](大|小|颜|尺|别|黑|白|红|蓝|新|其)|换(大|小)一?[码号点]|换(个)?(颜色|尺码|码|号)|调换|申请换)
    (把|将).{1,20}换
    """
)
MINE = phrases(
    r"""
    (my|the|that|this|last|latest|recent|previous|an) ((very )?(last|latest|recent|most recent|previous|current|
        first|second|open|online|other|whole|new) )?(order|orders|parcel|parcels|package|packages|delivery|
        shipment|purchase|purchases|refund)
    (i|i've|we|i have) (just |recently |already |only |last )*(bought|ordered|purchased|got|received)
    (from|in|of|on|with|about) (my |the )?order
    order d-?\d+
    (我|俺)的?(订单|快递|包裹|单子|货|东西|退款|物流|上一?个订单|最近.{0,3}订单)
    (这|那|上|最近|最后|刚才|刚刚|昨天|前天|上周)(一|的|那|下)*(个|笔|张|单)?(订单|单|笔)
    我(之前|上次|昨天|前天|刚|刚刚|上周|前几天|最近|已经)?(在你们.{0,4})?(买|订|下单|购买|收到|收)(的|了|过)
    订单(?!满|金额|多少)
    快递|包裹|物流
    """
)
STATUS = phrases(
    r"""
    where('s| is| are|s)? (my|the|that|this|our) (last |latest |recent |new )?(order|orders|parcel|package|
        delivery|shipment|stuff|things|purchase|items?|refund|\w+ i (bought|ordered|purchased))
    track(ing)? (it|my|the|this|that|an|order|number|info\w*|status|d-?\d+)
    (order|delivery|shipping|shipment) (status|tracking)
    status (of|on|for) (my|the|that|this|order|it)
    (what('s| is|s)|any) (the )?(status|news|update|updates|eta|progress|happening|going on|up) (of|on|for|with|
        about) (my|the|that|this|order)
    check (on )?(the status|my (last |latest )?(order|delivery|parcel|package))
    (has|did|is|was|will|have) (my|the|that) (last |latest |recent )?(order|parcel|package|delivery|shipment|
        purchase|stuff)( \w+){0,4} (ship|shipped|arrive|arrived|sent|delivered|left|on its way|processed|paid|
        out|coming|come|dispatched|late|delayed|lost|on the way|confirmed|here|through|ready)
    when (will|does|is|should|can|do) (my|the) (last |latest |recent |new )?(order|parcel|package|delivery|
        shipment|purchase|stuff|things)
    when (will|does|do|is) (the|my) .{2,30} i (ordered|bought|purchased)
    when (will|can|do|should) i (get|receive|expect) (my|the) (last |latest |recent )?(order|parcel|package|
        delivery|shipment|purchase|stuff)
    (my|the) (last |latest |recent )?(order|parcel|package|delivery|shipment)( still)? (hasn't|has not|didn't|
        did not|is late|is delayed|never|isn't|is missing|is lost|got lost|has been delayed|was supposed|
        should have|not arrived|still not)
    (waiting|waited) (for|on) (my|the) (order|parcel|package|delivery|shipment|purchase)
    (haven't|have not|didn't|did not|never|still not|not) (yet )?(received|receive|got|get|gotten) (my|
        the) (last |latest |recent )?(order|parcel|package|delivery|shipment|purchase|stuff)
    how (long|soon) (until|till|before|will) (my|the) (order|parcel|package|delivery)
    how('s| is) my (order|delivery|parcel|package)
    what('s| is| was) in (my|the) (last |latest |recent |previous |most recent )?order
    (show|see|view|open|check|look up|find|details of|about) (me )?(my|the) (last|latest|recent|most recent|
        previous) (order|purchase)(?!s)
    what did i (order|buy|get) last( time)?
    (订单|快递|包裹|货|东西|单子|[上那这]一?单|物流|我的退款).{0,10}(到哪|在哪|哪里|哪儿|到了?(吗|没)|什么时候(能|会)?(到|送|发|来)|啥时候|几号到|多久(能|会|才)?(到|送)|几天(能|会|才)?到|状态|
        进度|进展|情况|怎么(样|还|没)|发货?了?(吗|没)|送到|派送|还没|没(到|收|发)|丢)
    (查|看|追踪|跟踪|查询|查看)(一下|下|查|看)?(我的?)?(这个|那个|上一?个|最近的?|最后)?(一?[个笔单]|的)*(订单|快递|物流|包裹)(状态|信息|进度|详情|情况|$)
    物流(信息|状态|进度|情况|更新|到哪)
    (什么时候|啥时候|几时|何时|多久)(能|会|才|可以)*(收到|送到|拿到|到|发)(货|我)?.{0,3}(订单|快递|包裹|我(买|订)的)
    (还没|没有?|一直没|怎么还没)(收到|到货?|发货|送到|送来|拿到)(?!过|款)
    上次(买|订)(了|的)?(什么|啥)
    """
)
LIST = phrases(
    r"""
    (list|show|see|view|display|check|find|give|get|pull up|look at|
        what are)( me)?( all)?( of)? my (\w+ )?(orders|purchases|order history|purchase history)
    (my|the|^|show|see|view) ?(order|purchase|buying|shopping) history
    (show|see|list|tell)( me)? (all )?what i('ve| have)? (ordered|bought|purchased)
    ^my (\w+ )?(orders|purchases)$
    what (have|did|do) i (\w+ )?(ordered|order|buy|bought|purchased|purchase)( \w+){0,4}\W*$
    (which|what|how many|all the|any) (\w+ )?(orders|things|products|items|purchases) (have i|did i|do i|i have|
        i've|i) (\w+ )?(have|ordered|bought|placed|made|purchased|order|buy|place|made)?
    (all|past|previous|recent|open|pending|older|earlier) orders
    do i have (any )?(\w+ )?orders
    (我的)?(所有|全部|历史|以往|过去|之前|近期|最近|以前)的?(订单|购买)(记录|列表)?$
    (我的)?(订单|购买|购物)(列表|记录|历史)
    (看|查|列|列出|查看|显示|查询|给我看)(一下|下|看|出|出来)?我?的?(所有|全部|历史|最近几个|最近的几个|近期)?的?订单$
    ^我的订单(有哪些|都有什么|有什么)?$
    (?<!不知道)(?<!该)我?(都|总共|一共|以前|之前|曾经|最近)*(买|订|下)(过|了)?(哪些|些什么|什么|多少|几)(东西|商品|订单|单|个订单)?$
    有(哪些|几个|多少个?|什么)订单
    (列|列出|显示|看看)(我的?)?(所有|全部)?的?订单
    我?下过(哪些|几)个?(订?单)
    """
)
LAST = phrases(
    r"""
    (last|latest|most recent|newest|recent) (order|purchase|parcel|package|delivery|shipment|one)
    (上一?|最近|最后|刚才|刚刚|最新|刚)(的|下|那|一)*(个|笔|张|单)?的?(订单|单|下的)
    """
)
OTHER = phrases(
    r"""
    (first|second|third|fourth|2nd|3rd|1st|older|oldest|other|wrong|both) orders?
    第[一二三四五\d]+(个|笔)(订单|单)
    (两个|另一?个)的?(订单|单)
    """
)
"""Orders told by a place in a list: a model has to look the list up."""
ITS_STATUS = phrases(
    r"""
    ^(and )?(where|when)('s| is| will| does| are) (it|they|that)( now| be here| arrive| come| get here)?$
    ^(has|is|was|did|will) (it|they|that) (been )?(ship|shipped|sent|arrive|arrived|delivered|dispatched|
        on (its|the) way|be delivered)
    ^(它|那个)?(现在)?(到哪里?儿?了?|在哪里?儿?|什么时候(能|会)?(到|送到|发货)|发货了|还要多久|还没到)
    """
)
"""Said of the order that was just talked about."""
ONE_ORDER = phrases(
    r"""
    (last|latest|most recent) (order|purchase)(?!s)
    (看|查|查看).{0,3}(最近|最后|上)(一|的)?(个|笔)?的?订单
    上次(买|订)(了|的)?(什么|啥)
    """
)
"""The newest order alone, where the words of a list stand around it."""
UNWANTED = phrases(
    r"""
    (don't|do not|never|didn't|did not|no need|not going) (want |need |like |ask )?(to )?(cancel|return|exchange|send)
    (不想|不要|不用|别|没想)(取消|退|换)
    """
)
"""What the shopper does not want done."""
ASKS_STATUS = phrases(
    r"""
    where|when|status|arriv\w+|ship\w*|deliver\w*|check|track\w*|what|show|see|look|details|news|update|long|late|yet
    到|查|物流|快递|发货|看|哪|状态|情况|什么时候|进度|多久|怎么样|收到|详情
    """
)
"""Words of a question about an order that is named."""
WISH = phrases(
    r"""
    (want|like|need|have|going|wish|trying) to (return|exchange|send back|send|cancel|swap)
    (start|request|arrange|make) (a|an|my) (return|exchange|refund)
    ^(please )?(return|exchange|refund|cancel|swap)
    money back
    (want|need|get|like) (a |my |an )(full )?(refund|exchange)
    (我|想|要|帮我|申请|给我|办)(要|想|办)?(理)?(一下)?[退换](货|款|掉|了)
    把.{1,16}(退|换)(了|掉|成|一|个|大|小)
    要退|想退|要换|想换|想要?取消|要取消|帮我取消|取消订单
    ^(退货|换货|退款)$
    太[大小]了.{0,6}换
    """
)
"""A wish to act on something bought, even where no order is named."""
