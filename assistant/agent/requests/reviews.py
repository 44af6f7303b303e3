"""Questions about what other customers say of a product."""

from __future__ import annotations

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import WHICH, PlainRequest, Reading
from assistant.agent.requests.references import referred, talked_about, told_of

REVIEWS = phrases(
    r"""
    what (do|did|are|have) (the |other |most )?(people|ppl|others|customers|buyers|users|reviewers|shoppers|owners|
        folks|everyone|reviews?|they)( who \w+ (it|them|this))? (say|saying|said|think|thinking|thought|like|
        liked|dislike|complain)
    what (does|did) (everyone|everybody|anyone|anybody) (else )?(say|think)
    (are|is) there (any )?(complaints?|problems? with|reviews?|issues? with|feedback)
    any (common |bad |negative |good |known )?(complaints?|reviews?|feedback|issues|problems|downsides|drawbacks)
    (customer|user|buyer|bad|negative|good|positive|the) (reviews?|feedback|opinions?|comments|complaints)
    reviews? (of|for|on|about|like|summary|digest)
    (show|read|see|tell|give|summari[sz]e|get|what|how)( me)?( about)?( are| is)?( all)? (the |its |their |
        some |any )?(customer |user )?(reviews?|feedback)
    ^reviews?$
    its reviews?
    (how (is|are|was)|what's) (it|this|that|the \w+( one)?) (rated|reviewed)
    (is|are|was) (it|this|that one|this one|the \w+( one)?|they|these|those) (really |actually |
        even )?(any good|worth (it|the money|the price|buying|getting)|reliable|well[- ]reviewed|recommended|
        popular)
    (do|did|would) (people|ppl|customers|buyers|others|users|owners) (like|recommend|love|complain|hate|regret)
    (is|are) .{2,40} (any good|worth (it|the money|the price|buying))
    [a-z]{2,5}-\d+ reviews?
    pros and cons
    (are|were|is) (people|customers|buyers|users|owners|others|everyone) (generally |mostly |really )?
        (happy|satisfied|pleased|disappointed)
    what('s| is) (the|its) (average |customer |overall )?(rating|feedback|verdict|word)
    (ratings?|opinions?|experiences?) (of|for|on|with)
    how (good|many stars) (is|are|does)
    (star|customer|average) rating
    (what are|the) (pros|cons|downsides|drawbacks|strengths|weaknesses)
    what('s| is) (good|bad|wrong)( and (good|bad))? (about|with)
    (has|have|did) (anyone|anybody|people|customers) (complain|complained|had|have|reported)
    评价(怎么样|如何|咋样|好吗|好不好|高吗|高不高|怎样|呢|有哪些|是什么|都说|多吗)
    (看|看看|看下|看一下|有|的|它|给我)(的)?(用户|买家|顾客|客户|大家的?|差|好|中)?(评价|评论|口碑|反馈|差评|好评|测评)(吗|呢|没有?|有哪些|多吗|怎么样|总结|汇总|$|[,。])
    (用户|买家|顾客)(的)?(评论|评价|口碑|反馈)
    (差评|好评|评论|评价)(多|高|少)(吗|不多|么)
    (评论|口碑|反馈)(怎么样|如何|咋样|好吗|好不好|怎样|呢)
    (买家|用户|顾客|客户|大家|别人|其他人|买过的人?|用过的人?)(们)?(都)?(怎么|如何|是怎么)(说|评价|看|讲|反馈|觉得)
    (买家|用户|顾客|大家|别人|买过.{0,6}的人?|用过.{0,6}的人?)(们)?(都)?(觉得|说|满意|抱怨|吐槽|反映)
    (买|用)过.{0,24}的?(人|朋友|顾客|买家)(们)?(都)?(是)?(怎么|如何|咋)(说|评价|看|讲|觉得)
    (用户|买家|顾客|大家|别人|客户)(反馈|体验|满意度|评分)
    (满意度|好评率|差评率|反馈|口碑|测评|使用体验)(怎么样|如何|高吗|好吗|好不好|多少|$)
    (被)?(吐槽|抱怨)(最多|什么|啥|的)
    有(没有|什么|啥|无)(人)?(差评|缺点|槽点|吐槽|抱怨|毛病|不好的地方|负面)
    (优缺点|优点|缺点|好处|坏处)(是什么|有哪些|呢|吗|分别|都)?
    (值得买|值不值得|值得入手|好用吗|好不好用|靠谱吗|质量(怎么样|如何|好吗|好不好))
    (评价|评论|口碑)$
    """
)
NO_REVIEWS = phrases(
    r"""
    (with|having|has|have|more than|over|at least|under|lots of|many|great|good|excellent|best|
        no) (\d+ )?(\w+ )?(reviews?|ratings?|feedback|complaints)
    write a review
    leave (a )?(review|feedback)
    哪(个|款|件|双|一款).{0,4}(值得|好用)
    (评价|口碑|评分)(好|高|不错|最好|最高)的(?!吗)
    (写|发|留)(个|条)?(评价|评论)
    (submit|delete|edit|change|post) (a|my|the) (review|feedback)
    """
)


def read(asked: Asked) -> Reading:
    """The digest of one product's reviews; a question which product where it is not plain."""
    text = asked.text
    if not (REVIEWS.search(text) or REVIEWS.search(asked.bare)) or NO_REVIEWS.search(text):
        return None
    meant = referred(asked, in_shop=True)
    if meant.nothing:
        if asked.turn.read.categories:
            return None
        meant = talked_about(asked)
    if meant.one is not None or meant.words:
        return PlainRequest("review_digest", {"product_id": told_of(asked, meant)})
    return WHICH if meant.unclear and asked.turn.evidence.shown else None
