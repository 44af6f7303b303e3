"""Reads whether a message asks about another customer: by name, e-mail address, customer or order number.

Whoever asks, tools only ever see the customer who is signed in; this says so kindly instead of finding nothing.
"""

from __future__ import annotations

import re

from assistant.agent.rails.folding import plain

_THINGS = (
    r"(?:(?:last|latest|recent|past|current|home|shipping|delivery|e-?mail|phone|shopping|credit card|order|purchase) )?"
    r"(?:orders?|purchases?|address(?:es)?|e-?mails?|phone(?: number)?|number|cart|basket|accounts?|parcels?|packages?|"
    r"deliver(?:y|ies)|history|passwords?|card(?: number)?|details|data|profile|information|returns?|wish ?list)"
)
_FULL_NAME = r"[A-Z][\w'-]+ (?:[A-Z]\. ?)?[A-Z][\w'-]+"
_NAMED = re.compile(
    rf"\b({_FULL_NAME})['’]s? (?i:{_THINGS})\b"
    rf"|\b(?i:{_THINGS}) (?:of|for|from|by|belonging to) (?:customer )?({_FULL_NAME})\b"
    rf"|\b(?:did|has|does|is|was) ({_FULL_NAME}) (?:buy|bought|order|ordered|purchase|purchased|return|returned|live|pay|paid)\b"
    rf"|\b(?:customer|shopper|user|client|buyer) (?:named |called )?({_FULL_NAME})\b"
)
_POSSESSED = re.compile(
    r"\b([a-z]+(?: [a-z]+)?)['’]s (?:(?:last|latest|recent|shipping|home) )?(?:orders?|purchases?|cart|basket|account|password|order history)\b"
)
_NOBODY = re.compile(
    r"\b(?:it|what|where|here|there|that|who|how|when|let|today|yesterday|tomorrow|week|month|year|day|shop|store|company|"
    r"brand|product|seller|manufacturer|one|this|last|my|our|your|customer|user|kettle|tent|phone|he|she|night|morning)$"
)
_SURNAMES = "王李张刘陈杨赵黄吴徐孙胡朱郭林罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟龙黎"
_BEFORE_ZH = r"下看查把给问道想是要找出示诉我取改客户索和将 ,.，。：:\n"
"""What stands before a name; anything else makes its first character part of a word: 全程, 历史, 余额."""
_THINGS_ZH = "(?:最近的?|上次的?|收货)?(?:订单|地址|住址|电话|手机号?|邮箱|购物车|账号|账户|购买记录|包裹|快递|密码|资料|信息|联系方式|聊天记录|消费记录)"
_NAMED_ZH = re.compile(
    rf"(?:^|(?<=[{_BEFORE_ZH}]))[{_SURNAMES}周][\u4e00-\u9fff]{{1,2}}的{_THINGS_ZH}"
    rf"|(?:顾客|客户|用户|买家)[{_SURNAMES}周高金马何][\u4e00-\u9fff]{{1,2}}(?:的|买|下|住|在)"
    rf"|(?:^|(?<=[{_BEFORE_ZH}]))[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:最近|上次|上个月|昨天|去年|之前)?(?:都)?(?:买了什么|买了啥|买过什么|买了哪些|下了什么单|住在?哪)"
)
_NOBODY_ZH = re.compile(
    "周[一二三四五六日天末]|周[前后]|顾客|石头|龙|任何|任意|许多|程序|叶子|田园|夏天|夏季|毛绒|毛衣|石榴|钟表"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OWN_EMAIL = re.compile(r"\b(?:my|mine|change|update|send|to)\b|我的|我邮箱|改|换|发到", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:orders?|account|log|sign|cart|purchases?|who|whose|address|bought)\b|订单|账号|账户|登录|登陆|谁|购物车|买|地址",
    re.IGNORECASE,
)
_CUSTOMER_ID = re.compile(r"(?<![a-z0-9])c ?- ?\d{3,}(?!\d)")
_ORDER_ID = re.compile(r"(?<![a-z0-9])d ?[-—一－] ?\d{5,}(?!\d)")
_WHOSE = re.compile(
    r"\b(?:whose|who|which customer|customer.s name|name on|placed by|address of|belongs? to|belonging|recipient)\b"
    "|谁|哪位|哪个(?:顾客|客户|人)|收件人|买家|收货地址|寄到哪|寄给"
)


def asks_about_others(text: str, customer_id: str | None) -> str | None:
    """What in the message points to another customer, or None; `customer_id` is who is signed in."""
    lower = plain(text)
    strangers = [found for found in _CUSTOMER_ID.findall(lower) if _squeezed(found) != (customer_id or "").lower()]
    if strangers:
        return "customer id"
    if _ORDER_ID.search(lower) and _WHOSE.search(lower):
        return "owner of an order"
    if _EMAIL.search(lower) and _ACCOUNT.search(lower) and not _OWN_EMAIL.search(lower):
        return "e-mail address"
    return "name" if _names_somebody(text, lower) else None


def people_in(sentence: str) -> list[str]:
    """The full names that a sentence ties to orders, addresses and the like."""
    return [name for match in _NAMED.finditer(sentence) for name in match.groups() if name]


def _names_somebody(text: str, lower: str) -> bool:
    if _NAMED.search(text):
        return True
    if any(
        not _NOBODY.search(match[1]) and not match[1].startswith(("my ", "your "))
        for match in _POSSESSED.finditer(lower)
    ):
        return True
    return any(not _NOBODY_ZH.search(match[0]) for match in _NAMED_ZH.finditer(lower))


def _squeezed(found: str) -> str:
    return found.replace(" ", "")
