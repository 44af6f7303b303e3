"""Questions about the shop's rules: shipping, returns, payment, warranty, privacy."""

from __future__ import annotations

from assistant.agent.constraints.numerals import normalise
from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import PlainRequest, Reading, ShopSays

ABOUT_RULES = phrases(
    r"""
    ship(ping|ped|s)?(?! (model|kit|in a bottle|puzzle))
    deliver(y|ed|ies)?
    (?<!in )return(s|ed|able|ing)?(?! (gift|gifts|present|ticket|flight))
    refund(s|ed|able)?
    exchange(s|d)?(?! (gift|gifts|student|rate|rates))
    (?<!noise[ -])cancel(l?ing|l?ation|l?ed)?(?! (out|the noise|noise))
    warrant(y|ies)
    guarantee[ds]?
    pay(ment|ments|ing)?(?! (attention|for itself))
    credit cards?
    (use|combine|stack|apply|enter|redeem).* codes?( |$|\?)|codes?,? .*(use|combine|stack|together|expire)
    (debit|visa|master|gift|american express|amex) ?cards?(?= accepted|\?|$)
    paypal|alipay|apple pay|google pay|wechat pay|klarna|visa|mastercard|instalments?|installments?
    (send|sent|give|bring) (it |them |this |these |\w+ )?back
    (see|get|have|receive|until|till|for|is|be) (my|the|our) money( (back|returned|again))?
    钱.{0,8}(退|回|到账)|退.{0,4}钱|到账
    privacy
    (who|can you|do you|does anyone) .*(read|see|store|keep|record|save|share|sell) (my|our|the) \w+
    what (time|hours)|opening times?|(open|in|available|reachable|there) on (mon|tues|wednes|thurs|fri|satur|sun)days?
    (delete|erase|remove) my (account|data|details|information)
    (my|personal|customer) (personal )?data
    gdpr
    polic(y|ies)
    (opening|business|store|working) hours
    (customs|import) (duty|duties|fees?|taxes)
    price match(ing)?
    price (protection|adjustments?)
    prices? (drops?|falls?|goes down|went down|is reduced|gets cheaper)
    差价|价保|保价|价格保护|降价了?.{0,8}(补|退|赔)
    (express|next[- ]day|overnight|same[- ]day|standard) (delivery|shipping|post|service)
    (pick up|collect) (it |them |my order |an order )?(in|at|from) (the |a |your )?(store|shop)|click and collect
    (spare parts|repairs?)( service)?(?= |\?|$)
    (gift[- ]wrap\w*|invoice|receipt)
    safe to (pay|order|buy|shop)|secure
    运费|邮费|包邮|配送|发货|寄到|快递费|送货|送到|几天(能|会)?到|什么快递|哪家快递
    退货|退换|换货|退款|无理由|(能|可以|可不可以|能不能)(退|换)(吗|么|不)
    取消订单
    保修|质保|三包|维修
    支付|付款|花呗|信用卡|分期|支付宝|微信付|货到付款
    隐私|个人信息|个人数据|我的数据|聊天记录|我的账号|我的信息
    几点(上班|下班|开门|关门|营业|到几点)|(上班|营业|服务|工作|在线)时间
    政策|规定|规则
    发票|自提|次日达|当天达|加急|海外|国外|关税|修理|签收|送达|以旧换新
    """
)
ASKING = phrases(
    r"""
    \?
    ？
    (can|could|may|how|do (you|i|we)|does|what|what's|when|is|are|where|who|which|will|would|should|am i|
        tell me( about)?|explain|any)
    (i want|i'd like|i need) to know
    ^(shipping|returns?|refunds?|exchanges?|warranty|payment|delivery|privacy|cancellation)( and \w+)?( polic(y|
        ies)| rules?| costs?| fees?| options?| methods?| times?| info(rmation)?| terms)?$
    (return|refund|shipping|warranty|privacy|exchange|delivery|cancellation) (policy|policies|rules|terms|
        information|costs?|fees?)
    (保修|质保)(几|多)|吗|么$|多少|怎么|如何|多久|几天|几点|能不能|可以|是否|能(退|换|用|开|保|寄|送|发|取)|什么|哪些|哪几|谁|支持|有没有|会不会|是不是|包不包|需不需要|要不要|多长时间
    ^(运费|邮费|配送|退货|换货|退换货|退款|保修|质保|支付|付款|隐私|发货)(的)?(政策|规则|规定|方式|时间|标准|流程|条款|说明|问题|条件|期限|费用)?$
    (政策|规定|规则|流程)$
    """
)
TOPICS = {
    "returns": phrases(
        "return\\w*\nrefund\\w*\nexchange\\w*\nmoney\n钱.{0,8}(退|回|到账)|退.{0,4}钱|到账|退货|退换|换货|退款|无理由|能退|能换"
    ),
    "shipping": phrases("ship(ping|ped|s)?\ndeliver(y|ed|ies)?\n运费|邮费|包邮|配送|发货|送货|送到|快递"),
    "warranty": phrases("warrant(y|ies)\nguarantee[ds]?\n保修|质保|三包|维修"),
    "payment": phrases("pay(ment|ments|ing)?\ncredit cards?\npaypal|alipay|visa|mastercard\n支付|付款|分期|信用卡"),
    "privacy": phrases("privacy\n(my|personal) (data|account|chats?)\n隐私|个人信息|个人数据|聊天记录|账号|我的数据"),
}
"""Words that name a topic where the shop has a policy of that name."""
NO_RULES = phrases(
    r"""
    my (order|parcel|package|refund|delivery|shipment)
    (ship|boat|pirate ship|spaceship|space ship) (model|kit|toy|puzzle|set)
    relationships?
    friendship
    我的(订单|包裹|快递|退款)
    (订单|快递|包裹|物流)(到|在|还|状态|信息|什么时候)
    """
)


def read(asked: Asked) -> Reading:
    """The rule that answers best; a shop without rules says so, for a model would make one up."""
    text = asked.text
    if not is_about_rules(text):
        return None
    if not (ASKING.search(text) or ASKING.search(asked.bare)):
        return None
    if not asked.shop.topics:
        return ShopSays("fallback.no_rule")
    topic = _topic(asked)
    return PlainRequest("lookup_policy", {"topic": topic, "question": asked.words()}) if topic else None


def is_about_rules(text: str) -> bool:
    """Whether a message speaks of something that the shop has rules about, asking or not."""
    plain = normalise(text)
    return bool(ABOUT_RULES.search(plain)) and not NO_RULES.search(plain)


def _topic(asked: Asked) -> str:
    """The only topic whose words stand in the message, else that of the rule which answers best."""
    named = [topic for topic, words in TOPICS.items() if topic in asked.shop.topics and words.search(asked.text)]
    return named[0] if len(named) == 1 else asked.shop.topic_of(asked.turn.text, asked.turn.language)
