"""Reads whether earlier purchases may be used: "don't use my purchase history", 别参考我的购买记录."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.agent.constraints.numerals import normalise

_CLAUSE = re.compile(r"[,.;:!?~\n]|\b(?:but|and then|then)\b|但是?|不过|然后|而且", re.ASCII)
_HISTORY = re.compile(
    r"\b(?:(?:purchas(?:e|es|ing)|orders?|shopping|buying) (?:histor(?:y|ies)|records?|data|habits)|"
    r"my (?:own )?history|(?:past|previous|earlier|old) (?:purchases|orders|buys)|my (?:purchases|orders|profile)|"
    r"personali[sz]ation|personali[sz](?:ed|e) (?:my )?(?:results|ranking|recommendations|suggestions|search))\b"
    r"|(?:购买|购物|消费|订单|下单)(?:的?历史|的?记录|数据|习惯|偏好)|历史订单|个性化|我的画像",
    re.ASCII,
)
_BOUGHT = re.compile(
    r"\bi(?:'ve| have)? (?:already )?(?:bought|ordered|purchased)\b"
    r"|我?(?:(?:以前|之前|过去|从前|曾经)都?买过?的|都?买过的)",
    re.ASCII,
)
"""Means earlier purchases only as what a verb before it speaks of: "use what I bought", not "I bought it to use it"."""
_USE = re.compile(
    r"\b(?:us(?:e|ed|ing)|consider(?:ing)?|tak(?:e|ing)|bas(?:e|ed|ing)|go(?:ing)? by|rely(?:ing)? on|turn(?:ed)?|"
    r"switch(?:ed)?|enable|include|personali[sz]e)\b"
    r"|参考|用|考虑|根据|依据|按|结合|参照|打开|开启|恢复",
    re.ASCII,
)
_LOOK = re.compile(
    r"\b(?:look(?:ing)? at|check(?:ing)?|consult(?:ing)?|read(?:ing)?)\b|看|查|管|理会|提|推荐", re.ASCII
)
"""Verbs that switch off when they are refused, but alone ask for the list of orders."""
_NO = re.compile(
    r"\b(?:don'?t|do not|didn'?t|not|never|without|no longer|stop|quit|instead of|rather than|no(?= personali))\b"
    r"|不|别|甭|勿|停止|无需|无须",
    re.ASCII,
)
_IGNORE = re.compile(
    r"\b(?:ignor(?:e|ing)|forget(?:ting)?|disregard(?:ing)?|leav(?:e|ing) out|off|disabl(?:e|ing)|no(?= personali))\b"
    r"|忽略|无视|忘掉|忘记|忘了|关掉|关闭|关了|停用|停掉|撇开|抛开",
    re.ASCII,
)
_NOT_REFUSED = re.compile(r"\b(?:don'?t|do not|not) mind\b|不介意|不反对", re.ASCII)
_QUESTION = re.compile(
    r"^(?:so |and )?(?:why|how come|what|which|when|where|do|does|did|are|is|have|has)\b(?! not\b)"
    r"|吗|为什么|为啥|怎么|是不是|是否|有没有|凭什么|要不要|会不会|可不可以|能不能",
    re.ASCII,
)
_FILLER = re.compile(
    r"\b(?:please|ok(?:ay)?|h(?:i|ello|ey)|thanks?|thank you|you|can|could|would|again|now|i|want|to|from|on|so|just|"
    r"and|but|the|for|it'?s|fine|d|like|rather|may|any ?more|no|yes|me|my|when|here|into|account|this|chat|"
    r"conversation|in|what|things?|stuff|that|of|any|it|back|before|recommend(?:ing|ations?)?|suggest(?:ing|ions?)?|results?|how|"
    r"do|show(?:ing)?|search(?:es|ing)?|products?)\b"
    r"|推荐|东西|商品|现在|以后|可以|重新|继续|麻烦|一下|还是|搜索|结果|排序"
    r"|[请您你吧了啊呀哦呢嘛谢好的地来我给把再又也就去做上要想让希望必需]",
    re.ASCII,
)
_ALONE_CHARS = 3


@dataclass(frozen=True, slots=True)
class ProfileSwitch:
    """Whether earlier purchases may be used from now on; `alone` where the message says nothing else."""

    use: bool
    alone: bool


def read_profile_switch(text: str) -> ProfileSwitch | None:
    """What the message says about using earlier purchases; None where it says nothing, or only asks about it.

    The part of the message that names them counts: an odd number of refusals ("don't", "ignore", 别) switches off, an
    even one on.
    """
    plain = _NOT_REFUSED.sub(" ", " ".join(normalise(text).replace("’", "'").split()))
    if not (_HISTORY.search(plain) or _BOUGHT.search(plain)):
        return None
    for clause in _CLAUSE.split(plain):
        use = _read_clause(clause.strip())
        if use is not None:
            return ProfileSwitch(use, alone=_is_alone(plain))
    return None


def _read_clause(clause: str) -> bool | None:
    bought = None if _HISTORY.search(clause) else _BOUGHT.search(clause)
    if (bought is None and not _HISTORY.search(clause)) or _QUESTION.search(clause):
        return None
    clause = clause if bought is None else clause[: bought.start()]
    ignored = len(_IGNORE.findall(clause))
    refused = len(_NO.findall(_IGNORE.sub(" ", clause)))
    if refused % 2 != ignored % 2:
        return False if ignored or _USE.search(clause) or _LOOK.search(clause) else None
    return True if ignored or _USE.search(clause) else None


def _is_alone(plain: str) -> bool:
    """Whether little is left without the words that make up a switch."""
    for words in (_HISTORY, _BOUGHT, _IGNORE, _USE, _LOOK, _NO, _FILLER):
        plain = words.sub(" ", plain)
    return len(re.sub(r"[\W_]", "", plain)) <= _ALONE_CHARS
