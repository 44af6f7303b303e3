"""Requests about the cart."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import nothing_but, phrases
from assistant.agent.requests.plain import WHICH, PlainRequest, Reading
from assistant.agent.requests.references import referred, talked_about

NO_CART = phrases(
    r"""
    (toy|golf|garden|kids?|children's|play|utility|bar|tea|serving|folding|baby|dog|pet|bike|wooden|
        mini) (shopping )?carts?
    shopping carts? (toy|for (kids|children|my|a|toddlers))
    购物车(玩具|模型)
    (玩具|儿童|宝宝|小推)购物车
    """
)
VIEW = phrases(
    r"""
    (what('s|s| is| do i have| have i got| did i put| else is)|show|see|view|check|open|display|look at|review|
        list|go to)( me)?( what's| what is)?( currently| now)?( in| inside| into)? (my|the) (shopping )?(cart|
        basket)
    ^((view|show|open|see|check) )?(my |the )?(shopping )?(cart|basket)$
    (how much|how many|what|total).* (my|the) (shopping )?(cart|basket)
    (is|are) there (anything|something|\w+) in my (shopping )?(cart|basket)
    is my (shopping )?(cart|basket) empty
    (checkout|check out|cart total)$
    购物车(里|中|内|里面)?(面)?(现在|目前|都|还)*(有|是|放|装)(了)?(什么|啥|哪些|几|多少|东西)
    (看|查看|打开|显示|查|看看|瞧|检查)(一下|下|看|一看)?(我的?)?购物车(里|中)?(的)?(东西|商品|内容)?$
    ^(我的)?购物车(里的东西|总价|里有东西)?$
    (我)?车里的?(东西|商品)?.{0,4}(有(什么|啥|哪些|几)|多少钱|总价|一共)
    购物车.{0,6}(多少钱|总价|一共|合计|总共|空的)
    """
)
ADD = phrases(
    r"""
    (add|put|place|throw|drop|pop|stick|toss|move).* (to|in|into|on) (my|the) (shopping )?(cart|basket|bag|trolley)
    (add|put).* (to|in|into) (shopping )?(cart|basket)
    ^(a|one|two|three|four|five|six|\d) (more )?of .* (to|in|into) (my|the) (shopping )?(cart|basket|bag|trolley)
    add to (my )?(shopping )?(cart|basket|bag)
    ^add (it|this|that|one|two|three|both|them|these|those|the|number|another|\d|\[)
    i('ll| will|'d like to| would like to| want to) (take|buy|purchase|get|order) (it|this|that|both|one|two|
        three|the|them|these|those|number|\d|\[)
    ^(buy|purchase|take|order) (it|this|that|both|one|two|three|them|these|those|the|number|\d|\[)
    (加|放|丢|扔|添加|加进|放进)(入|到|进|去|在)*(我的)?购物[车袋篮]
    加购(?!物车里)
    (把|将).{1,20}(加|放)(入|到|进).{0,3}购物[车袋篮]
    (加|放).{1,12}(入|到|进).{0,3}购物[车袋篮]
    (第.{1,3}|[这那][个款件]|它)(来|要|我要|加|买|来上)(一|两|三|四|五|[1-9])[个件双条台套只把]
    ^第.{1,3}(我)?(买|要|拿下)(了|吧)?$
    ^(我)?买(最?便宜|最?贵|红|黑|白|蓝)
    ^(我)?(就)?(要|买|拿|来|下单)(了)?(两|三|四|一|[1-9])?(个|件|双|份|套|台)?(它|这|那|第|前|最)
    ^(加|放)(两|三|四|一|[1-9])?(个|件|双|份|套|台)?(它|这|那|第|前|最|进去)
    (买|要)(它|这个|这款|那个|那款|第.{1,3})(了|吧)
    就(要|买|选)(它|这|那|第)
    """
)
REMOVE = phrases(
    r"""
    (remove|delete|take|drop|clear|get rid of|throw).* (from|out of|off) (my|the) (shopping )?(cart|basket|bag|
        trolley)
    (remove|delete|take out|take off) (it|this|that|both|them|these|those|the|number|\[|my)
    take (it|this|that|the \w+|them) (out|off)
    购物车(里|中|内|里面)?(的)?.{0,16}(删|移|去掉|拿掉|拿走|不要|清|拿出)
    从(我的)?(购物)?车(里|中|里面)?.{0,6}(删|移|去|拿)
    (把|将).{1,20}(删掉|删了|移除|删除|去掉|拿掉|移出|拿出来)
    ^(删掉|删除|移除|去掉|拿掉|移出)(?!.*(限制|筛选|条件|品牌|价格|预算))
    """
)
NO_REMOVAL = phrases(
    r"""
    (price|budget|brand|colou?r|rating|size|stock|the) ?(limit|filter|filters|limits|restriction|constraint|
        constraints|requirement|condition)
    (the|my) (budget|filters?|limits?|constraints?|brand|colou?r|rating|price)$
    remove(s|r)? (stains?|hair|dust|makeup|odou?r|rust|dirt|the (dust|stains?|hair|makeup|smell|dirt))
    (my|the) (account|data|details|information|profile|chats?)
    限制|筛选|条件|预算|账号|账户|数据|信息|记录
    """
)
IN_CART = phrases("(to|in|into) (my |the )?(shopping )?(cart|basket|bag)\n购物[车袋篮]|加购")
ADDING = phrases(
    r"""
    please|add|put|to|in|into|my|the|shopping|cart|basket|bag|one|two|three|of|now|\d+
    加|放|入|到|进|购物[车袋篮]|购|我的?|个|件|[两一二三四五\d]|吧
    """
)
"""What a request says that leaves the product out: `add to cart`, `加入购物车`."""
POINTS = re.compile(r"(?:it|one|ones|item|thing|第.*|.*(?:first|second|third|last|one)|[这那它].*)")
ALL = phrases(
    r"""
    (remove|delete|take|clear|throw) .*(everything|all( of (it|them))?|the (whole|entire) (cart|basket))
    (empty|clear) (my|the) (shopping )?(cart|basket)
    清空|全部(删|清)|所有(东西|商品)
    """
)
_WORDS = (
    {"one": 1, "a": 1, "an": 1, "two": 2, "a couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
    | {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
    | {"两": 2}
)
_MANY = re.compile(
    r"\b(?:add|put|take|buy|get|order|want|need)(?: me)? (?P<a>\d{1,2}|one|two|three|four|five|six|ten|a couple)"
    r"(?: more)?(?: x| of| pieces| units| pairs| copies| (?=[a-z]))|\b(?:x|times) ?(?P<b>\d{1,2})\b|"
    r"(?<![\d.])(?P<c>\d{1,2}) ?(?:x\b|of (?:the|it|them|those|these)|pieces|units|pairs|copies)"
    r"|\b(?P<e>two|three|four|five|six) of (?:the|it|them|those|these|that|this)"
    r"|(?<![第前后这那每\d])(?P<d>\d{1,2}|[一二两三四五六七八九十])(?:个|件|双|条|台|套|瓶|份|只|本|盒|袋|把|顶|部|支|副|箱|包)(?!月|人|小时)",
    re.ASCII,
)
_THINGS = re.compile(
    r"\b(?:remove|delete|take out|take) (?:the|my|those|these|that|this) (?P<en>[a-z0-9][a-z0-9' -]*?)"
    r"(?= (?:from|out|off|please|in|again|and)\b|[,.!?]|$)"
    r"|(?:移除|删掉|删除|去掉|拿掉|把|将|购物车(?:里|中|里面)?的)"
    r"(?P<zh>(?:(?!移除|删|去掉)[\u4e00-\u9fffa-z0-9 ]){1,16}?)(?=从|删|移|去掉|拿|不要|吧|$|[,。!])",
    re.ASCII,
)


def read(asked: Asked) -> Reading:
    """A look at the cart, or one product put in or taken out; several at once are for a model."""
    text = NO_CART.sub(" ", asked.text)
    if ALL.search(text):
        return None
    if REMOVE.search(text) and not NO_REMOVAL.search(text):
        return _remove(asked, text)
    if ADD.search(text) or ADD.search(asked.bare):
        return _add(asked, text)
    return PlainRequest("cart_view") if VIEW.search(text) or VIEW.search(asked.bare) else None


def _add(asked: Asked, text: str) -> Reading:
    meant = referred(asked, surely=True, in_shop=True)
    if meant.nothing and IN_CART.search(text):
        if not nothing_but(ADDING, asked.bare):
            return None
        meant = talked_about(asked, surely=True)
    if meant.words:
        return PlainRequest("cart_add", {"product_id": meant.words})
    if meant.unclear and meant.many and len(asked.turn.talk.about) <= 1:
        one = talked_about(asked, surely=True)  # "three of them" are three of one
        meant = one if one.one is not None else meant
    if meant.unclear:
        return WHICH if asked.turn.evidence.shown else None
    if meant.one is None:
        return None
    many = quantity(text)
    product = {"product_id": asked.number_of(meant.one)}
    return PlainRequest("cart_add", {**product, "quantity": many} if many > 1 else product)


def _remove(asked: Asked, text: str) -> Reading:
    meant = referred(asked, surely=True, in_shop=True)
    if meant.one is not None:
        return PlainRequest("cart_remove", {"product_id": meant.one.id})
    named = _THINGS.search(text)
    words = ((named["en"] or named["zh"]) if named else "").strip()
    if words and not POINTS.fullmatch(words):
        return PlainRequest("cart_remove", {"product_id": words})
    return WHICH if meant.unclear else None


def quantity(text: str) -> int:
    """How many are asked for in normalised text, 1 where it does not say, at most 99."""
    match = _MANY.search(text)
    word = next((part for part in match.groups() if part), "") if match else ""
    return max(1, min(99, int(word) if word.isdecimal() else _WORDS.get(word, 1)))
