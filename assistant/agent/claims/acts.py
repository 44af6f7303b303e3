"""Judges what a sentence says has been done: put into the cart, cancelled, ordered, passed on to a person.

That is said only when a tool did so in this turn, or a tool's facts say so; "I can add it" and "shall I" claim nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.reading import fold

_DENIED: Final = re.compile(r"\b(?:not|no|never|cannot|without|unable)\b|n't\b|不|没有?|无法|未", re.ASCII)


@dataclass(frozen=True, slots=True)
class Act:
    """Something said to have been done: the tool that does it (empty for what no tool can do), and how it is said."""

    tool: str
    pattern: re.Pattern[str]


_I_DID: Final = r"\bi(?:'ve| have|'ll| will|'m| am)(?: just| now| already| also| going to| gone ahead and)* "
_IT_IS: Final = r"\b(?:has|have|is|was|were|are)(?: now| just| already| also| successfully)* (?:been )?"
_ZH_DID: Final = (
    "(?:(?:我们?)?(?:已经?|刚刚|这就|马上)|我(?:来|会|刚))(?:经|帮|为|替|给|把|将|您|你|它|该|商品|成功|自动|会)*"
)
_CONDITION: Final = re.compile(
    r"\b(?:if|when|until|before|after|once|unless|only|whenever|can(?:not)?|may|must|should)\b|如果?|若|逾期|之?后|"
    r"之?前|时|才|可以?|需",
    re.ASCII,
)


def _act(tool: str, done: str, object_: str, chinese: str) -> Act:
    return Act(
        tool,
        re.compile(
            rf"{_I_DID}(?:{done})\b[^.!?]{{0,40}}?(?:{object_})|(?:{object_})[^.!?]{{0,30}}?{_IT_IS}(?:{done})\b|"
            rf"{chinese}",
            re.ASCII,
        ),
    )


_ACTS: Final = (
    _act("cart_add", "add(?:ed|ing)?|put(?:ting)?|place[d]?", r"\bcart\b|\bbasket\b|\bbag\b",
         rf"\badded (?:it |them |this |that )?(?:to|into) (?:your|the) (?:cart|basket)|"
         rf"{_ZH_DID}[^，。]{{0,14}}加(?:入|到|进)[^，。]{{0,4}}购物[车篮袋]|"
         "已(?:成功)?加(?:入|到|进)[^，。]{0,4}购物[车篮袋]|加购成功"),
    _act("cart_remove", "remov(?:ed?|ing)|tak(?:e|en|ing) out|delet(?:ed?|ing)", r"\bcart\b|\bbasket\b",
         rf"{_ZH_DID}[^，。]{{0,10}}从[^，。]{{0,4}}购物[车篮袋][^，。]{{0,6}}(?:移除|删除|拿掉)|"
         rf"已[从将][^，。]{{0,10}}(?:移除|删除)"),
    _act("cancel_order", "cancel(?:l?ed|l?ing)?", r"\border\b|\bit\b|\bthat\b|\bd-\d+",
         rf"{_ZH_DID}[^，。]{{0,10}}取消|订单[^，。]{{0,8}}已(?:经|被|成功)*取消|取消成功"),
    _act("start_return", "start(?:ed|ing)?|creat(?:ed?|ing)|open(?:ed|ing)?|arrang(?:ed?|ing)|process(?:ed|ing)?|"
    "initiat(?:ed?|ing)",
         r"\breturn\b|\brefund\b", rf"\bi(?:'ve| have) (?:refunded|returned)|{_ZH_DID}[^，。]{{0,8}}(?:申请|办理|"
         rf"发起|登记)[^，。]{{0,3}}退|退款已"),
    _act("start_exchange", "start(?:ed|ing)?|creat(?:ed?|ing)|arrang(?:ed?|ing)|process(?:ed|ing)?|"
    "exchanged", r"\bexchange\b",
         rf"{_ZH_DID}[^，。]{{0,8}}(?:申请|办理|发起|登记)[^，。]{{0,3}}换"),
    _act("hand_off", "contact(?:ed|ing)?|notif(?:y|ied)|forward(?:ed|ing)?|transfer(?:red|ring)?|connect(?:ed|ing)?|"
    "pass(?:ed|ing)?|inform(?:ed|ing)?|"
         "alert(?:ed)?|escalat(?:ed?|ing)", r"\byou\b|\bteam\b|\bstaff\b|\bcolleagues?\b|\bsupport\b|\bperson\b|"
         r"\bhuman\b|\bwarehouse\b",
         rf"{_ZH_DID}[^，。]{{0,10}}(?:转接|转给|联系|通知|转人工|反馈给)"),
    _act("", "plac(?:ed?|ing)|submit(?:ted)?|confirm(?:ed|ing)?|order(?:ed|ing)?|book(?:ed|ing)?|reserv(?:ed?|ing)|"
    "purchas(?:ed?|ing)|charg(?:ed?|ing)|"
         "ship(?:ped|ping)?|appl(?:y|ied|ying)|updat(?:ed?|ing)|chang(?:ed?|ing)|sav(?:ed?|ing)|sen[dt](?:ing)?|"
         "email(?:ed|ing)?|sav(?:ed?|ing)|hold(?:ing)?|held",
         r"\border\b|\baddress\b|\bcode\b|\bdiscount\b|\bcoupon\b|\bcard\b|\bpayment\b|\bemail\b|\bit for you\b|"
         r"\bone for you\b|\bwish ?list\b|\baccount\b",
         rf"{_ZH_DID}[^，。]{{0,8}}(?:下单|下了单|预订|预留|付款|支付|发送|发邮件|应用优惠|修改地址|更新地址|寄出)|"
         rf"下单成功|支付成功|订单已(?:提交|确认|生成|发货)"),
    Act("", re.compile(
        r"\bi(?:'ll| will| can| could)? (?:give|offer|get) you (?:a |an |some |\S+ )?(?:\S+ )?(?:discount|off\b|"
        r"deal|better price)|"
        r"(?:我|给您|为您|帮您)(?:可以|能|会)?(?:给您|帮您|为您)?(?:打[一二三四五六七八九\d]*折|便宜|优惠|减免|"
        r"申请优惠)|"
        r"\bi(?:'ll| will) (?:notify|email|text|remind|call|let you know when)|\bi(?:'ll| will) keep an eye|(?:到货|"
        r"降价)后?(?:我)?会?(?:通知|提醒)您",
        re.ASCII)),
)  # fmt: skip
_STATES: Final = re.compile(
    r"cancel|return|refund|exchang|ship|dispatch|deliver|confirm|plac|paid|charg|reserv|取消|退货|退款|换货|发货|"
    r"寄出|送达|确认|提交|支付|付款|下单|预留",
    re.ASCII,
)
"""What a tool's facts may say of an order."""
_BY_US: Final = re.compile(r"\bi\b|\bi'|我|[帮为替给][您你]", re.ASCII)


def untrue_act(text: str, evidence: Evidence) -> str | None:
    """What a folded sentence wrongly says was done, None where it says no such thing."""
    if text.rstrip().endswith(("?", "？")):
        return None
    for act in _ACTS:
        match = act.pattern.search(text)
        if not match or act.tool in evidence.done or _DENIED.search(match[0]):
            continue
        by_itself = not _BY_US.search(match[0])
        if by_itself and _CONDITION.search(text):
            continue
        states = set(_STATES.findall(match[0]))
        if by_itself and states and any(states <= set(_STATES.findall(fold(fact))) for fact in evidence.facts):
            continue
        return f"nothing was done: {act.tool or 'no tool does that'}"
    return None
