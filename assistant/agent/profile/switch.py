"""Reads whether earlier purchases may be used: "don't use my purchase history", 别参考我的购买记录."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.agent.constraints.numerals import normalise

_JOINT = r"[,.;:!?~\n，。；：！？、～]|\b(?:but|and then|then)\b|(?=\bwithout\b)|但是?|不过|然后|而且"
_CLAUSE = re.compile(f"({_JOINT})", re.ASCII | re.IGNORECASE)
_LEADING = re.compile(rf"(?:{_JOINT}|(?:and|again|for this)\b|\s)+", re.ASCII | re.IGNORECASE)
_TRAILING = re.compile(r"\s(?:but|and|then|please)$", re.ASCII | re.IGNORECASE)
_MARKS = " ,.;:!?~，。；：！？、～"
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
_NOT_REFUSED = re.compile(
    r"\b(?:i )?(?:don['’]?t|do not) mind(?: if)?(?: you)?\b|我?(?:不介意|不反对)", re.ASCII | re.IGNORECASE
)
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
_NEAR = 24
"""Characters between two words of one switch at most: "don't recommend things based on my order history"."""
_SAID_AFTER = 10
"""The same after the purchases are named: 我的购买记录就别参考了."""


@dataclass(frozen=True, slots=True)
class ProfileSwitch:
    """Whether earlier purchases may be used from now on; `rest` is what else the message says, empty for nothing."""

    use: bool
    rest: str = ""

    @property
    def alone(self) -> bool:
        """Whether the message says nothing else."""
        return not self.rest


def read_profile_switch(text: str) -> ProfileSwitch | None:
    """What the message says about using earlier purchases; None where it says nothing, or only asks about it.

    The words around those that name them count: an odd number of refusals ("don't", "ignore", 别) switches off, an even
    one on.
    """
    text = " ".join(_NOT_REFUSED.sub(" ", text).split())
    plain = normalise(text)
    if not (_HISTORY.search(plain) or _BOUGHT.search(plain)):
        return None
    pieces = _CLAUSE.split(text)
    for place in range(0, len(pieces), 2):
        read = _read_clause(pieces[place])
        if read is not None:
            rest = _trimmed("".join([*pieces[:place], read.rest, *pieces[place + 1 :]]))
            return ProfileSwitch(read.use, "" if _says_nothing(rest) else rest)
    return None


def _read_clause(typed: str) -> ProfileSwitch | None:
    plain = normalise(typed)
    named = _HISTORY.search(plain)
    history = named or _BOUGHT.search(plain)
    if history is None or _QUESTION.search(plain.strip()):
        return None
    start, end = _around(plain, history.span(), _SAID_AFTER if named else -1)
    said = plain[start:end]
    ignored = len(_IGNORE.findall(said))
    refused = len(_NO.findall(_IGNORE.sub(" ", said)))
    off = refused % 2 != ignored % 2
    if not (ignored or _USE.search(said) or (off and _LOOK.search(said))):
        return None
    typed = typed if len(typed) == len(plain) else plain
    return ProfileSwitch(not off, f"{typed[:start]} {typed[end:]}")


def _around(plain: str, named: tuple[int, int], after: int) -> tuple[int, int]:
    """From the first to the last word of a switch around `named`; `after` is how far away one may follow."""
    start, end = named
    spans = sorted(match.span() for words in (_NO, _IGNORE, _USE, _LOOK) for match in words.finditer(plain))
    for left, right in reversed(spans):
        if right <= start <= right + _NEAR:
            start = left
    for left, right in spans:
        if end <= left <= end + after:
            end = right
    return start, end


def _trimmed(rest: str) -> str:
    """Without what joined it to the switch."""
    rest = " ".join(rest.split())
    leading = _LEADING.match(rest)
    rest = rest[leading.end() :] if leading else rest
    return _TRAILING.sub("", rest.rstrip(_MARKS)).rstrip(_MARKS)


def _says_nothing(rest: str) -> bool:
    """Whether only courtesy and the like is left."""
    plain = normalise(rest)
    for words in (_USE, _LOOK, _FILLER):
        plain = words.sub(" ", plain)
    left = re.sub(r"[\W_]", "", plain)
    return len(left) <= 3 if left.isascii() else len(left) <= 1
